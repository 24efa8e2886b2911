"""Keeping corrections through a new transcription: each is made again where it still fits.

What does not fit any more stays without a turn, is listed on the page of the interaction, and is
tried again after the next transcription.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core.db import db
from people import audit
from transcripts.corrections.actions import fields_of, put, state_before, state_of
from transcripts.corrections.cuts import (
    hidden_in,
    joined,
    parted,
    remember_words,
    remember_words_of_speakers,
)
from transcripts.corrections.hiding import Hidden, show_more, taken_out, taken_out_of
from transcripts.corrections.matching import SAME_TIME_SECONDS, corrected_again, find, same_words
from transcripts.corrections.models import SPEAKER, SPLIT, TEXT, TurnCorrection
from transcripts.corrections.neighbours import next_of
from transcripts.corrections.words import full_words, single
from transcripts.models import Interaction, Turn
from transcripts.privacy.words import TimedWord
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
        remember_words(row, row.turn)
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

    In their order, since one may have the place of another: a round makes those that find their
    turn, each turn taking one, so that each keeps the state before and after it; then comes the
    next round, until one finds nothing to do.
    """
    waiting, before = list(rows), len(rows) + 1
    while waiting and len(waiting) < before:
        before = len(waiting)
        waiting = one_round(interaction, waiting)
    lost = sum(row.turn is None for row in rows if row in db.session)
    if lost:
        audit.record(None, "interaction.corrections_not_applied", interaction, count=lost)


def one_round(interaction: Interaction, waiting: Sequence[TurnCorrection]) -> list[TurnCorrection]:
    """Make each correction that fits, one a turn; return those that may fit afterwards."""
    hidden = taken_out_of(interaction.turns)
    changes: list[Change] = []
    changed: set[Turn | None] = set()
    later = []
    for row in waiting:
        turn, values = place_of(row, interaction)
        touched = {turn, next_of(turn) if turn and "next" in values else None} - {None}
        if turn is None or touched & changed:
            later.append(row)
        elif not values:
            audit.record(None, "turn.correction_heard", turn, correction=row.id)
            db.session.delete(row)
        else:
            changes.append(make(row, turn, values))
            changed |= touched | ({next_of(turn)} if values.get("next") else set())
    if changes:
        settle(interaction, changes, hidden)
    db.session.flush()
    return later


def make(row: TurnCorrection, turn: Turn, values: Values) -> Change:
    """Make a correction again, whose turn and values are found."""
    if "next" in values:
        remember_words_of_speakers(turn, None if values["next"] else next_of(turn))
    done = Change(turn, row, row.before, row.after)
    row.turn, row.before, row.after = turn, state_before(turn, values), values
    put(turn, values)
    return done


def settle(interaction: Interaction, changes: Sequence[Change], hidden: Hidden) -> None:
    """Renew what follows from corrections, and take back one that hides less than was hidden.

    All of them where something shows in other turns, since it is not known by which.
    """
    after_text_changed(interaction)
    showing = [change for change in changes if shows_more(change)]
    rewritten = {change.turn for change in changes if "text" in change.row.after}
    others = {turn: state for turn, state in hidden.items() if turn not in rewritten}
    if show_more(interaction.turns, others):
        showing = list(changes)
    for change in showing:
        put(change.turn, change.row.before)
        change.row.turn, change.row.before, change.row.after = None, change.before, change.after
    if showing:
        after_text_changed(interaction)
    for change in changes:
        if change not in showing:
            change.row.after = state_of(change.turn, change.row.after)  # as redaction left it
            audit.record(None, "turn.corrected_again", change.turn, correction=change.row.id)


def shows_more(change: Change) -> bool:
    """Say whether less is taken out of the turn's text than before the correction."""
    before = change.row.before
    states = (before, before.get("next") or {})
    hidden = sum(taken_out(each.get("text", ""), each.get("original")) for each in states)
    return hidden_in(change.turn, bool(change.row.after.get("next"))) < hidden


def place_of(row: TurnCorrection, interaction: Interaction) -> tuple[Turn | None, Values]:
    """Find the turn that a correction fits, and what it changes there; nothing if it says so."""
    turns = interaction.turns
    if row.cut:
        return place_of_cut(row, turns)
    before, after = full_words(row.before), full_words(row.after)
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


def place_of_cut(row: TurnCorrection, turns: Sequence[Turn]) -> tuple[Turn | None, Values]:
    """Find the turn that is to be split, or joined with the next one, by the words at the joint."""
    two = row.after if row.cut == SPLIT else row.before
    joint = full_words(two)[-1:] + full_words(two["next"])[:1]
    for turn, following in zip(turns, [*turns[1:], None], strict=True) if joint[1:] else ():
        heard = single(full_words(fields_of(turn, ("original", "words"))))
        place = find(joint, heard)
        if place is not None and row.cut == SPLIT:
            texts = [word[0] for word in heard]
            return turn, parted(turn, " ".join(texts[: place + 1]), " ".join(texts[place + 1 :]))
        if place is not None:
            return turn, {}
        onward = full_words(fields_of(following, ("original", "words"))) if following else []
        if heard and onward and same_words(joint, [heard[-1], *single(onward)[:1]]):
            if row.cut == SPLIT:
                return turn, {}
            if following and following.speaker == turn.speaker:
                return turn, joined(turn, following)
    return None, {}


def swap_speakers(interaction: Interaction, other: Mapping[str, str]) -> None:
    """Have corrections name the two sides as they are named from now on."""
    for row in db.session.scalars(holding(interaction)):
        row.before, row.after = swapped(row.before, other), swapped(row.after, other)


def swapped(values: Values, other: Mapping[str, str]) -> Values:
    """The same fields with the two sides exchanged."""
    new = dict(values)
    if "speaker" in new:
        new["speaker"] = other.get(new["speaker"], new["speaker"])
    if new.get("next"):
        new["next"] = swapped(new["next"], other)
    return new


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
