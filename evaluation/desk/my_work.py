"""How somebody's reviewing went: seconds per review, reviews per week, disputes upheld."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.db import db
from core.proportions import Proportion, wilson_interval
from evaluation.desk.pace import MedianTime, median_time
from evaluation.models import Dispute, Evaluation
from people.models import User

WEEKS = 12
MOST_TIMES = 200


@dataclass(frozen=True)
class Week:
    """Reviews handed in during the week that begins on ``monday``."""

    monday: date
    reviews: int


@dataclass(frozen=True)
class Work:
    """One evaluator's last weeks; ``upheld`` is the share of decided disputes that agents won."""

    seconds: MedianTime | None
    weeks: list[Week]
    upheld: Proportion | None
    disputes_open: int

    @property
    def reviews(self) -> int:
        return sum(week.reviews for week in self.weeks)


def work_of(user: User, at: datetime) -> Work:
    """The work of ``user`` in the twelve weeks up to ``at``. A revised review counts once."""
    monday = at.date() - timedelta(days=at.date().weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    since = at.replace(hour=0, minute=0, second=0, microsecond=0) - (at.date() - first)
    original = aliased(Evaluation)
    rows = db.session.execute(
        select(original.submitted_at, original.seconds_spent)
        .where(
            original.evaluator_id == user.id,
            original.submitted_at >= since,
            original.revises_id.is_(None),
        )
        .order_by(original.submitted_at.desc())
    ).all()
    times = [seconds for _when, seconds in rows if seconds > 0][:MOST_TIMES]
    upheld, waiting = _disputes(user, since)
    return Work(
        seconds=median_time(times),
        weeks=_by_week([when.date() for when, _seconds in rows if when], first),
        upheld=upheld,
        disputes_open=waiting,
    )


def _by_week(days: Sequence[date], first: date) -> list[Week]:
    counts = [0] * WEEKS
    for day in days:
        counts[min((day - first).days // 7, WEEKS - 1)] += 1
    return [Week(first + timedelta(weeks=place), n) for place, n in enumerate(counts)]


def _disputes(user: User, since: datetime) -> tuple[Proportion | None, int]:
    statement = (
        select(Dispute.state, func.count())
        .join(Evaluation, Evaluation.id == Dispute.evaluation_id)
        .where(Evaluation.evaluator_id == user.id, Dispute.opened_at >= since)
        .group_by(Dispute.state)
    )
    by_state: dict[str, int] = {row[0]: row[1] for row in db.session.execute(statement)}
    accepted, rejected = by_state.get("accepted", 0), by_state.get("rejected", 0)
    return wilson_interval(accepted, accepted + rejected), by_state.get("open", 0)
