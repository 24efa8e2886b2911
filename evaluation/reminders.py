"""Reminding evaluators of what is due: once a day, until it is done."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select

from core.clock import now
from core.db import db
from core.jobs.context import JobContext
from core.jobs.registry import periodic
from evaluation.notices import DUE_SOON, OVERDUE, QUEUE
from evaluation.sampling.models import OPEN, Assignment
from people.models import User
from people.notices.actions import notify, settle_all_but
from people.notices.kinds import Kind
from people.notices.queries import told


@periodic("evaluation.remind", every_seconds=3600)
def remind(context: JobContext) -> None:
    """Tell evaluators of reviews that are due by tomorrow, and of those that are overdue."""
    today = now().date()
    remind_of(DUE_SOON, waiting(Assignment.due_on.between(today, today + timedelta(days=1))))
    remind_of(OVERDUE, waiting(Assignment.due_on < today))
    context.finish()
    db.session.commit()


def waiting(due: ColumnElement[bool]) -> dict[int, int]:
    """How many open reviews of those that are due each evaluator has: {user: count}."""
    rows = db.session.execute(
        select(Assignment.evaluator_id, func.count().label("number"))
        .where(Assignment.state == OPEN, due)
        .group_by(Assignment.evaluator_id)
    )
    return {row.evaluator_id: row.number for row in rows}


def remind_of(kind: Kind, counts: Mapping[int, int]) -> None:
    """Tell these people, each once a day; what was told to others has been done meanwhile."""
    settle_all_but(kind.key, counts)
    today = datetime.combine(now().date(), time(), tzinfo=UTC)
    done = told(kind.key, since=today)
    for user in db.session.scalars(select(User).where(User.id.in_(counts.keys() - done))).all():
        notify(kind.key, [user], subject=user, endpoint=QUEUE, count=counts[user.id])
