"""What this room removes when the words of an interaction go: quotes and evidence, no judgement."""

from collections.abc import Sequence

from sqlalchemy import select, update

from core.db import db
from evaluation.models import Evaluation, Moment
from evaluation.review_model.models import Flag
from transcripts.privacy.emptying import also_empties


@also_empties
def empty_quotes(interaction_ids: Sequence[int]) -> None:
    """Remove the customers' words from moments and flags; answers, notes and scores stay."""
    reviews = select(Evaluation.id).where(Evaluation.interaction_id.in_(interaction_ids))
    db.session.execute(update(Moment).where(Moment.evaluation_id.in_(reviews)).values(quote=""))
    db.session.execute(
        update(Flag).where(Flag.interaction_id.in_(interaction_ids)).values(evidence=[])
    )
