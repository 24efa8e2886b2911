"""Plans that draw by themselves, once at the start of each of their periods."""

import logging

from core.clock import now
from core.db import db
from core.jobs.context import JobContext
from core.jobs.registry import periodic
from evaluation.refusals import Refused
from evaluation.sampling import queries
from evaluation.sampling.actions import draw
from evaluation.sampling.models import SamplingPlan
from evaluation.sampling.schedule import automatic_period, slot_of

logger = logging.getLogger(__name__)


@periodic("evaluation.draw_plans", every_seconds=600)
def draw_plans(context: JobContext) -> None:
    """Draw every active plan whose period has begun and has no draw yet.

    Each draw commits on its own; a plan that cannot be drawn yet is tried again next time.
    """
    due = [plan.id for plan in queries.all_plans() if is_due(plan)]
    for plan_id in due:
        db.session.rollback()
        if context.should_stop():
            return
        draw_slot(plan_id)
    context.finish()
    db.session.commit()


def is_due(plan: SamplingPlan) -> bool:
    """Whether a plan draws by itself and has not done so in the present slot."""
    wanted = plan.rules.schedule
    if not (plan.active and wanted.automatic):
        return False
    return queries.draw_of_slot(plan, slot_of(wanted, now().date())) is None


def draw_slot(plan_id: int) -> None:
    """Draw a plan for the present slot; commits."""
    plan = db.session.get(SamplingPlan, plan_id)
    if plan is None:
        return
    wanted, today = plan.rules.schedule, now().date()
    try:
        draw(None, plan, period=automatic_period(wanted, today), slot=slot_of(wanted, today))
    except Refused as refusal:
        db.session.rollback()
        logger.info("plan %s was not drawn: %s", plan_id, refusal)
        return
    db.session.commit()
