"""The reviews that severity and agreement are told from, as each evaluator first submitted them.

A later revision changes an answer by somebody else's decision, so it says nothing of the evaluator.
Hand-picked reviews are left out: who picks bad calls would look severe.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from core.db import db
from evaluation.calibration.models import CalibrationItem, CalibrationSession, CalibrationTask
from evaluation.calibration.severity import Review
from evaluation.models import RELEASED, SUPERSEDED, Evaluation
from evaluation.points import competency_points_where
from evaluation.sampling.models import Assignment

QUALITY, COMPOSITE = "quality", "composite"
DRAWN = ("random", "risk", "double")


@dataclass(frozen=True)
class Judgement:
    """One review in numbers: scores and competency points are 0-100."""

    evaluation: int
    agent: int
    interaction: int
    evaluator: int
    quality: float | None
    composite: float | None
    critical: bool
    points: Mapping[str, float] = field(default_factory=dict)

    def score(self, measure: str) -> float | None:
        """The score in a measure; a critical failure is no matter of degree, and left out."""
        if measure not in (QUALITY, COMPOSITE):
            return self.points.get(measure)
        if self.critical:
            return None
        return self.quality if measure == QUALITY else self.composite


def told_from(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """What an evaluation must fulfil: first submissions from start up to end, nobody blind still.

    Calibration reviews count once their session has closed.
    """
    calibrated = exists().where(
        CalibrationTask.assignment_id == Evaluation.assignment_id,
        CalibrationItem.id == CalibrationTask.item_id,
        CalibrationSession.id == CalibrationItem.session_id,
        CalibrationSession.closed_at.is_not(None),
    )
    drawn = exists().where(Assignment.id == Evaluation.assignment_id, Assignment.pick.in_(DRAWN))
    return (
        Evaluation.submitted_at >= start,
        Evaluation.submitted_at < end,
        Evaluation.revises_id.is_(None),
        or_(and_(drawn, Evaluation.state.in_((RELEASED, SUPERSEDED))), calibrated),
    )


def basis_between(start: datetime, end: datetime) -> tuple[int, int]:
    """How many reviews there are, and the newest id: it changes whenever a review is added."""
    count, newest = db.session.execute(
        select(func.count(Evaluation.id), func.max(Evaluation.id)).where(*told_from(start, end))
    ).one()
    return count, newest or 0


def judgements_between(start: datetime, end: datetime) -> list[Judgement]:
    """The reviews submitted from start up to end. Two queries, whatever the number."""
    conditions = told_from(start, end)
    rows = db.session.execute(
        select(
            Evaluation.id,
            Evaluation.agent_id,
            Evaluation.interaction_id,
            Evaluation.evaluator_id,
            Evaluation.quality,
            Evaluation.composite,
            Evaluation.critical_failed,
        )
        .where(*conditions)
        .order_by(Evaluation.id)
    ).all()
    points = competency_points_where(*conditions)
    return [
        Judgement(
            evaluation=row.id,
            agent=row.agent_id,
            interaction=row.interaction_id,
            evaluator=row.evaluator_id,
            quality=row.quality,
            composite=row.composite,
            critical=bool(row.critical_failed),
            points=points.get(row.id, {}),
        )
        for row in rows
    ]


def reviews_in(judgements: Sequence[Judgement], measure: str) -> list[Review]:
    """The reviews that have a score in a measure, as the severity model wants them."""
    return [
        Review(each.agent, each.interaction, each.evaluator, score)
        for each in judgements
        if (score := each.score(measure)) is not None
    ]
