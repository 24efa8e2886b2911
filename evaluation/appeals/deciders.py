"""Who may rule on a dispute: nobody who gave the answer, leads the agent, or objects to it."""

from collections.abc import Sequence

from sqlalchemy import func, select

from core.db import db
from evaluation.models import Dispute, Evaluation
from evaluation.release.queries import rules_of
from people.models import User
from people.permissions import LEAD, QA_LEAD
from people.queries import users_who_may


def concerned_in(evaluation: Evaluation) -> set[int]:
    """The people whose own matter this is: the evaluator, the agent and the leads of the team."""
    agent = evaluation.agent
    leads = {user.id for user in agent.team.leads} if agent.team else set()
    own = {agent.user_id} if agent.user_id else set()
    return {evaluation.evaluator_id} | own | leads


def may_rule_on(evaluation: Evaluation) -> list[User]:
    """Who is asked by itself: QA leads and, where the rubric says so, the leads of other teams."""
    roles = {QA_LEAD}
    if rules_of(evaluation.version.rubric_id).leads_decide:
        roles.add(LEAD)
    return [user for user in outsiders(evaluation) if user.role_names & roles]


def outsiders(evaluation: Evaluation) -> list[User]:
    """Everybody who could be asked by name: who may decide at all and is not concerned."""
    concerned = concerned_in(evaluation)
    return [user for user in users_who_may("evaluation.decide") if user.id not in concerned]


def choose_decider(evaluation: Evaluation) -> User | None:
    """The one of those allowed who has the fewest disputes open; None where nobody is allowed."""
    allowed = may_rule_on(evaluation)
    load = open_disputes_of(allowed)
    return min(allowed, key=lambda user: (load.get(user.id, 0), user.id), default=None)


def open_disputes_of(people: Sequence[User]) -> dict[int, int]:
    """How many disputes each of these people still has to decide."""
    rows = db.session.execute(
        select(Dispute.decider_id, func.count())
        .where(Dispute.state == "open", Dispute.decider_id.in_([user.id for user in people]))
        .group_by(Dispute.decider_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def may_decide(user: User, dispute: Dispute) -> bool:
    """Whether ``user`` may rule: the one who was asked, or one of those who could have been."""
    evaluation = dispute.evaluation
    if user.id in concerned_in(evaluation):
        return False
    return user.id == dispute.decider_id or user.id in {u.id for u in may_rule_on(evaluation)}
