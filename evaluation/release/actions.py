"""Releasing a review after somebody else has read it, or sending it back with a reason."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from core.db import db
from evaluation.actions import approve_evaluation
from evaluation.form_rules import can_be_kept
from evaluation.models import ANSWER_FIELDS, DRAFT, SUBMITTED, Evaluation
from evaluation.refusals import Refused
from evaluation.release.models import APPROVERS, LONGEST, ReleaseRule, SentBack
from evaluation.release.notices import tell_sent_back
from evaluation.release.queries import SETTING, may_approve
from evaluation.rubrics.models import Rubric
from evaluation.sampling.models import OPEN
from people.audit import record
from people.models import User
from people.settings import keep_setting

SHORTEST_REASON, LONGEST_REASON = 10, 2000


@dataclass(frozen=True)
class WantedRule:
    """What a rubric is to say; None days are the centre's."""

    needs_approval: bool
    approver: str
    dispute_days: int | None
    decide_days: int | None
    leads_decide: bool


def sentence(text: str, problem: str) -> str:
    """A reason as it is kept; Refused with ``problem`` when there is less than a sentence."""
    if not can_be_kept(text) or len(text.strip()) < SHORTEST_REASON:
        raise Refused(problem)
    return text.strip()[:LONGEST_REASON]


def approve(user: User, evaluation: Evaluation) -> Evaluation:
    """Release a submitted review. Refused to its evaluator and to whom the rubric does not name."""
    _lock(evaluation)
    _refuse_others(user, evaluation)
    return approve_evaluation(user, evaluation)


def send_back(user: User, evaluation: Evaluation, reason: str) -> SentBack:
    """Give a submitted review back to its evaluator, with a reason; as it was is kept."""
    _lock(evaluation)
    if evaluation.state != SUBMITTED or evaluation.assignment.pick == "calibration":
        raise Refused(_("Only a review that waits for approval can be sent back."))
    _refuse_others(user, evaluation)
    row = SentBack(
        evaluation=evaluation,
        by_id=user.id,
        reason=sentence(reason, _("Say in a sentence what is to be looked at again.")),
        composite=evaluation.composite,
        answers=[
            {"criterion_id": rating.criterion_id}
            | {name: getattr(rating, name) for name in ANSWER_FIELDS}
            for rating in evaluation.ratings
        ],
    )
    db.session.add(row)
    evaluation.state, evaluation.submitted_at = DRAFT, None
    evaluation.assignment.state = OPEN
    db.session.flush()
    record(user, "evaluation.sent_back", evaluation)
    tell_sent_back(evaluation, user.display_name)
    return row


def _lock(evaluation: Evaluation) -> None:
    """Nobody else changes this review until the commit; what they did before is read afresh."""
    db.session.scalars(
        select(Evaluation)
        .where(Evaluation.id == evaluation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _refuse_others(user: User, evaluation: Evaluation) -> None:
    if evaluation.evaluator_id == user.id:
        raise Refused(_("Somebody else has to approve this review."))
    if not may_approve(user, evaluation):
        raise Refused(_("Reviews by this rubric are approved by somebody else."))


def set_rule(user: User, rubric: Rubric, wanted: WantedRule) -> ReleaseRule:
    """Say how reviews by a rubric are released and disputed. It holds from now on."""
    if wanted.approver not in APPROVERS:
        raise Refused(_("Choose who approves."))
    for days in (wanted.dispute_days, wanted.decide_days):
        if days is not None:
            _check_days(days)
    rule = db.session.get(ReleaseRule, rubric.id)
    if rule is None:
        rule = ReleaseRule(rubric_id=rubric.id)
        db.session.add(rule)
    rubric.needs_approval = wanted.needs_approval
    rule.approver = wanted.approver
    rule.dispute_days, rule.decide_days = wanted.dispute_days, wanted.decide_days
    rule.leads_decide = wanted.leads_decide
    db.session.flush()
    record(
        user, "rubric.release_set", rubric, approval=wanted.needs_approval,
        approver=wanted.approver, dispute_days=wanted.dispute_days,
        decide_days=wanted.decide_days, leads_decide=wanted.leads_decide,
    )  # fmt: skip
    return rule


def set_centre_days(user: User, dispute_days: int, decide_days: int) -> None:
    """Say how long agents may dispute, and how long a decision may take, where no rubric does."""
    _check_days(dispute_days)
    _check_days(decide_days)
    keep_setting(SETTING, {"dispute_days": dispute_days, "decide_days": decide_days})
    record(user, "disputes.days_set", user, dispute_days=dispute_days, decide_days=decide_days)


def _check_days(days: int) -> None:
    if not 1 <= days <= LONGEST:
        raise Refused(_("Days are a whole number from 1 to %(most)s.", most=LONGEST))
