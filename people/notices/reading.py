"""A notice in words, and where it leads."""

from flask_babel import gettext as _

from people.notices.facts import shown
from people.notices.kinds import kinds
from people.notices.models import Notice


def words_of(notice: Notice) -> str:
    """What a notice says, in the language in use; of a kind that is no more, only that."""
    kind = kinds.get(notice.kind)
    if kind is None:
        return _("Something happened that this version of Rubrica no longer knows how to tell.")
    try:
        return kind.words({name: shown(value) for name, value in notice.facts.items()})
    except (KeyError, TypeError):  # its facts are those of an older version of the text
        return str(kind.label)
