"""What agents answer to a review, and what is decided on it. A revision is a new row."""

from datetime import timedelta

from flask_babel import gettext as _

from core.clock import now
from core.db import db
from evaluation.appeals.deciders import choose_decider, may_decide, outsiders
from evaluation.appeals.notices import tell_decided, tell_decider, tell_opened
from evaluation.appeals.queries import answered
from evaluation.appeals.revising import check_other_answer, hold, revise
from evaluation.models import RELEASED, SUPERSEDED, Dispute, Evaluation
from evaluation.notices import tell_acknowledged
from evaluation.refusals import Refused
from evaluation.release.actions import sentence
from evaluation.release.queries import rules_of
from evaluation.sampling.actions import grant
from people.audit import record
from people.models import User


def acknowledge_evaluation(user: User, evaluation: Evaluation) -> Evaluation:
    """The agent has read it. A second call changes nothing."""
    _refuse_strangers(user, evaluation)
    if evaluation.acknowledged_at is None:
        evaluation.acknowledged_at = now()
        record(user, "evaluation.acknowledged", evaluation)
        tell_acknowledged(evaluation)
    return evaluation


def open_dispute(
    user: User,
    evaluation: Evaluation,
    criterion_id: int,
    reason: str,
    *,
    value: float | None = None,
    not_applicable: bool = False,
) -> Dispute:
    """The agent objects to one answer, with a reason and the answer they think right.

    Each answer can be disputed once, within the days of the rubric, counted from the release.
    Who decides is chosen at once; where nobody may, those who can name somebody are told.
    """
    _refuse_strangers(user, evaluation)
    hold(evaluation)
    _refuse_settled(evaluation, criterion_id)
    reason = sentence(reason, _("Say in a sentence what was seen differently."))
    check_other_answer(evaluation, criterion_id, value, na=not_applicable, reason=reason)
    dispute = Dispute(
        evaluation=evaluation,
        criterion_id=criterion_id,
        opened_by_id=user.id,
        reason=reason,
        proposed_value=None if not_applicable else value,
        proposed_na=not_applicable,
        due_on=now().date() + timedelta(days=rules_of(evaluation.version.rubric_id).decide_days),
        decider=choose_decider(evaluation),
    )
    db.session.add(dispute)
    db.session.flush()
    _let_read(dispute)
    record(user, "dispute.opened", dispute, evaluation=evaluation.id, criterion=criterion_id,
           decider=dispute.decider_id)  # fmt: skip
    tell_opened(dispute)
    return dispute


def _let_read(dispute: Dispute) -> None:
    """Let the decider read and hear the conversation, whosever team it is."""
    if dispute.decider_id is not None:
        grant(dispute.evaluation.interaction_id, dispute.decider_id)


def _refuse_strangers(user: User, evaluation: Evaluation) -> None:
    if evaluation.agent.user_id != user.id:
        raise Refused(_("Only the agent of this conversation can answer to its review."))
    if evaluation.state not in (RELEASED, SUPERSEDED):
        raise Refused(_("This review has not been released yet."))


def _refuse_settled(evaluation: Evaluation, criterion_id: int) -> None:
    """Refuse what cannot be disputed any more: revised, too late, or disputed before."""
    if evaluation.state != RELEASED:
        raise Refused(_("This review has been revised meanwhile; answer to the newest one."))
    so_far = answered(evaluation)
    if not so_far.is_open:
        raise Refused(_("The time to dispute answers of this review is over."))
    if criterion_id in so_far.disputes:
        raise Refused(_("This answer has been disputed already."))


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
    by somebody concerned or not asked, without words, or with an answer that cannot stand.
    """
    evaluation = dispute.evaluation
    if not dispute.is_open:
        raise Refused(_("This has been decided already."))
    if not may_decide(user, dispute):
        raise Refused(_("Somebody who took no part has to decide this."))
    words = sentence(decision, _("Give the reason for the decision in a sentence."))
    if accepted:
        evaluation = revise(dispute, value, na=not_applicable, reason=words)
    dispute.state = "accepted" if accepted else "rejected"
    dispute.decision = words
    dispute.decided_by_id = user.id
    dispute.decided_at = now()
    db.session.flush()
    record(user, f"dispute.{dispute.state}", dispute, evaluation=evaluation.id)
    tell_decided(dispute, evaluation)
    return evaluation


def appoint_decider(user: User, dispute: Dispute, decider_id: int) -> Dispute:
    """Name who rules on an open dispute: anybody who may decide and is not concerned."""
    if not dispute.is_open:
        raise Refused(_("This has been decided already."))
    found = {person.id: person for person in outsiders(dispute.evaluation)}
    if decider_id not in found:
        raise Refused(_("Choose somebody who may decide and took no part."))
    dispute.decider = found[decider_id]
    db.session.flush()
    _let_read(dispute)
    record(user, "dispute.appointed", dispute, decider=decider_id)
    tell_decider(dispute)
    return dispute


def find_decider(dispute: Dispute) -> Dispute:
    """Ask somebody, now that there may be one, to rule on a dispute that nobody could decide."""
    found = choose_decider(dispute.evaluation)
    if dispute.decider is None and found is not None:
        dispute.decider = found
        db.session.flush()
        _let_read(dispute)
        tell_decider(dispute)
    return dispute
