"""What the database knows about reviews, as the plain numbers that estimates are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from core.db import db
from evaluation.appeals.untouched import untouched_shares
from evaluation.models import RELEASED, Evaluation
from evaluation.points import competency_points_where
from evaluation.sampling.models import Assignment
from scorecards.fairness import Stamp, fairness, stamp_of
from scorecards.scorecard import Review


def released_between(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """What an evaluation must fulfil to count: released, its contact from start up to end."""
    return (
        Evaluation.state == RELEASED,
        Evaluation.interaction_at >= start,
        Evaluation.interaction_at < end,
    )


def released_reviews(
    agent_ids: Sequence[int] | None, start: datetime, end: datetime
) -> list[Review]:
    """The released reviews of these agents (None: of all) for contacts from start up to end.

    A review that was hand-picked has no inclusion probability and therefore no weight: it is
    returned, so that it can be shown, but never counted. Each carries what its evaluator's
    severity takes out of it, where the centre's fair scores are on and severity could be told; of
    answers that a dispute has changed it takes nothing out, they are the decider's.
    """
    points = competency_points(agent_ids, start, end)
    fair = fairness()
    shares = untouched_shares(*_conditions(agent_ids, start, end)) if fair.adjusts else {}
    return [
        Review(
            evaluation_id=row.id,
            agent_id=row.agent_id,
            at=row.interaction_at,
            weight=1 / row.inclusion_probability if row.inclusion_probability else None,
            quality=row.quality,
            speed=row.speed,
            composite=row.composite,
            critical=bool(row.critical_failed),
            points=points.get(row.id, {}),
            corrections=fair.corrections_of(row.evaluator_id, row.submitted_at, shares.get(row.id)),
        )
        for row in db.session.execute(_rows_wanted(agent_ids, start, end))
    ]


def _rows_wanted(
    agent_ids: Sequence[int] | None, start: datetime, end: datetime
) -> Select[*tuple[Any, ...]]:
    """What is read of each released review, the oldest contact first."""
    return (
        select(
            Evaluation.id,
            Evaluation.agent_id,
            Evaluation.interaction_at,
            Evaluation.quality,
            Evaluation.speed,
            Evaluation.composite,
            Evaluation.critical_failed,
            Evaluation.evaluator_id,
            Evaluation.submitted_at,
            Assignment.inclusion_probability,
        )
        .join(Assignment, Assignment.id == Evaluation.assignment_id)
        .where(*_conditions(agent_ids, start, end))
        .order_by(Evaluation.interaction_at, Evaluation.id)
    )


def competency_points(
    agent_ids: Sequence[int] | None, start: datetime, end: datetime
) -> dict[int, dict[str, float]]:
    """For each evaluation the points, 0-100, of each competency that its criteria measure."""
    return competency_points_where(*_conditions(agent_ids, start, end))


def _conditions(
    agent_ids: Sequence[int] | None, start: datetime, end: datetime
) -> list[ColumnElement[bool]]:
    """What counts in a period, of these agents (None: of all)."""
    conditions = list(released_between(start, end))
    if agent_ids is not None:
        conditions.append(Evaluation.agent_id.in_(agent_ids))
    return conditions


@dataclass(frozen=True)
class Basis:
    """What the estimates of a period rest on; it changes whenever a review of it does."""

    count: int
    newest: datetime | None
    fairness: Stamp | None = None


def basis_of(start: datetime, end: datetime) -> Basis:
    """The basis of all agents' estimates for a period, in cheap queries."""
    row = db.session.execute(
        select(func.count(), func.max(Evaluation.released_at)).where(*released_between(start, end))
    ).one()
    return Basis(row[0], row[1], stamp_of())
