"""Kinds of notices for tests, beside those of the rooms."""

import pytest
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from people.notices import kinds
from people.notices.kinds import APP, AT_ONCE, COACHING, DAILY, REVIEWS, WEEKLY, Kind


def waiting(count: int) -> str:
    return ngettext("%(num)s review", "%(num)s reviews", count)


KINDS = (
    Kind("test.late", REVIEWS, _l("Late"), _l("%(team)s by %(day)s"), {"lead": DAILY}),
    Kind("test.count", REVIEWS, _l("Waiting"), waiting, {"evaluator": APP}),
    Kind("test.now", COACHING, _l("Now"), _l("Now: %(what)s"), {"lead": AT_ONCE}),
    Kind("test.weekly", COACHING, _l("Weekly"), _l("Week: %(what)s"), {"lead": WEEKLY}),
)


@pytest.fixture(autouse=True)
def known_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in KINDS:
        monkeypatch.setitem(kinds.kinds, kind.key, kind)
