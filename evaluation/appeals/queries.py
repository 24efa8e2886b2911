"""Reads of the disputes: those of a review, those to decide, what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from core.clock import now
from core.db import db
from evaluation.models import SUPERSEDED, Dispute, Evaluation, Rating
from evaluation.queries import agents_judged_for, evaluation_for
from evaluation.release.queries import rules_of
from evaluation.rubrics.models import Criterion
from people.models import User
from people.scope import may


def newest_revision(evaluation: Evaluation) -> Evaluation:
    """The revision of an evaluation that holds now."""
    while evaluation.state == SUPERSEDED:
        following = db.session.scalar(
            select(Evaluation).where(Evaluation.revises_id == evaluation.id)
        )
        if following is None:
            break
        evaluation = following
    return evaluation


def earlier_revisions(evaluation: Evaluation) -> list[Evaluation]:
    """What an evaluation was before, the newest first; empty for one that revises nothing."""
    found: list[Evaluation] = []
    while evaluation.revises_id is not None:
        earlier = db.session.get(Evaluation, evaluation.revises_id)
        assert earlier is not None  # noqa: S101 - a foreign key holds it
        found.append(earlier)
        evaluation = earlier
    return found


@dataclass(frozen=True)
class Answered:
    """The disputes of a review and of all that it revises, and the answers that fell, by question.

    ``closes_on`` is the last day on which an answer may be disputed; None before the release.
    """

    disputes: dict[int, Dispute]
    fallen: dict[int, Rating]
    closes_on: date | None

    @property
    def is_open(self) -> bool:
        return self.closes_on is not None and now().date() <= self.closes_on


def answered(evaluation: Evaluation) -> Answered:
    """What was answered to a review up to now, also to what it was before."""
    line = [evaluation, *earlier_revisions(evaluation)]
    disputes = {
        row.criterion_id: row
        for row in db.session.scalars(
            select(Dispute)
            .where(Dispute.evaluation_id.in_([each.id for each in line]))
            .order_by(Dispute.id)
            .options(joinedload(Dispute.decider), joinedload(Dispute.decided_by))
        )
    }
    fallen = {
        rating.criterion_id: rating
        for each in line[1:]
        for rating in each.ratings
        if rating.criterion_id in disputes and disputes[rating.criterion_id].state == "accepted"
    }
    released = line[-1].released_at
    days = rules_of(evaluation.version.rubric_id).dispute_days
    closes_on = released.date() + timedelta(days=days) if released else None
    return Answered(disputes, fallen, closes_on)


def dispute_for(user: User, dispute_id: int, *, lock: bool = False) -> Dispute | None:
    """A dispute about an evaluation that ``user`` may read; with ``lock``, theirs to change."""
    statement = select(Dispute).where(Dispute.id == dispute_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    dispute = db.session.scalar(statement)
    if dispute is None or evaluation_for(user, dispute.evaluation_id) is None:
        return None
    return dispute


def disputes_seen_by(user: User) -> ColumnElement[bool]:
    """The condition on Dispute, joined to Evaluation: whose disputes a person is shown."""
    if may(user, "dispute.oversee"):
        return true()
    return or_(
        Dispute.decider_id == user.id,
        Evaluation.evaluator_id == user.id,
        Evaluation.agent_id.in_(agents_judged_for(user)),
    )


def disputes_for(user: User) -> Select[Dispute]:
    """The disputes that ``user`` is shown, with what a list of them needs."""
    return (
        select(Dispute)
        .join(Dispute.evaluation)
        .where(disputes_seen_by(user))
        .options(
            contains_eager(Dispute.evaluation).options(
                joinedload(Evaluation.agent), joinedload(Evaluation.evaluator)
            ),
            joinedload(Dispute.criterion).joinedload(Criterion.section),
            joinedload(Dispute.decider),
            joinedload(Dispute.decided_by),
        )
    )


def open_disputes_for(user: User, most: int = 200) -> Sequence[Dispute]:
    """What is still to be decided, first due first."""
    wanted = disputes_for(user).where(Dispute.state == "open")
    return db.session.scalars(wanted.order_by(Dispute.due_on, Dispute.id).limit(most)).all()


def decided_disputes_for(user: User, most: int = 25) -> Sequence[Dispute]:
    """What was decided last."""
    wanted = disputes_for(user).where(Dispute.state != "open")
    newest = wanted.order_by(Dispute.decided_at.desc(), Dispute.id.desc())
    return db.session.scalars(newest.limit(most)).all()
