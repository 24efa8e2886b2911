"""Reads about corrections, asked for somebody."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import db
from people.models import User
from transcripts.corrections.models import SPLIT, TurnCorrection
from transcripts.models import Interaction, Transcript, Turn
from transcripts.queries import visible_to


def turn_for(user: User, turn_id: int) -> Turn | None:
    """Return a turn of an interaction that the user may see, else None."""
    return db.session.scalar(
        select(Turn)
        .join(Turn.transcript)
        .join(Transcript.interaction)
        .where(Turn.id == turn_id, visible_to(user))
        .options(joinedload(Turn.transcript).joinedload(Transcript.interaction))
    )


def correction_for(user: User, correction_id: int) -> TurnCorrection | None:
    """Return a correction in an interaction that the user may see, else None."""
    return db.session.scalar(
        select(TurnCorrection)
        .join(Interaction, Interaction.id == TurnCorrection.interaction_id)
        .where(TurnCorrection.id == correction_id, visible_to(user))
    )


def corrections_of(turn: Turn) -> list[TurnCorrection]:
    """The corrections of a turn, newest first."""
    return list(
        db.session.scalars(
            select(TurnCorrection)
            .where(TurnCorrection.turn_id == turn.id)
            .order_by(TurnCorrection.id.desc())
            .options(joinedload(TurnCorrection.user), joinedload(TurnCorrection.undone_by))
        )
    )


def split_off(turn: Turn) -> Turn | None:
    """The turn in front that this one was split off, where that holds."""
    before = db.session.scalar(
        select(Turn).where(
            Turn.transcript_id == turn.transcript_id, Turn.position == turn.position - 1
        )
    )
    rows = corrections_of(before) if before else []
    cut = next((row.cut for row in rows if row.cut and row.undone_at is None), None)
    return before if cut == SPLIT else None
