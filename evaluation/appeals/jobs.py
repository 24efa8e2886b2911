"""Reminding deciders of disputes whose day has passed, once a day, until they are decided."""

from datetime import UTC, datetime, time

from sqlalchemy import select

from core.clock import now
from core.db import db
from core.jobs.context import JobContext
from core.jobs.registry import periodic
from evaluation.appeals.actions import find_decider
from evaluation.appeals.notices import OVERDUE, tell_overdue
from evaluation.models import Dispute
from people.notices.queries import told


@periodic("disputes.remind", every_seconds=3600)
def remind(context: JobContext) -> None:
    """Find deciders for those without one, and remind those who are late."""
    today = datetime.combine(now().date(), time(), tzinfo=UTC)
    done = told(OVERDUE.key, since=today)
    waiting = select(Dispute).where(Dispute.state == "open").order_by(Dispute.id)
    for dispute in db.session.scalars(waiting).all():
        if dispute.decider is None:
            find_decider(dispute)
        elif dispute.is_overdue and dispute.decider_id not in done:
            tell_overdue(dispute)
    context.finish()
    db.session.commit()
