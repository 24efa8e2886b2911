"""Correcting a turn. The original is kept, the trail says who, and all that follows is renewed.

A correction says which state of the turn it was made on (``revision``). Where somebody else was
faster it is refused with their name, and nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, or_, select

from core.clock import now
from core.db import db
from core.texts import can_be_kept
from people import audit
from people.models import User
from transcripts.corrections.hiding import show_more, shows_more_than, taken_out_of
from transcripts.corrections.models import SPEAKER, SPLIT, TEXT, TurnCorrection
from transcripts.corrections.neighbours import FIELDS, next_of, put_next
from transcripts.corrections.words import put_back, retimed
from transcripts.models import SPEAKERS, Transcript, Turn
from transcripts.privacy.words import MARK, words_before
from transcripts.text_changed import after_text_changed

LONGEST_TEXT = 20_000
LONGEST_WORD = 200


class CorrectionRefused(Exception):
    """A correction that cannot be made; ``code`` says why, for `wording.refusal_of`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Overtaken(Exception):
    """Somebody else changed the turn first; ``last`` is that correction, None where unknown."""

    def __init__(self, turn: Turn, last: TurnCorrection | None) -> None:
        super().__init__(f"turn {turn.id} is at revision {turn.revision}")
        self.revision = turn.revision
        self.last = last


def correct_word(
    user: User, turn: Turn, place: int, word: str, revision: int
) -> TurnCorrection | None:
    """Replace one word of a turn, the ``place``-th as shown, by ``word`` (may be several, or none).

    Returns None where nothing changes. Raises Overtaken and CorrectionRefused; flushes.
    """
    words = [shown[0] for shown in turn.words] if turn.words else turn.text.split()
    if not 0 <= place < len(words):
        raise CorrectionRefused("no_such_word")
    if len(word) > LONGEST_WORD:
        raise CorrectionRefused("too_long")
    if turn.original is not None and MARK.search(words[place]):
        raise CorrectionRefused("taken_out")
    if turn.words is None and " ".join(words) != turn.text:
        raise CorrectionRefused("no_such_word")  # written with line breaks: correct it as a whole
    words[place] = word.strip()
    return correct_turn_text(user, turn, " ".join(filter(None, words)), revision)


def correct_turn_text(user: User, turn: Turn, text: str, revision: int) -> TurnCorrection | None:
    """Replace what a turn says. ``text`` is the shown, redacted text as somebody edited it.

    What was taken out before stays so, what the new text gives away is taken out. Returns None
    where nothing changes. Raises Overtaken and CorrectionRefused, after which the caller rolls
    back; flushes.
    """
    claim(turn, revision)
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise CorrectionRefused("empty")
    if len(text) > LONGEST_TEXT:
        raise CorrectionRefused("too_long")
    if not can_be_kept(text):
        raise CorrectionRefused("unreadable")
    if text == turn.text.strip():
        return None
    full, words = text, turn.words
    if turn.original is not None:
        try:
            full = put_back(text, turn.text, turn.original)
        except ValueError:
            raise CorrectionRefused("taken_out") from None
        words = None if words is None else words_before(turn.original, words)
    timed = None if words is None else retimed(words, full)
    correction = change(user, turn, TEXT, text=full, original=None, words=timed)
    if any(turn.text.count(mark) < text.count(mark) for mark in set(MARK.findall(text))):
        raise CorrectionRefused("would_show")  # the new words hide less than the old ones did
    return correction


def correct_speaker(user: User, turn: Turn, speaker: str, revision: int) -> TurnCorrection | None:
    """Say that somebody else spoke a turn. Returns None where it said so before.

    Raises Overtaken and CorrectionRefused; flushes.
    """
    claim(turn, revision)
    if speaker not in SPEAKERS:
        raise CorrectionRefused("no_such_speaker")
    return None if speaker == turn.speaker else change(user, turn, SPEAKER, speaker=speaker)


def undo_correction(user: User, correction: TurnCorrection) -> None:
    """Put back what stood there before a correction; one without a turn is only taken off the list.

    Only while nothing has changed since: raises CorrectionRefused otherwise, also where something
    that was taken out would show that was not shown before the correction; the caller then rolls
    back. Flushes.
    """
    turn = correction.turn
    if turn is not None:
        claim(turn)
    if correction.undone_at or (turn and changed_since(turn, correction)):
        raise CorrectionRefused("changed_since")
    correction.undone_at, correction.undone_by_id = now(), user.id
    if turn is None:
        audit.record(user, "turn.correction_discarded", correction)
        return
    put_back_before(turn, correction)
    audit.record(user, "turn.correction_undone", turn, correction=correction.id)


def put_back_before(turn: Turn, correction: TurnCorrection) -> None:
    """Have a turn be as before a correction, and renew what follows.

    The turn's own words must not show more than they did then, and no other turn more than now:
    unless all is as it was before the correction, when that was not taken out yet. Raises
    CorrectionRefused.
    """
    values = {name: correction.before[name] for name in correction.after}
    turns, is_last = turn.transcript.turns, is_last_change(correction)
    hidden = taken_out_of(each for each in turns if each is not turn or "text" not in values)
    put(turn, values)
    after_text_changed(turn.transcript.interaction)
    own = "text" in values and shows_more_than(turn, values)
    if own or (not is_last and show_more(turns, hidden)):
        raise CorrectionRefused("would_show_again")


def is_last_change(correction: TurnCorrection) -> bool:
    """Say whether no correction of the interaction was made since that holds, or undone since."""
    row = TurnCorrection
    later = (row.id > correction.id) & row.undone_at.is_(None)
    undone = (row.id < correction.id) & (row.undone_at > correction.at)
    since = exists().where(row.interaction_id == correction.interaction_id, or_(later, undone))
    return not db.session.scalar(select(since))


def changed_since(turn: Turn, correction: TurnCorrection) -> bool:
    """Say whether a turn is not as a correction left it, or has begun or ended elsewhere since."""
    if state_of(turn, correction.after) != correction.after:
        return True
    holding = select(TurnCorrection).where(TurnCorrection.undone_at.is_(None))
    later = holding.where(TurnCorrection.turn_id == turn.id, TurnCorrection.id > correction.id)
    if any(row.cut for row in db.session.scalars(later)):
        return True
    second = next_of(turn) if correction.cut == SPLIT else None
    own = second and db.session.scalar(holding.where(TurnCorrection.turn_id == second.id).limit(1))
    return own is not None


def claim(turn: Turn, revision: int | None = None) -> None:
    """Hold the turn and its conversation until the commit, in its newest state.

    Raises Overtaken by its revision, CorrectionRefused where a new transcription replaced it.
    """
    conversation = select(Transcript.id).where(Transcript.id == turn.transcript_id)
    db.session.execute(conversation.with_for_update())
    newest = select(Turn).where(Turn.id == turn.id).with_for_update()
    if db.session.scalar(newest.execution_options(populate_existing=True)) is None:
        raise CorrectionRefused("no_such_word")
    if revision is not None and revision != turn.revision:
        raise Overtaken(turn, last_correction_of(turn))


def last_correction_of(turn: Turn) -> TurnCorrection | None:
    """The newest correction of a turn."""
    return db.session.scalar(
        select(TurnCorrection)
        .where(TurnCorrection.turn_id == turn.id)
        .order_by(TurnCorrection.id.desc())
        .limit(1)
    )


def change(user: User, turn: Turn, kind: str, **after: Any) -> TurnCorrection:
    """Write the new state of a turn, keep the one before, and renew what follows from it.

    Raises CorrectionRefused where, by what this turn said or by who spoke it, something was taken
    out of another turn that would show now.
    """
    turns = turn.transcript.turns
    hidden = taken_out_of(each for each in turns if each is not turn or "text" not in after)
    correction = TurnCorrection(
        interaction_id=turn.transcript.interaction_id,
        turn=turn,
        user=user,
        kind=kind,
        before=state_before(turn, after),
        after={},
    )
    put(turn, after)
    after_text_changed(turn.transcript.interaction)
    if show_more(turns, hidden):
        raise CorrectionRefused("would_show")
    correction.after = state_of(turn, after)  # as redaction left it
    db.session.add(correction)
    db.session.flush()
    audit.record(
        user, "turn.corrected", turn, kind=correction.cut or kind, correction=correction.id
    )
    return correction


def fields_of(turn: Turn, names: Iterable[str]) -> dict[str, Any]:
    """The turn's present values of the named fields."""
    return {name: getattr(turn, name) for name in names}


def state_of(turn: Turn, like: dict[str, Any]) -> dict[str, Any]:
    """The present values of the fields in ``like``; "next" where it has one behind the turn."""
    state = fields_of(turn, like.keys() - {"next"})
    if "next" in like:
        following = next_of(turn) if like["next"] else None
        state["next"] = fields_of(following, FIELDS) if following else None
    return state


def state_before(turn: Turn, after: dict[str, Any]) -> dict[str, Any]:
    """What a turn says before it is changed to ``after``; with the next one if that is to go."""
    state = fields_of(turn, after.keys() - {"next"})
    if "next" in after:
        following = None if after["next"] else next_of(turn)
        state["next"] = fields_of(following, FIELDS) if following else None
        if following:
            own = select(TurnCorrection.id).where(TurnCorrection.turn_id == following.id)
            state["next"]["corrections"] = list(db.session.scalars(own))
    return state


def put(turn: Turn, values: dict[str, Any]) -> None:
    """Set fields of a turn, and the turn behind it where they say so; count the change."""
    for name in values.keys() - {"next"}:
        setattr(turn, name, values[name])
    if "next" in values:
        put_next(turn, values["next"])
    turn.revision += 1
