"""What people are told about plans: their agents, and the leads who opened them."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from coaching.models import Action, Plan, Session
from core.clock import now
from core.db import db
from core.jobs.context import JobContext
from core.jobs.registry import periodic
from people.models import User
from people.notices.actions import notify, settle
from people.notices.kinds import APP, AT_ONCE, COACHING, DAILY, Kind, add_kind
from people.notices.queries import told
from people.permissions import AGENT, LEAD, QA_LEAD

OPENED = add_kind(
    Kind(
        "plan.opened",
        COACHING,
        _l("A plan is agreed with me"),
        _l("A plan for %(competency)s was opened for you, until %(due)s."),
        {AGENT: AT_ONCE},
    )
)
ACKNOWLEDGED = add_kind(
    Kind(
        "plan.acknowledged",
        COACHING,
        _l("An agent agrees to a plan"),
        _l("%(agent)s agrees to the plan for %(competency)s."),
        {LEAD: APP, QA_LEAD: APP},
    )
)
SESSION = add_kind(
    Kind(
        "plan.session",
        COACHING,
        _l("A coaching session is arranged"),
        _l("A coaching session for %(competency)s is arranged: %(when)s (UTC)."),
        {AGENT: AT_ONCE},
    )
)
ACTION_DUE = add_kind(
    Kind(
        "plan.action_due",
        COACHING,
        _l("Something I promised in a plan is due"),
        _l("What you promised in the plan for %(competency)s is due on %(due)s."),
        {AGENT: DAILY, LEAD: DAILY, QA_LEAD: DAILY},
    )
)
CLOSED = add_kind(
    Kind(
        "plan.closed",
        COACHING,
        _l("A plan of mine is closed"),
        _l("The plan for %(competency)s is closed; read what came of it."),
        {AGENT: DAILY},
    )
)


def tell_opened(plan: Plan) -> None:
    """Tell the agent that a plan was opened with them."""
    _tell(OPENED, plan, [plan.agent.user], due=plan.due_on)


def tell_acknowledged(plan: Plan) -> None:
    """Tell who opened a plan that its agent agrees."""
    settle(plan, OPENED.key)
    _tell(ACKNOWLEDGED, plan, [plan.opened_by], agent=plan.agent.name)


def tell_session(session: Session) -> None:
    """Invite the agent to a session."""
    _tell(SESSION, session.plan, [session.plan.agent.user], subject=session, when=session.starts_at)


def tell_closed(plan: Plan) -> None:
    """Tell the agent what came of a plan; nothing else of it waits any more."""
    settle(plan, OPENED.key, ACKNOWLEDGED.key)
    for action in plan.actions:
        settle(action, ACTION_DUE.key)
    _tell(CLOSED, plan, [plan.agent.user])


def _tell(
    kind: Kind,
    plan: Plan,
    users: list[User | None],
    *,
    subject: Action | Session | None = None,
    **facts: Any,
) -> None:
    db.session.flush()  # a plan that was opened this moment has its number only then
    notify(
        kind.key,
        users,
        subject=subject or plan,
        endpoint="coaching.plan",
        values={"plan_id": plan.id},
        competency=plan.competency.name,
        **facts,
    )


@periodic("coaching.remind", every_seconds=3600)
def remind(context: JobContext) -> None:
    """Tell people once of each promise of theirs that is due by tomorrow."""
    tomorrow = now().date() + timedelta(days=1)
    due = select(Action).join(Action.plan).where(
        Action.done_at.is_(None), Action.due_on <= tomorrow, Plan.state != "closed"
    )  # fmt: skip
    for action in db.session.scalars(due).all():
        plan = action.plan
        owner = plan.agent.user if action.owner == "agent" else plan.opened_by
        if owner is not None and owner.id not in told(ACTION_DUE.key, subject=action):
            _tell(ACTION_DUE, plan, [owner], subject=action, due=action.due_on)
    context.finish()
    db.session.commit()
