"""Keeping corrections through a new transcription: each is made again where it still fits.

What does not fit any more stays without a turn, is listed on the page of the interaction, and is
tried again after the next transcription.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core.db import db
from people import audit
from transcripts.corrections.actions import fields_of, put
from transcripts.corrections.matching import SAME_TIME_SECONDS, corrected_again, same_words
from transcripts.corrections.models import SPEAKER, TEXT, TurnCorrection
from transcripts.models import Interaction, Turn
from transcripts.privacy.words import MARK, TimedWord, words_before
from transcripts.text_changed import after_text_changed

Values = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A correction that was just made again, with what it said of the turn that it had."""

    turn: Turn
    row: TurnCorrection
    before: Values
    after: Values


def set_aside(interaction: Interaction) -> list[TurnCorrection]:
    """Take the corrections that hold off their turns, before those go; in order. Flushes."""
    rows = list(db.session.scalars(holding(interaction).options(joinedload(TurnCorrection.turn))))
    for row in rows:
        if row.turn is None:
            continue
        row.start = row.turn.start
        if row.kind == SPEAKER:
            row.before = row.before | fields_of(row.turn, ("text", "original", "words"))
            row.after = {"speaker": row.turn.speaker}  # as later corrections and swaps left it
        row.turn = None
    db.session.flush()
    return rows


def holding(interaction: Interaction) -> Any:
    """Select the corrections of an interaction that nobody has undone, oldest first."""
    return (
        select(TurnCorrection)
        .where(TurnCorrection.interaction_id == interaction.id, TurnCorrection.undone_at.is_(None))
        .order_by(TurnCorrection.id)
    )


def apply_again(interaction: Interaction, rows: Sequence[TurnCorrection]) -> None:
    """Make corrections again in the present words, redacted and measured as they are. Flushes.

    Words come before speakers, whose turns are known by their words. A turn takes one correction
    in each round, so that each keeps the state before and after it.
    """
    for kind in (TEXT, SPEAKER):
        waiting = [row for row in rows if row.kind == kind]
        while waiting:
            waiting = one_round(interaction, waiting)
    lost = sum(row.turn is None for row in rows if row in db.session)
    if lost:
        audit.record(None, "interaction.corrections_not_applied", interaction, count=lost)


def one_round(interaction: Interaction, waiting: Sequence[TurnCorrection]) -> list[TurnCorrection]:
    """Make each correction that fits, one a turn; return those whose turn has just had one."""
    changed: dict[int, Change] = {}
    later = []
    for row in waiting:
        turn, values = place_of(row, interaction)
        if turn is None:
            continue
        if turn.id in changed:
            later.append(row)
        elif not values:
            audit.record(None, "turn.correction_heard", turn, correction=row.id)
            db.session.delete(row)
        else:
            changed[turn.id] = Change(turn, row, row.before, row.after)
            row.turn, row.before, row.after = turn, fields_of(turn, values), values
            put(turn, values)
    if changed:
        settle(interaction, list(changed.values()))
    db.session.flush()
    return later


def settle(interaction: Interaction, changes: Sequence[Change]) -> None:
    """Renew what follows from corrections, and take back one that hides less than was hidden."""
    after_text_changed(interaction)
    showing = [change for change in changes if shows_more(change)]
    for change in showing:
        put(change.turn, change.row.before)
        change.row.turn, change.row.before, change.row.after = None, change.before, change.after
    if showing:
        after_text_changed(interaction)
    for change in changes:
        if change not in showing:
            change.row.after = fields_of(change.turn, change.row.after)  # as redaction left it
            audit.record(None, "turn.corrected_again", change.turn, correction=change.row.id)


def shows_more(change: Change) -> bool:
    """Say whether less is taken out of the turn's text than before the correction."""
    hidden = len(MARK.findall(change.row.before.get("text", "")))
    return len(MARK.findall(change.turn.text)) < hidden


def place_of(row: TurnCorrection, interaction: Interaction) -> tuple[Turn | None, Values]:
    """Find the turn that a correction fits, and what it changes there; nothing if it says so."""
    before, after = full_words(row.before), full_words(row.after)
    turns = interaction.transcript.turns if interaction.transcript else []
    for turn in turns if before else ():
        heard = full_words(fields_of(turn, ("original", "words")))
        if not heard or not overlap(before, heard):
            continue
        if row.kind == SPEAKER and same_words(before, heard):
            wanted = row.after["speaker"]
            return turn, {} if turn.speaker == wanted else {"speaker": wanted}
        new = corrected_again(before, after, heard) if row.kind == TEXT and after else None
        if new:
            texts = [word[0] for word in new]
            if texts == [word[0] for word in heard]:
                return turn, {}
            return turn, {"text": " ".join(texts), "original": None, "words": new}
    return None, {}


def full_words(values: Values) -> list[TimedWord]:
    """The timed words of a turn before redaction; none where it has no times."""
    words, original = values.get("words") or [], values.get("original")
    return words if original is None else words_before(original, words)


def overlap(first: Sequence[TimedWord], second: Sequence[TimedWord]) -> bool:
    """Say whether two stretches of words may be of the same moment."""
    apart = max(first[0][1] - second[-1][2], second[0][1] - first[-1][2])
    return bool(apart <= SAME_TIME_SECONDS)


def count_corrections(interaction: Interaction) -> int:
    """How many corrections of an interaction hold, applied or not."""
    rows = holding(interaction).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


def not_applied(interaction: Interaction) -> list[TurnCorrection]:
    """The corrections that found no place in the present words, in order of time."""
    rows = holding(interaction).where(TurnCorrection.turn_id.is_(None))
    return list(
        db.session.scalars(
            rows.order_by(None)
            .order_by(TurnCorrection.start, TurnCorrection.id)
            .options(joinedload(TurnCorrection.user))
        )
    )
