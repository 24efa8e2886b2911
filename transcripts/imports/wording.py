"""The words of imports in the reader's language."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from transcripts.imports.models import (
    ALREADY,
    BROKEN,
    DONE,
    DRAFT,
    IMPORTED,
    REFUSED,
    RUNNING,
    WAITING,
)
from transcripts.wording import reason_words

STATE_WORDS = {
    DRAFT: _l("draft"),
    WAITING: _l("waiting"),
    RUNNING: _l("running"),
    DONE: _l("done"),
    BROKEN: _l("broken off"),
}
OUTCOME_WORDS = {
    IMPORTED: _l("imported"),
    ALREADY: _l("already there"),
    REFUSED: _l("refused"),
}
FIELD_WORDS = {
    "external_id": _l("Id of the contact"),
    "text": _l("Text"),
    "speaker": _l("Who speaks"),
    "at": _l("Time of the message"),
    "start": _l("Start in seconds"),
    "end": _l("End in seconds"),
    "started_at": _l("Start of the contact"),
    "ended_at": _l("End of the contact"),
    "agent_ref": _l("Id of the agent"),
    "agent_name": _l("Name of the agent"),
    "customer_ref": _l("Id of the customer"),
    "case_ref": _l("Id of the case"),
    "reason": _l("Reason for contact"),
    "language": _l("Language"),
    "subject": _l("Subject"),
    "outcome": _l("Outcome"),
    "channel": _l("Channel"),
    "handle_seconds": _l("Handle time"),
    "csat": _l("Answer from 1 to 5"),
    "answered_at": _l("Time of the answer"),
}


def problem_sentence(code: str, params: Mapping[str, object]) -> str:
    """Say as a sentence why a table cannot be read with its columns."""
    words = reason_words(code, params)
    return f"{words[:1].upper()}{words[1:]}."
