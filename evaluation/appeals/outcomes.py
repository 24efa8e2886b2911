"""The disputes of the database as the statistics count them: by question and by evaluator."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.engine import Row

from core.db import db
from evaluation.appeals.statistics import Line, Outcome, line_of, summed_up
from evaluation.models import Dispute, Evaluation
from evaluation.rubrics.models import Criterion, Rubric, RubricVersion, Section
from people.models import User
from people.scope import may

DAY = 86_400


@dataclass(frozen=True)
class Statistics:
    """What came of all disputes, by question (rubric id, key) and by evaluator (id)."""

    total: Line
    by_criterion: list[Line]
    by_evaluator: list[Line]
    names: dict[Any, Any]  # of questions and rubrics in several languages, of people in one


def statistics_for(user: User) -> Statistics:
    """The QA lead and administrators see everybody's; others only what was about their reviews."""
    everybody = may(user, "dispute.oversee")
    rows = _rows(true() if everybody else Evaluation.evaluator_id == user.id)
    names: dict[Any, Any] = {}
    for row in rows:  # the newest wording last
        names[(row.rubric_id, row.key)] = (row.name, row.rubric)
        names[row.evaluator_id] = row.evaluator or row.email
    return Statistics(
        total=line_of("all", [_outcome("all", row) for row in rows]),
        by_criterion=summed_up(_outcome((row.rubric_id, row.key), row) for row in rows),
        by_evaluator=summed_up(_outcome(row.evaluator_id, row) for row in rows),
        names=names,
    )


def _rows(condition: ColumnElement[bool]) -> Sequence[Row[Any]]:
    return db.session.execute(
        select(
            Dispute.state,
            Dispute.opened_at,
            Dispute.decided_at,
            Evaluation.evaluator_id,
            User.name.label("evaluator"),
            User.email,
            RubricVersion.rubric_id,
            Rubric.name.label("rubric"),
            Criterion.key,
            Criterion.name,
        )
        .join(Evaluation, Evaluation.id == Dispute.evaluation_id)
        .join(User, User.id == Evaluation.evaluator_id)
        .join(Criterion, Criterion.id == Dispute.criterion_id)
        .join(Section, Section.id == Criterion.section_id)
        .join(RubricVersion, RubricVersion.id == Section.version_id)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(condition)
        .order_by(RubricVersion.number, Dispute.id)
    ).all()


def _outcome(key: Hashable, row: Row[Any]) -> Outcome:
    if row.state == "open" or row.decided_at is None:
        return Outcome(key, None, None)
    days = (row.decided_at - row.opened_at).total_seconds() / DAY
    return Outcome(key, row.state == "accepted", days)
