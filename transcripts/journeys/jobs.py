"""Knitting all journeys anew, after the centre changed what belongs together."""

from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from core.db import db
from core.jobs.context import JobContext
from core.jobs.registry import job
from transcripts.journeys.actions import REKNIT
from transcripts.journeys.models import Case
from transcripts.journeys.telling import retell
from transcripts.journeys.threads import reknit
from transcripts.models import Interaction

BATCH = 100


@job(REKNIT)
def reknit_all(context: JobContext) -> None:
    """Knit every customer's contacts by the present window and tell every journey anew.

    Commits after each batch, so nobody waits for it; run again it finds nothing to change.
    """
    first = func.min(Interaction.id)
    matters = select(first).group_by(Interaction.customer_id, Interaction.reason).order_by(first)
    in_batches(context, db.session.scalars(matters).all(), 0.0, knit_each)
    cases = db.session.scalars(select(Case.id).order_by(Case.id)).all()
    in_batches(context, cases, 0.5, retell)
    context.finish()
    db.session.commit()


def in_batches(
    context: JobContext, ids: Sequence[int], begun: float, work: Callable[[Sequence[int]], object]
) -> None:
    """Work through the ids in transactions of their own; half of the job's progress."""
    db.session.commit()
    for place in range(0, len(ids), BATCH):
        work(ids[place : place + BATCH])
        db.session.commit()
        context.progress(begun + 0.5 * min(1.0, (place + BATCH) / len(ids)))


def knit_each(interaction_ids: Sequence[int]) -> None:
    """Knit the matters of these contacts."""
    reknit(list(db.session.scalars(select(Interaction).where(Interaction.id.in_(interaction_ids)))))
