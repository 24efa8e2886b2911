"""The registry of what people are told about. Each room adds its own kinds when it is imported."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from people.permissions import ADMIN

# Where a notice goes. In the application it is listed in each case but "off".
OFF, APP, AT_ONCE, DAILY, WEEKLY = "off", "app", "at_once", "daily", "weekly"
DELIVERIES = (APP, AT_ONCE, DAILY, WEEKLY, OFF)

REVIEWS, CALIBRATION, COACHING, INTAKE, HOUSE = (
    "reviews", "calibration", "coaching", "intake", "house",
)  # fmt: skip
GROUPS = {
    REVIEWS: _l("Reviews"),
    CALIBRATION: _l("Calibration"),
    COACHING: _l("Coaching"),
    INTAKE: _l("Intake"),
    HOUSE: _l("This installation"),
}
Text = Any  # a lazy string of gettext, or a function of the facts: Callable[..., str]


@dataclass(frozen=True)
class Kind:
    """One thing that people are told about.

    ``label`` names it on the settings page. ``text`` says what happened: a lazy gettext string
    with named placeholders, or a function of the facts for a text that counts (ngettext). Both are
    asked in the reader's language, each time it is read. ``roles`` are those who ever receive it,
    with what is set for them until they choose: ``OFF``, ``APP``, ``AT_ONCE``, ``DAILY`` or
    ``WEEKLY``. What is not ``by_mail`` is only ever told in the application.
    """

    key: str
    group: str
    label: Any
    text: Text
    roles: Mapping[str, str] = field(default_factory=dict)
    by_mail: bool = True

    @property
    def choices(self) -> tuple[str, ...]:
        return DELIVERIES if self.by_mail else (APP, OFF)

    def words(self, facts: Mapping[str, Any]) -> str:
        """Say what happened, in the language in use. KeyError for a fact that is missing."""
        if callable(self.text):
            return str(self.text(**facts))
        return str(self.text) % facts

    def default_for(self, roles: Iterable[str]) -> str:
        """The delivery of somebody with these roles who has not chosen: the most prompt of them."""
        mine = {self.roles[role] for role in roles if role in self.roles}
        return next((each for each in (AT_ONCE, DAILY, WEEKLY, APP, OFF) if each in mine), APP)


kinds: dict[str, Kind] = {}


def add_kind(kind: Kind) -> Kind:
    """Register a kind. ValueError for a key of another kind, an unknown group or delivery."""
    if kind.key in kinds and kinds[kind.key] is not kind:
        raise ValueError(f"there is a kind {kind.key} already")
    if kind.group not in GROUPS or not set(kind.roles.values()) <= set(kind.choices):
        raise ValueError(f"the kind {kind.key} names a group or a delivery that nobody knows")
    kinds[kind.key] = kind
    return kind


MAIL_FAILED = add_kind(
    Kind(
        "house.mail_failed",
        HOUSE,
        _l("An e-mail could not be delivered"),
        _l("An e-mail to %(to)s was not delivered: %(reason)s"),
        {ADMIN: APP},
        by_mail=False,
    )
)
