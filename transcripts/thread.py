"""A conversation in parts, so that a call of two hours opens as quickly as one of five minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from core.db import db
from transcripts.corrections.models import TurnCorrection
from transcripts.models import Transcript, Turn

PART = 60  # turns


@dataclass(frozen=True)
class PartPlace:
    """One part of a conversation, loaded or not: its turns by number, and when it begins."""

    number: int
    first: int  # the position of its first turn, from 0
    last: int
    start: float | None  # seconds
    shown: bool = False


@dataclass(frozen=True)
class Thread:
    """The turns of one part, the places of all parts, and the turn that was asked for."""

    turns: Sequence[Any]
    places: tuple[PartPlace, ...]
    before: Turn | None = None  # the turn before the first shown, to tell the pause between
    here: int | None = None  # id of the turn to begin at
    corrected: frozenset[int] = frozenset()  # ids of turns that somebody corrected

    @property
    def number(self) -> int:
        """The number of the shown part, from 0."""
        return next((place.number for place in self.places if place.shown), 0)

    @property
    def total(self) -> int:
        """How many turns the conversation has."""
        return self.places[-1].last + 1 if self.places else 0


def open_thread(
    transcript: Transcript | None,
    *,
    part: int | None = None,
    seconds: float | None = None,
    turn_id: int | None = None,
) -> Thread:
    """Return the part that is asked for by its number, by a time or by a turn; else the first.

    A number, time or turn that the conversation does not have gives the nearest, or first, part.
    """
    if transcript is None:
        return Thread((), ())
    places = places_of(transcript.id)
    if not places:
        return Thread((), ())
    here = turn_at(transcript.id, seconds, turn_id)
    if here:
        part = next(place.number for place in places if here.position <= place.last)
    shown = places[min(max(part or 0, 0), len(places) - 1)]
    rows = turns_between(transcript.id, shown.first - 1, shown.last)
    before = rows.pop(0) if rows and rows[0].position < shown.first else None
    marked = tuple(
        PartPlace(place.number, place.first, place.last, place.start, place == shown)
        for place in places
    )
    corrected = corrected_among([turn.id for turn in rows])
    return Thread(rows, marked, before, here.id if here else None, corrected)


def places_of(transcript_id: int) -> list[PartPlace]:
    """Return the places of all parts, without reading any words."""
    last = select(func.max(Turn.position)).where(Turn.transcript_id == transcript_id)
    heads = db.session.execute(
        select(Turn.position, Turn.start)
        .where(
            Turn.transcript_id == transcript_id,
            or_(Turn.position % PART == 0, Turn.position == last.scalar_subquery()),
        )
        .order_by(Turn.position)
    ).all()
    if not heads:
        return []
    end = heads[-1].position
    starts = [head for head in heads if head.position % PART == 0]
    lasts = [head.position - 1 for head in starts[1:]] + [end]
    return [
        PartPlace(number, head.position, last, head.start)
        for number, (head, last) in enumerate(zip(starts, lasts, strict=True))
    ]


def turn_at(transcript_id: int, seconds: float | None, turn_id: int | None) -> Turn | None:
    """Return the turn with this id, else the one that is spoken at this time."""
    own = select(Turn).where(Turn.transcript_id == transcript_id)
    if turn_id is not None:
        return db.session.scalar(own.where(Turn.id == turn_id))
    if seconds is None:
        return None
    spoken = own.where(Turn.start <= seconds).order_by(Turn.start.desc(), Turn.position.desc())
    return db.session.scalar(spoken.limit(1))


def turns_between(transcript_id: int, first: int, last: int) -> list[Turn]:
    """Return the turns at these positions, both included, in order."""
    return list(
        db.session.scalars(
            select(Turn)
            .where(Turn.transcript_id == transcript_id, Turn.position.between(first, last))
            .order_by(Turn.position)
        )
    )


def corrected_among(turn_ids: Sequence[int]) -> frozenset[int]:
    """Return those of the turns that were corrected; what was undone does not count."""
    wanted = select(TurnCorrection.turn_id).where(
        TurnCorrection.turn_id.in_(turn_ids), TurnCorrection.undone_at.is_(None)
    )
    return frozenset(number for number in db.session.scalars(wanted) if number is not None)


def spoken_spans(transcript_id: int) -> list[tuple[float, float]]:
    """Return when anybody speaks, as (start, end) of each turn that has both, in order."""
    rows = db.session.execute(
        select(Turn.start, Turn.end)
        .where(Turn.transcript_id == transcript_id, Turn.start.is_not(None), Turn.end.is_not(None))
        .order_by(Turn.start)
    )
    return [(row.start, row.end) for row in rows]
