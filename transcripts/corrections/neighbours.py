"""The turn behind another one: put in after a split, taken out when two are joined.

Turns are numbered without gaps, so the later ones move by one. Rooms that point at turns by their
number register a function with ``also_moves``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.db import db
from transcripts.corrections.models import TurnCorrection
from transcripts.models import Transcript, Turn

FIELDS = ("speaker", "start", "end", "text", "original", "words")
"""What a turn is, but for its place and its history."""


@dataclass(frozen=True)
class Move:
    """The turns of an interaction behind ``position`` have moved by ``by``, -1 or more.

    Where a turn was split, ``first`` is the text before it, ``text`` its own, and ``start`` when
    it begins, in seconds; None otherwise.
    """

    interaction_id: int
    position: int
    by: int
    start: float | None = None
    text: str | None = None
    first: str | None = None


_movers: list[Callable[[Move], None]] = []


def also_moves(function: Callable[[Move], None]) -> Callable[[Move], None]:
    """Register a function that has the references of another room follow a move."""
    _movers.append(function)
    return function


def next_of(turn: Turn) -> Turn | None:
    """The turn behind this one."""
    turns = turn.transcript.turns
    return next(iter(turns[turns.index(turn) + 1 :]), None)


def put_next(turn: Turn, values: dict[str, Any] | None) -> None:
    """Make a turn of these fields the one behind this turn; None: take that one out. Flushes."""
    if values is None:
        take_out_next(turn)
    else:
        put_in_next(turn, values)


def put_in_next(turn: Turn, values: dict[str, Any]) -> None:
    """Put a turn behind this one, with the corrections that belong to it."""
    transcript = turn.transcript
    new = Turn(position=turn.position + 1, revision=1, **{name: values[name] for name in FIELDS})
    make_room(transcript, transcript.turns.index(turn) + 1, [new])
    ids = values.get("corrections", [])
    hand_over(select(TurnCorrection).where(TurnCorrection.id.in_(ids)), new)
    tell(Move(transcript.interaction_id, turn.position, 1, new.start, new.text, turn.text))


def make_room(transcript: Transcript, place: int, new: Sequence[Turn]) -> None:
    """Put turns into a conversation, the first of them as the ``place``-th, counted from 0."""
    later = transcript.turns[place:]
    step_aside(later, len(new))
    transcript.turns[place:place] = new
    db.session.flush()
    come_back(later)


def put_in(transcript: Transcript, place: int, new: Sequence[Turn]) -> None:
    """Put in turns that nobody has seen so far, with their numbers, from ``place`` on. Flushes."""
    is_last = place == len(transcript.turns)
    make_room(transcript, place, new)
    if not is_last:
        tell(Move(transcript.interaction_id, place - 1, len(new)))


def take_out(transcript: Transcript, place: int, until: int) -> None:
    """Take out the turns from ``place`` to before ``until``, with their corrections. Flushes."""
    later = transcript.turns[until:]
    del transcript.turns[place:until]
    db.session.flush()
    step_aside(later, place - until)
    come_back(later)
    for _turn in range(place, until if later else place):
        tell(Move(transcript.interaction_id, place, -1))


def take_out_next(turn: Turn) -> None:
    """Take out the turn behind this one, which gets its corrections."""
    gone = next_of(turn)
    if gone is None:
        return
    transcript = turn.transcript
    later = transcript.turns[transcript.turns.index(gone) + 1 :]
    hand_over(select(TurnCorrection).where(TurnCorrection.turn_id == gone.id), turn)
    transcript.turns.remove(gone)
    step_aside(later, -1)
    come_back(later)
    tell(Move(transcript.interaction_id, turn.position, -1))


def step_aside(turns: Sequence[Turn], by: int) -> None:
    """Give turns numbers that nobody has, from which they can come back: numbers are unique."""
    for turn in turns:
        turn.position = -(turn.position + by)
    db.session.flush()


def come_back(turns: Sequence[Turn]) -> None:
    """Give turns that have stepped aside their new numbers."""
    for turn in turns:
        turn.position = -turn.position
    db.session.flush()


def hand_over(corrections: Any, turn: Turn) -> None:
    """Make corrections those of another turn, before their own one goes."""
    for row in db.session.scalars(corrections):
        row.turn = turn
    db.session.flush()


def tell(move: Move) -> None:
    """Have all that points at turns follow."""
    for function in _movers:
        function(move)
