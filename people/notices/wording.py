"""Words of the pages about notices."""

from flask_babel import lazy_gettext as _l

from people.notices.kinds import APP, AT_ONCE, DAILY, GROUPS, OFF, WEEKLY, kinds

DELIVERY_WORDS = {
    APP: _l("Here only"),
    AT_ONCE: _l("Here, and an e-mail at once"),
    DAILY: _l("Here, and in a daily e-mail"),
    WEEKLY: _l("Here, and in a weekly e-mail"),
    OFF: _l("Not at all"),
}


def group_of(kind_key: str) -> str:
    """The name of the group that a kind belongs to; empty for a kind that is no more."""
    kind = kinds.get(kind_key)
    return str(GROUPS[kind.group]) if kind else ""
