"""What this room says about turns follows when turns are split or joined in front of them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from core.db import db
from evaluation.desk.models import ShownSuggestion
from evaluation.models import Evaluation, Moment
from evaluation.review_model.models import Flag, MachineScore
from evaluation.sampling.models import Assignment
from transcripts.corrections.neighbours import Move, also_moves


@also_moves
def follow(move: Move) -> None:
    """Have moments, and the evidence of flags, scores and suggestions, name their turn anew."""
    reviews = select(Evaluation.id).where(Evaluation.interaction_id == move.interaction_id)
    moments = select(Moment).where(
        Moment.evaluation_id.in_(reviews), Moment.turn_position >= move.position
    )
    for moment in db.session.scalars(moments):
        moment.turn_position = moved(move, moment.turn_position, moment.start, moment.quote)
    given = select(Assignment.id).where(Assignment.interaction_id == move.interaction_id)
    for rows in (
        select(Flag).where(Flag.interaction_id == move.interaction_id),
        select(MachineScore).where(MachineScore.interaction_id == move.interaction_id),
        select(ShownSuggestion).where(ShownSuggestion.assignment_id.in_(given)),
    ):
        for row in db.session.scalars(rows):
            row.evidence = [moved_evidence(move, item) for item in row.evidence]


def moved_evidence(move: Move, item: Mapping[str, Any]) -> dict[str, Any]:
    """The same evidence at its turn as it is numbered now."""
    place = moved(move, item.get("turn"), item.get("start"), item.get("quote") or "")
    return {**item, "turn": place} if "turn" in item else dict(item)


def moved(move: Move, place: int | None, start: float | None, quote: str) -> int | None:
    """The number of a turn after a move; of a turn that was split, that of the part cited."""
    if place is None or place < move.position:
        return place
    if place > move.position:
        return place + move.by
    if move.text is None:
        return place
    begun = start is not None and move.start is not None and start >= move.start
    words = quote.strip("… ")
    said = words and words in move.text and words not in (move.first or "")
    return place + 1 if begun or said else place
