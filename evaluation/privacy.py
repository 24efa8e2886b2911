"""What this room removes when the words of an interaction go: quotes and evidence, no judgement."""

from collections.abc import Sequence

from sqlalchemy import select, update

from core.db import db
from evaluation.desk.models import ShownSuggestion
from evaluation.models import Evaluation, Moment
from evaluation.review_model.models import Flag, MachineScore
from evaluation.sampling.models import Assignment
from transcripts.privacy.emptying import also_empties


@also_empties
def empty_quotes(interaction_ids: Sequence[int]) -> None:
    """Remove the customers' words from moments and flags; answers, notes and scores stay."""
    reviews = select(Evaluation.id).where(Evaluation.interaction_id.in_(interaction_ids))
    db.session.execute(update(Moment).where(Moment.evaluation_id.in_(reviews)).values(quote=""))
    for table in (Flag, MachineScore):
        db.session.execute(
            update(table).where(table.interaction_id.in_(interaction_ids)).values(evidence=[])
        )
    given = select(Assignment.id).where(Assignment.interaction_id.in_(interaction_ids))
    db.session.execute(
        update(ShownSuggestion).where(ShownSuggestion.assignment_id.in_(given)).values(evidence=[])
    )
