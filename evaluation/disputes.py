"""What agents answer to a review, and what is decided on it. A revision is a new row."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.actions import keep_score, score_so_far
from evaluation.form_rules import check_answers
from evaluation.models import (
    RELEASED,
    SUPERSEDED,
    Dispute,
    Evaluation,
    Moment,
    Rating,
)
from evaluation.refusals import Refused
from evaluation.rubrics.queries import whole_version
from people.audit import record
from people.models import User

DAYS_TO_DECIDE = 7
RATING_FIELDS = ("criterion_id", "value", "not_applicable", "points", "comment")
MOMENT_FIELDS = (
    "criterion_id", "turn_position", "start", "end", "quote", "note", "praise", "client_key",
)  # fmt: skip


def acknowledge_evaluation(user: User, evaluation: Evaluation) -> Evaluation:
    """The agent has read it. A second call changes nothing."""
    _refuse_strangers(user, evaluation)
    if evaluation.acknowledged_at is None:
        evaluation.acknowledged_at = now()
        record(user, "evaluation.acknowledged", evaluation)
    return evaluation


def open_dispute(user: User, evaluation: Evaluation, criterion_id: int, reason: str) -> Dispute:
    """The agent objects to one answer, with a reason; each answer can be disputed once."""
    _refuse_strangers(user, evaluation)
    if evaluation.state != RELEASED:
        raise Refused(_("This review has been revised meanwhile; answer to the newest one."))
    if criterion_id not in {rating.criterion_id for rating in evaluation.ratings}:
        raise Refused(_("This form does not ask that question."))
    if len(reason.strip()) < 10:
        raise Refused(_("Say in a sentence what was seen differently."))
    known = select(Dispute.id).where(
        Dispute.evaluation_id == evaluation.id, Dispute.criterion_id == criterion_id
    )
    if db.session.scalar(known) is not None:
        raise Refused(_("This answer has been disputed already."))
    dispute = Dispute(
        evaluation=evaluation,
        criterion_id=criterion_id,
        opened_by_id=user.id,
        reason=reason.strip()[:2000],
        due_on=now().date() + timedelta(days=DAYS_TO_DECIDE),
    )
    db.session.add(dispute)
    record(user, "dispute.opened", dispute, evaluation=evaluation.id, criterion=criterion_id)
    return dispute


def _refuse_strangers(user: User, evaluation: Evaluation) -> None:
    if evaluation.agent.user_id != user.id:
        raise Refused(_("Only the agent of this conversation can answer to its review."))
    if evaluation.state not in (RELEASED, SUPERSEDED):
        raise Refused(_("This review has not been released yet."))


def decide_dispute(
    user: User,
    dispute: Dispute,
    *,
    accepted: bool,
    decision: str,
    value: float | None = None,
    not_applicable: bool = False,
) -> Evaluation:
    """Decide on a dispute, in words. An accepted one makes a revision with the new answer.

    Returns the evaluation that holds from now on. Raises Refused for a second decision, for one
    by the evaluator, without words, or with an answer that is missing or outside the scale.
    """
    evaluation = dispute.evaluation
    if dispute.state != "open":
        raise Refused(_("This has been decided already."))
    if user.id in (evaluation.evaluator_id, dispute.opened_by_id):
        raise Refused(_("Somebody who took no part has to decide this."))
    if len(decision.strip()) < 10:
        raise Refused(_("Give the reason for the decision in a sentence."))
    if accepted:
        evaluation = _revise(dispute, value, not_applicable, decision.strip())
    dispute.state = "accepted" if accepted else "rejected"
    dispute.decision = decision.strip()[:2000]
    dispute.decided_by_id = user.id
    dispute.decided_at = now()
    record(user, f"dispute.{dispute.state}", dispute, evaluation=evaluation.id)
    return evaluation


def _revise(dispute: Dispute, value: float | None, not_applicable: bool, reason: str) -> Evaluation:
    """A released copy of the newest evaluation with one answer changed, scored again."""
    old = newest_revision(dispute.evaluation)
    version = whole_version(old.version_id)
    assert version is not None  # noqa: S101 - a foreign key holds it
    if value is None and not not_applicable:
        raise Refused(_("Choose the answer that is to stand instead."))
    answer = {"value": None if not_applicable else value, "na": not_applicable}
    check_answers(version, {dispute.criterion_id: answer})
    old.state = SUPERSEDED
    db.session.flush()
    new = Evaluation(
        assignment=old.assignment, interaction=old.interaction, agent_id=old.agent_id,
        evaluator_id=old.evaluator_id, version=version, revises_id=old.id, state=RELEASED,
        interaction_at=old.interaction_at, summary=old.summary, seconds_spent=old.seconds_spent,
        revision_reason=reason, submitted_at=old.submitted_at, released_at=now(),
        ratings=[Rating(**{f: getattr(r, f) for f in RATING_FIELDS}) for r in old.ratings],
        moments=[Moment(**{f: getattr(m, f) for f in MOMENT_FIELDS}) for m in old.moments],
    )  # fmt: skip
    for rating in new.ratings:
        if rating.criterion_id == dispute.criterion_id:
            rating.value, rating.not_applicable = answer["value"], not_applicable
    db.session.add(new)
    db.session.flush()
    keep_score(new, version, score_so_far(new, version))
    db.session.flush()
    return new


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
