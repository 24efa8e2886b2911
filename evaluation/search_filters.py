"""What evaluation adds to the filters of the search: what the review model noticed."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists

from evaluation.review_model.models import Flag
from evaluation.review_model.rules import SIGNALS
from evaluation.wording import signal_words
from people.models import User
from transcripts.models import Interaction
from transcripts.search.filters import Filter, one_of, register


def flagged(signal: str) -> ColumnElement[bool]:
    """Return the condition that an interaction has this flag."""
    return exists().where(Flag.interaction_id == Interaction.id, Flag.signal == signal)


def signals(_user: User) -> list[tuple[str, str]]:
    """Return every signal there is, in words."""
    return [(signal, signal_words(signal)) for signal in SIGNALS]


register(
    Filter(
        "flag",
        _l("Flag"),
        "choice",
        flagged,
        one_of(SIGNALS),
        signals,
        permission="queue.work",
    )
)
