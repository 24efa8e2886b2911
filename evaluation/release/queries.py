"""Reads of the release: the rules of a rubric, who may approve, what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, false, or_, select, true
from sqlalchemy.orm import joinedload

from core.db import db
from evaluation.models import SUBMITTED, Evaluation
from evaluation.release.models import BY_LEAD, BY_QA_LEAD, LONGEST, ReleaseRule, SentBack
from evaluation.rubrics.models import Rubric, RubricVersion
from evaluation.sampling.models import Assignment
from people.models import Agent, CentreSetting, User, team_leads
from people.permissions import LEAD, QA_LEAD
from people.queries import users_who_may

SETTING = "disputes"
DISPUTE_DAYS, DECIDE_DAYS = 14, 7


@dataclass(frozen=True)
class Rules:
    """What holds for the reviews by one rubric; days are whole days, 1-365."""

    approver: str
    dispute_days: int
    decide_days: int
    leads_decide: bool


def centre_days() -> tuple[int, int]:
    """Days to dispute and days to decide, where a rubric does not say otherwise."""
    setting = db.session.get(CentreSetting, SETTING)
    kept = setting.value if setting else {}
    found = [
        days if isinstance(days, int) and 1 <= days <= LONGEST else usual
        for days, usual in (
            (kept.get("dispute_days"), DISPUTE_DAYS),
            (kept.get("decide_days"), DECIDE_DAYS),
        )
    ]
    return found[0], found[1]


def rules_of(rubric_id: int) -> Rules:
    """The rules that hold for a rubric."""
    rule = db.session.get(ReleaseRule, rubric_id)
    dispute_days, decide_days = centre_days()
    if rule is None:
        return Rules(BY_QA_LEAD, dispute_days, decide_days, leads_decide=False)
    return Rules(
        rule.approver,
        rule.dispute_days or dispute_days,
        rule.decide_days or decide_days,
        rule.leads_decide,
    )


def rules_by_rubric() -> list[tuple[Rubric, ReleaseRule | None]]:
    """Every rubric with what it says itself."""
    rows = db.session.execute(
        select(Rubric, ReleaseRule)
        .outerjoin(ReleaseRule, ReleaseRule.rubric_id == Rubric.id)
        .order_by(Rubric.id)
    )
    return [(row[0], row[1]) for row in rows]


def approvers_of(evaluation: Evaluation) -> list[User]:
    """Who is asked to approve: the team's leads where the rubric says so, else the QA leads.

    Never the evaluator or the agent. A team without another lead falls to the QA leads.
    """
    own = {evaluation.evaluator_id, evaluation.agent.user_id}
    team = evaluation.agent.team
    if rules_of(evaluation.version.rubric_id).approver == BY_LEAD and team:
        leads = [u for u in team.leads if u.active and LEAD in u.role_names and u.id not in own]
        if leads:
            return leads
    everybody = users_who_may("evaluation.approve")
    return [user for user in everybody if QA_LEAD in user.role_names and user.id not in own]


def may_approve(user: User, evaluation: Evaluation) -> bool:
    """Whether ``user`` may release a review or send it back; QA leads always may, in turn."""
    if user.id in (evaluation.evaluator_id, evaluation.agent.user_id):
        return False
    return QA_LEAD in user.role_names or user.id in {u.id for u in approvers_of(evaluation)}


def approvable_by(user: User) -> ColumnElement[bool]:
    """The condition on Evaluation: submitted, and this person may approve it."""
    mine = Evaluation.agent_id.in_(select(Agent.id).where(Agent.user_id == user.id))
    scope: ColumnElement[bool] = true() if QA_LEAD in user.role_names else false()
    if LEAD in user.role_names:
        led = select(team_leads.c.team_id).where(team_leads.c.user_id == user.id)
        by_lead = exists().where(
            RubricVersion.id == Evaluation.version_id,
            ReleaseRule.rubric_id == RubricVersion.rubric_id,
            ReleaseRule.approver == BY_LEAD,
        )
        agents = select(Agent.id).where(Agent.team_id.in_(led))
        scope = or_(scope, by_lead & Evaluation.agent_id.in_(agents))
    calibration = exists().where(
        Assignment.id == Evaluation.assignment_id, Assignment.pick == "calibration"
    )
    return (
        (Evaluation.state == SUBMITTED) & (Evaluation.evaluator_id != user.id)
        & ~mine & ~calibration & scope
    )  # fmt: skip


def waiting_for(user: User, most: int = 200) -> Sequence[Evaluation]:
    """The reviews that ``user`` may approve, the longest waiting first."""
    return db.session.scalars(
        select(Evaluation)
        .where(approvable_by(user))
        .order_by(Evaluation.submitted_at, Evaluation.id)
        .limit(most)
        .options(
            joinedload(Evaluation.agent),
            joinedload(Evaluation.evaluator),
            joinedload(Evaluation.interaction),
            joinedload(Evaluation.version).joinedload(RubricVersion.rubric),
        )
    ).all()


def sent_back(evaluation_id: int) -> Sequence[SentBack]:
    """How often and why a review went back to its evaluator, the first time first."""
    return db.session.scalars(
        select(SentBack)
        .where(SentBack.evaluation_id == evaluation_id)
        .order_by(SentBack.id)
        .options(joinedload(SentBack.by))
    ).all()
