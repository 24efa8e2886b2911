"""What of a revised review still is its evaluator's, and so carries their severity.

An answer that a ruling has changed is the decider's, of whose severity nothing is known; the others
stay the evaluator's. Severity is taken as alike in all questions, so that a measure carries it in
the share of its weight that was not changed.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select
from sqlalchemy.orm import aliased

from core.db import db
from evaluation.calibration.judgements import COMPOSITE, QUALITY
from evaluation.models import SUPERSEDED, Evaluation, Rating
from evaluation.rubrics.adapters import spec_of
from evaluation.rubrics.models import Competency, Criterion
from evaluation.rubrics.queries import whole_version
from evaluation.scoring import RubricSpec, weight_share


def untouched_shares(*conditions: ColumnElement[bool]) -> dict[int, dict[str, float]]:
    """By measure, the untouched share 0-1 of each revised review that fulfils the conditions.

    One query, and one more for each rubric version that has such reviews.
    """
    by_review: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in _scored_answers(conditions):
        by_review[row.id].append(row)
    versions = {rows[0].version_id for rows in by_review.values()}
    specs = {version_id: spec_of(whole_version(version_id)) for version_id in versions}
    return {key: _shares(specs[rows[0].version_id], rows) for key, rows in by_review.items()}


def _scored_answers(conditions: Sequence[ColumnElement[bool]]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The scored answers of revised reviews, each with whether it is another than at first."""
    first, before = aliased(Evaluation), aliased(Rating)
    return db.session.execute(
        select(
            Evaluation.id,
            Evaluation.version_id,
            Criterion.key,
            Criterion.weight,
            Competency.key.label("competency"),
            Rating.value.is_distinct_from(before.value).label("changed"),
        )
        .join(Rating, Rating.evaluation_id == Evaluation.id)
        .join(Criterion, Criterion.id == Rating.criterion_id)
        .outerjoin(Competency, Competency.id == Criterion.competency_id)
        .join(
            first,
            and_(
                first.assignment_id == Evaluation.assignment_id,
                first.evaluator_id == Evaluation.evaluator_id,
                first.revises_id.is_(None),
                first.state == SUPERSEDED,
            ),
        )
        .join(
            before,
            and_(before.evaluation_id == first.id, before.criterion_id == Rating.criterion_id),
        )
        .where(*conditions, Evaluation.revises_id.is_not(None), Rating.points.is_not(None))
    ).all()


def _shares(spec: RubricSpec, rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[str, float]:
    own = {row.key for row in rows if not row.changed}
    quality = weight_share(spec, {row.key for row in rows}, own)
    found = {QUALITY: quality, COMPOSITE: quality}
    for competency in {row.competency for row in rows} - {None}:
        weights = [(row.weight, row.key in own) for row in rows if row.competency == competency]
        total = sum(weight for weight, _ in weights)
        found[competency] = sum(w for w, is_own in weights if is_own) / total if total else 0.0
    return found
