"""Plans that draw by themselves, once for each period, also for those that were missed."""

import logging
from datetime import date

from core.clock import now
from core.db import db
from core.jobs.context import JobContext
from core.jobs.registry import periodic
from evaluation.refusals import Refused
from evaluation.sampling import queries
from evaluation.sampling.actions import draw
from evaluation.sampling.models import SamplingPlan
from evaluation.sampling.schedule import automatic_period, slot_of, slots_between

logger = logging.getLogger(__name__)


@periodic("evaluation.draw_plans", every_seconds=600)
def draw_plans(context: JobContext) -> None:
    """Make every draw that is due, the oldest period of a plan first.

    Each draw commits on its own; what cannot be drawn yet is tried again next time.
    """
    due = [(plan.id, day) for plan in queries.all_plans() for day in due_slots(plan)]
    for plan_id, day in due:
        db.session.rollback()
        if context.should_stop():
            return
        draw_slot(plan_id, day)
    context.finish()
    db.session.commit()


def due_slots(plan: SamplingPlan) -> list[date]:
    """The first days of the slots, oldest first, for which a plan has yet to draw by itself.

    They are the present one and those that nobody was there to draw in, but none from before the
    plan drew by itself.
    """
    wanted, today = plan.rules.schedule, now().date()
    if not (plan.active and wanted.automatic):
        return []
    drawn = queries.slots_drawn(plan)
    days = slots_between(wanted, plan.automatic_since or today, today)
    return [day for day in days if slot_of(wanted, day) not in drawn]


def draw_slot(plan_id: int, day: date) -> None:
    """Draw a plan for the slot that begins on a day, if that is still due; commits."""
    plan = db.session.get(SamplingPlan, plan_id)
    if plan is None or day not in due_slots(plan):
        return
    wanted = plan.rules.schedule
    try:
        draw(None, plan, period=automatic_period(wanted, day), slot=slot_of(wanted, day))
    except Refused as refusal:
        db.session.rollback()
        logger.info("plan %s was not drawn for %s: %s", plan_id, day, refusal)
        return
    plan.automatic_since = plan.automatic_since or day
    db.session.commit()
