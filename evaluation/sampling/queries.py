"""Reads of sampling: the plans, what a draw would be made from, who can take the reviews."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from core.clock import now
from core.db import db
from core.web.ids import row_id
from evaluation.review_model.models import Flag
from evaluation.review_model.rules import risk_of
from evaluation.sampling.models import OPEN, Assignment, Draw, SamplingPlan
from people.models import Agent, Role, User
from people.permissions import EVALUATOR, QA_LEAD
from transcripts.models import READY, Interaction

DEFAULT_DAYS = 7


@dataclass(frozen=True)
class Period:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date


@dataclass(frozen=True)
class AgentFrame:
    """What may be drawn of one agent: interaction ids, and their risks (0-1) in the same order."""

    agent: int
    ids: tuple[int, ...]
    risks: tuple[float, ...]


def all_plans() -> list[SamplingPlan]:
    """All plans, by name."""
    return list(
        db.session.scalars(
            select(SamplingPlan)
            .order_by(SamplingPlan.name)
            .options(selectinload(SamplingPlan.rubric))
        )
    )


def plan_by_name(name: str) -> SamplingPlan | None:
    """A plan by its name or, if that is a number, by its id."""
    plan = db.session.scalar(select(SamplingPlan).where(SamplingPlan.name == name))
    if plan is None and name.isdecimal():
        with suppress(ValueError):  # a number that no row can have
            return db.session.get(SamplingPlan, row_id(name))
    return plan


def draws_of(plan: SamplingPlan, limit: int = 20) -> list[Draw]:
    """The newest draws of a plan."""
    return list(
        db.session.scalars(
            select(Draw).where(Draw.plan_id == plan.id).order_by(Draw.id.desc()).limit(limit)
        )
    )


def last_draws() -> dict[int, Draw]:
    """The newest draw of each plan."""
    newest = select(func.max(Draw.id)).group_by(Draw.plan_id)
    return {
        draw.plan_id: draw for draw in db.session.scalars(select(Draw).where(Draw.id.in_(newest)))
    }


def period_of(plan: SamplingPlan, today: date | None = None) -> Period:
    """The days that a draw made today covers: the plan's number of days, today included."""
    end = today or now().date()
    days = int(plan.frame.get("days", DEFAULT_DAYS))
    return Period(end - timedelta(days=days - 1), end)


def frames_of(plan: SamplingPlan, period: Period) -> list[AgentFrame]:
    """For each agent: the ready interactions of the period that nobody has been given yet."""
    conditions = _frame_conditions(plan, period)
    by_agent: dict[int, list[int]] = defaultdict(list)
    for interaction_id, agent_id in db.session.execute(
        select(Interaction.id, Interaction.agent_id)
        .join(Interaction.agent)
        .where(*conditions)
        .order_by(Interaction.id)
    ):
        if agent_id is not None:
            by_agent[agent_id].append(interaction_id)
    strengths: dict[int, list[float]] = defaultdict(list)
    for interaction_id, strength in db.session.execute(
        select(Flag.interaction_id, Flag.strength)
        .join(Interaction, Interaction.id == Flag.interaction_id)
        .join(Interaction.agent)
        .where(*conditions)
        .order_by(Flag.id)
    ):
        strengths[interaction_id].append(strength)
    return [
        AgentFrame(agent, tuple(ids), tuple(risk_of(strengths.get(i, ())) for i in ids))
        for agent, ids in sorted(by_agent.items())
    ]


def _frame_conditions(plan: SamplingPlan, period: Period) -> list[ColumnElement[bool]]:
    given = select(Assignment.id).where(Assignment.interaction_id == Interaction.id)
    after = datetime.combine(period.end + timedelta(days=1), time.min, UTC)
    conditions: list[ColumnElement[bool]] = [
        Interaction.state == READY,
        Interaction.started_at >= datetime.combine(period.start, time.min, UTC),
        Interaction.started_at < after,
        Agent.active.is_(True),
        ~given.exists(),
    ]
    if channels := plan.frame.get("channels"):
        conditions.append(Interaction.channel.in_(channels))
    return conditions


def workloads() -> dict[int, int]:
    """How many reviews wait for each active evaluator; QA leads stand in where there is none."""
    for role in (EVALUATOR, QA_LEAD):
        waiting = (
            select(func.count(Assignment.id))
            .where(Assignment.evaluator_id == User.id, Assignment.state == OPEN)
            .scalar_subquery()
        )
        rows = db.session.execute(
            select(User.id, waiting).where(User.active, User.roles.any(Role.name == role))
        )
        found = {row[0]: row[1] for row in rows}
        if found:
            return found
    return {}


def agents_named(ids: Sequence[int]) -> dict[int, Agent]:
    """Agents by id."""
    return {agent.id: agent for agent in db.session.scalars(select(Agent).where(Agent.id.in_(ids)))}


def picks_of(draw: Draw) -> list[Assignment]:
    """Everything that a draw picked, also what was replaced later."""
    return list(
        db.session.scalars(
            select(Assignment)
            .where(Assignment.draw_id == draw.id, Assignment.pick.in_(("random", "risk")))
            .order_by(Assignment.id)
            .options(selectinload(Assignment.interaction).selectinload(Interaction.agent))
        )
    )
