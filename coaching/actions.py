"""Verbs about plans. They flush, never commit, and write the audit trail, without any notes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from coaching.models import Action, Plan, PlanMoment, Session
from coaching.notices import (
    ACTION_DUE,
    tell_acknowledged,
    tell_closed,
    tell_opened,
    tell_session,
)
from coaching.queries import open_plan_of
from core.clock import now
from core.db import db
from evaluation.models import Moment
from evaluation.refusals import Refused
from evaluation.rubrics.models import Competency
from people.audit import record
from people.models import Agent, User
from people.notices.actions import settle
from scorecards.estimates import Estimate

MOVES = ("agreed", "in_progress", "follow_up")


@dataclass(frozen=True)
class Promise:
    """What somebody will do until when; ``owner`` is "agent" or "lead"."""

    owner: str
    text: str
    due_on: date


def open_plan(
    by: User,
    agent: Agent,
    competency: Competency,
    *,
    title: str,
    target: float,
    due_on: date,
    baseline: Estimate | None = None,
    moments: Sequence[Moment] = (),
    promises: Iterable[Promise] = (),
) -> Plan:
    """Agree on a plan, which keeps the estimate of this day as its baseline.

    Raises Refused when the agent already works on this competency or the day has passed.
    """
    if open_plan_of(agent, competency):
        raise Refused(_("There is already an open plan for this."))
    if due_on < now().date():
        raise Refused(_("The day has passed already."))
    plan = Plan(
        agent=agent,
        competency=competency,
        opened_by=by,
        title=title.strip(),
        target=target,
        due_on=due_on,
        baseline=baseline.value if baseline else None,
        baseline_low=baseline.lower if baseline else None,
        baseline_high=baseline.upper if baseline else None,
        baseline_reviews=baseline.n if baseline else 0,
        moments=[PlanMoment(moment=each, position=n) for n, each in enumerate(moments)],
        actions=[Action(owner=p.owner, text=p.text, due_on=p.due_on) for p in promises],
    )
    db.session.add(plan)
    record(by, "plan.opened", plan, agent=agent.id, competency=competency.key, target=target)
    tell_opened(plan)
    return plan


def still_open(plan: Plan) -> None:
    """Raise Refused for a closed plan, which stays as it is."""
    if plan.is_closed:
        raise Refused(_("This plan is closed; open a new one to go on."))


def add_action(by: User, plan: Plan, promise: Promise) -> Action:
    """Promise one more thing. Raises Refused for a closed plan."""
    still_open(plan)
    action = Action(plan=plan, owner=promise.owner, text=promise.text, due_on=promise.due_on)
    db.session.add(action)
    record(by, "plan.action_added", plan, owner=promise.owner, due_on=promise.due_on.isoformat())
    return action


def tick_action(by: User, action: Action, done: bool) -> None:
    """Mark an action as done or not; saying so twice changes nothing. Refused when closed."""
    still_open(action.plan)
    if action.is_done == done:
        return
    action.done_at = now() if done else None
    if done:
        settle(action, ACTION_DUE.key)
    record(by, "plan.action_ticked", action.plan, action=action.id, done=done)


def add_session(by: User, plan: Plan, starts_at: datetime, minutes: int, agenda: str) -> Session:
    """Arrange a coaching conversation of 5 to 480 minutes. Raises Refused for a closed plan."""
    still_open(plan)
    if not 5 <= minutes <= 480:
        raise Refused(_("A session takes between 5 minutes and 8 hours."))
    session = Session(plan=plan, starts_at=starts_at, minutes=minutes, agenda=agenda.strip())
    db.session.add(session)
    record(by, "plan.session_added", plan, starts_at=starts_at.isoformat(), minutes=minutes)
    tell_session(session)
    return session


def write_notes(
    by: User, session: Session, *, shared: str, private: str | None = None, held: bool = False
) -> None:
    """Keep what was said. ``private`` None leaves the private notes as they are.

    Notes may still be written when the plan is closed. The first ``held`` dates the session and
    moves a plan that was only agreed into progress.
    """
    session.shared_notes = shared.strip()
    if private is not None:
        session.private_notes = private.strip()
    if held and session.held_at is None:
        session.held_at = now()
        if session.plan.state == "agreed":
            session.plan.state = "in_progress"
    elif not held:
        session.held_at = None
    record(by, "plan.notes_written", session.plan, session=session.id, held=held)


def move_plan(by: User, plan: Plan, state: str) -> None:
    """Move a plan between agreed, in progress and follow-up; raises Refused for anything else."""
    still_open(plan)
    if state not in MOVES:
        raise Refused(_("A plan cannot be moved there."))
    if state == plan.state:
        return
    before, plan.state = plan.state, state
    record(by, "plan.moved", plan, before=before, after=state)


def acknowledge_plan(by: User, plan: Plan) -> None:
    """The agent has read the plan and agrees to it; saying so twice changes nothing."""
    if plan.acknowledged_at is None:
        plan.acknowledged_at = now()
        record(by, "plan.acknowledged", plan)
        tell_acknowledged(plan)


def close_plan(by: User, plan: Plan, outcome: str) -> None:
    """End a plan with what came of it. Raises Refused without words, or when it is closed."""
    still_open(plan)
    if not outcome.strip():
        raise Refused(_("Say what came of it."))
    plan.state, plan.closed_at, plan.outcome = "closed", now(), outcome.strip()
    record(by, "plan.closed", plan)
    tell_closed(plan)
