"""Reads about flags: what is still to be looked at, and what was found."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.db import db
from evaluation.review_model.models import Flag, FlagRun, ReviewModel
from transcripts.models import READY, Interaction, Transcript
from transcripts.privacy.models import Emptied


def interactions_to_look_at(model: ReviewModel, limit: int) -> list[Interaction]:
    """Ready interactions that ``model`` has not seen, newest first; none whose words are gone."""
    seen = select(FlagRun.interaction_id).where(
        FlagRun.model_id == model.id, FlagRun.interaction_id == Interaction.id
    )
    emptied = select(Emptied.interaction_id).where(Emptied.interaction_id == Interaction.id)
    return list(
        db.session.scalars(
            select(Interaction)
            .where(Interaction.state == READY, ~seen.exists(), ~emptied.exists())
            .order_by(Interaction.id.desc())
            .limit(limit)
            .options(
                selectinload(Interaction.transcript).selectinload(Transcript.turns),
                selectinload(Interaction.speech_metrics),
            )
        )
    )


def flags_of(interaction_id: int) -> list[Flag]:
    """The flags of one interaction, strongest first."""
    return list(
        db.session.scalars(
            select(Flag)
            .where(Flag.interaction_id == interaction_id)
            .order_by(Flag.strength.desc(), Flag.id)
        )
    )


def flags_by_interaction(interaction_ids: Iterable[int]) -> dict[int, list[Flag]]:
    """The flags of several interactions in one query, strongest first."""
    found: dict[int, list[Flag]] = defaultdict(list)
    for flag in db.session.scalars(
        select(Flag)
        .where(Flag.interaction_id.in_(list(interaction_ids)))
        .order_by(Flag.strength.desc(), Flag.id)
    ):
        found[flag.interaction_id].append(flag)
    return found
