"""The turns of a conversation as pages show them: a part at a time, redacted unless asked."""

import math
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.web.access import allowed
from core.web.ids import row_id
from people import audit
from people.scope import may
from transcripts.loading import interaction_or_404
from transcripts.models import Interaction, Turn
from transcripts.privacy.hearing import present_look
from transcripts.thread import Thread, open_thread


@dataclass(frozen=True)
class OriginalTurn:
    """A turn as it was before redaction, for the few who may see it."""

    id: int
    position: int
    speaker: str
    start: float | None
    end: float | None
    text: str
    revision: int
    words: None = None


@allowed("interaction.read")
def turns(interaction_id: int) -> ResponseReturnValue:
    """Send the turns of one part, as the page's script puts them into the thread."""
    found = interaction_or_404(interaction_id)
    original = wants_original()
    if original:
        note_look(found)
    return render_template(
        "transcripts/turns.html",
        interaction=found,
        thread=thread_of(found, original=original),
        correctable=may(current_user, "interaction.correct") and not original,
    )


def wants_original() -> bool:
    """Say whether the text before redaction is asked for by somebody who may see it."""
    if request.args.get("original") != "1":
        return False
    if not may(current_user, "interaction.original"):
        abort(403)
    return True


def note_look(found: Interaction) -> None:
    """Note in the trail that somebody reads the original, which they opened; commits.

    403 for those who have not said why they need it (`transcripts.privacy.original_page`).
    """
    look = present_look(current_user, found)
    if look is None:
        abort(403)
    audit.record_reading(current_user, "interaction.original_read", found, look=look.id)


def thread_of(found: Interaction, *, original: bool = False) -> Thread:
    """Return the part that the address asks for: `?t=` seconds, `?turn=` id or `?part=` number."""
    thread = open_thread(
        found.transcript,
        part=request.args.get("part", type=int),
        seconds=seconds_asked_for(),
        turn_id=request.args.get("turn", type=row_id),
    )
    if not original:
        return thread
    return replace(thread, turns=[before_redaction(turn) for turn in thread.turns])


def seconds_asked_for() -> float | None:
    """Return the time in `?t=`, None where there is none or it is no time."""
    seconds = request.args.get("t", type=float)
    return seconds if seconds is not None and math.isfinite(seconds) and seconds >= 0 else None


def before_redaction(turn: Turn) -> Any:
    """Return a turn as it was said; its words have no times then."""
    if turn.original is None:
        return turn
    return OriginalTurn(
        turn.id, turn.position, turn.speaker, turn.start, turn.end, turn.original, turn.revision
    )
