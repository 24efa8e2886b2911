"""The points of each competency that reviews gave: the one formula that all pages use."""

from collections import defaultdict

from sqlalchemy import ColumnElement, func, select

from core.db import db
from evaluation.models import Evaluation, Rating
from evaluation.rubrics.models import Competency, Criterion


def competency_points_where(*conditions: ColumnElement[bool]) -> dict[int, dict[str, float]]:
    """For each evaluation that fulfils the conditions: 0-100 by the key of a competency.

    It is the weighted mean of the answers to the criteria that measure it. One query.
    """
    weighted = func.sum(Rating.points * Criterion.weight) / func.sum(Criterion.weight)
    rows = db.session.execute(
        select(Rating.evaluation_id, Competency.key, weighted)
        .join(Evaluation, Evaluation.id == Rating.evaluation_id)
        .join(Criterion, Criterion.id == Rating.criterion_id)
        .join(Competency, Competency.id == Criterion.competency_id)
        .where(*conditions, Rating.points.is_not(None), Criterion.weight > 0)
        .group_by(Rating.evaluation_id, Competency.key)
    )
    points: dict[int, dict[str, float]] = defaultdict(dict)
    for evaluation_id, key, share in rows:
        points[evaluation_id][key] = min(max(100 * float(share or 0), 0.0), 100.0)
    return points
