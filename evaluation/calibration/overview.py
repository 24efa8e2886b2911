"""Agreement between evaluators from blind double reviews, per question, over a period."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased, selectinload

from core.db import db
from evaluation.calibration import queries
from evaluation.calibration.answers import (
    Answer,
    QuestionAgreement,
    ScoreAgreement,
    agreement_on,
    score_agreement,
)
from evaluation.calibration.judgements import DRAWN
from evaluation.calibration.queries import AskedQuestion
from evaluation.calibration.trend import Change, change_in_agreement
from evaluation.models import RELEASED, SUPERSEDED, Evaluation, Rating
from evaluation.rubrics.models import Criterion, RubricVersion
from evaluation.rubrics.queries import is_in_force, version_in_use
from evaluation.sampling.models import Assignment

Scores = dict[int, dict[int, float]]


@dataclass(frozen=True)
class Overview:
    """What double reviews of a rubric say: how many there are, and the agreement on each thing."""

    doubles: int
    agreement: Sequence[tuple[AskedQuestion, QuestionAgreement]]
    score: ScoreAgreement


def _doubles(rubric_id: int, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """What an evaluation must fulfil: submitted in the period, one of a blind double review."""
    second = aliased(Assignment)
    is_doubled = exists().where(
        second.interaction_id == Evaluation.interaction_id,
        second.rubric_id == rubric_id,
        second.pick == "double",
    )
    return (
        Assignment.rubric_id == rubric_id,
        Assignment.pick.in_(DRAWN),
        Evaluation.revises_id.is_(None),
        Evaluation.state.in_((RELEASED, SUPERSEDED)),
        Evaluation.submitted_at >= start,
        Evaluation.submitted_at < end,
        is_doubled,
    )


def overview_of(rubric_id: int, start: datetime, end: datetime) -> Overview:
    """Agreement on every question of a rubric's newest version, and on the score.

    An older version's answers count where its question offered the same answers.
    """
    version = version_in_use(rubric_id)
    reviews = db.session.scalars(
        select(Evaluation)
        .join(Assignment, Assignment.id == Evaluation.assignment_id)
        .where(*_doubles(rubric_id, start, end))
        .order_by(Evaluation.id)
        .options(
            selectinload(Evaluation.ratings)
            .selectinload(Rating.criterion)
            .selectinload(Criterion.section)
        )
    ).all()
    questions = queries.questions_of_version(version)
    return Overview(
        doubles=_rated_twice(reviews),
        agreement=[
            (question, agreement_on(question, _units(question, reviews))) for question in questions
        ],
        score=score_agreement(_scores(reviews)),
    )


def _rated_twice(reviews: Sequence[Evaluation]) -> int:
    people: dict[int, set[int]] = defaultdict(set)
    for review in reviews:
        people[review.interaction_id].add(review.evaluator_id)
    return sum(len(evaluators) > 1 for evaluators in people.values())


def _units(question: AskedQuestion, reviews: Sequence[Evaluation]) -> dict[int, dict[int, Answer]]:
    units: dict[int, dict[int, Answer]] = defaultdict(dict)
    for review in reviews:
        for rating in review.ratings:
            if queries.key_of(rating.criterion) != question.key:
                continue
            if is_the_same(rating.criterion, question) and _is_answered(rating):
                answer = Answer(rating.value, rating.not_applicable)
                units[review.interaction_id][review.evaluator_id] = answer
    return {unit: given for unit, given in units.items() if len(given) > 1}


def _is_answered(rating: Rating) -> bool:
    return rating.value is not None or rating.not_applicable


def is_the_same(criterion: Criterion, question: AskedQuestion) -> bool:
    """Whether a criterion of any version offers the answers that a question offers now."""
    known = (criterion.kind, criterion.minimum, criterion.maximum, queries.offered(criterion))
    return known == (question.kind, question.minimum, question.maximum, question.values)


def _scores(reviews: Sequence[Evaluation]) -> Scores:
    scores: Scores = defaultdict(dict)
    for review in reviews:
        if review.quality is not None:
            scores[review.interaction_id][review.evaluator_id] = review.quality
    return scores


def scores_by_month(rubric_id: int, start: datetime, end: datetime) -> dict[date, Scores]:
    """The scores of double reviews by interaction and evaluator, by month of the second one."""
    rows = db.session.execute(
        select(
            Evaluation.interaction_id,
            Evaluation.evaluator_id,
            Evaluation.quality,
            Evaluation.submitted_at,
        )
        .join(Assignment, Assignment.id == Evaluation.assignment_id)
        .where(*_doubles(rubric_id, start, end), Evaluation.quality.is_not(None))
        .order_by(Evaluation.id)
    ).all()
    when: dict[int, date] = {}
    scores: Scores = defaultdict(dict)
    for row in rows:
        scores[row.interaction_id][row.evaluator_id] = row.quality
        month = row.submitted_at.date().replace(day=1)
        when[row.interaction_id] = max(month, when.get(row.interaction_id, month))
    months: dict[date, Scores] = defaultdict(dict)
    for interaction, given in scores.items():
        months[when[interaction]][interaction] = given
    return dict(sorted(months.items()))


def change_in_halves(months: Mapping[date, Scores]) -> Change | None:
    """Whether agreement on the score differs between the earlier and the later half of months."""
    ordered = list(months.values())
    middle = len(ordered) // 2
    before, after = (
        score_agreement({key: given for scores in half for key, given in scores.items()})
        for half in (ordered[:middle], ordered[middle:])
    )
    return change_in_agreement(before.icc, after.icc)


def rubric_with_most_doubles() -> int | None:
    """The rubric to begin with: the one with most double reviews, else the first in use."""
    found = db.session.scalar(
        select(Assignment.rubric_id)
        .where(Assignment.pick == "double")
        .group_by(Assignment.rubric_id)
        .order_by(func.count().desc(), Assignment.rubric_id)
        .limit(1)
    )
    if found is not None:
        return found
    return db.session.scalar(
        select(RubricVersion.rubric_id)
        .where(is_in_force())
        .order_by(RubricVersion.rubric_id)
        .limit(1)
    )
