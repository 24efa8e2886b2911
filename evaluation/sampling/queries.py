"""Reads of sampling: the plans, what a draw would be made from, what it picked."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, distinct, func, select
from sqlalchemy.orm import joinedload, selectinload

from core.clock import now
from core.db import db
from core.web.ids import row_id
from evaluation.review_model.models import Flag
from evaluation.review_model.rules import risk_of
from evaluation.sampling import schedule
from evaluation.sampling.models import Assignment, Draw, Redraw, SamplingPlan
from evaluation.sampling.plan_settings import Frame
from evaluation.sampling.schedule import Period as Period
from people.models import Agent
from transcripts.models import Interaction
from transcripts.queries import is_reviewable

STRATUM_COLUMNS = {"channel": Interaction.channel, "reason": Interaction.reason}


@dataclass(frozen=True)
class AgentFrame:
    """What may be drawn of one agent: interaction ids, and their risks (0-1) in the same order.

    ``strata`` are in that order too, empty where the plan has none.
    """

    agent: int
    ids: tuple[int, ...]
    risks: tuple[float, ...]
    strata: tuple[str, ...] = ()


@dataclass(frozen=True)
class FrameSize:
    """How many contacts of how many agents a draw would be made from."""

    contacts: int
    agents: int


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


def draw_of_slot(plan: SamplingPlan, slot: str) -> Draw | None:
    """The draw that a plan made by itself for a slot."""
    return db.session.scalar(select(Draw).where(Draw.plan_id == plan.id, Draw.slot == slot))


def slots_drawn(plan: SamplingPlan) -> set[str]:
    """The slots for which a plan has drawn by itself."""
    slots = select(Draw.slot).where(Draw.plan_id == plan.id, Draw.slot.is_not(None))
    return {slot for slot in db.session.scalars(slots) if slot}


def last_draws() -> dict[int, Draw]:
    """The newest draw of each plan."""
    newest = select(func.max(Draw.id)).group_by(Draw.plan_id)
    return {
        draw.plan_id: draw for draw in db.session.scalars(select(Draw).where(Draw.id.in_(newest)))
    }


def period_of(plan: SamplingPlan, today: date | None = None) -> Period:
    """The days that a draw made by hand today covers."""
    return schedule.period_of(plan.rules.schedule, today or now().date())


def frames_of(plan: SamplingPlan, period: Period) -> list[AgentFrame]:
    """For each agent: the ready interactions of the period that nobody has been given yet."""
    rules = plan.rules
    conditions = frame_conditions(rules.frame, period)
    columns = [STRATUM_COLUMNS[name] for name in rules.picks.strata]
    by_agent: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for interaction_id, agent_id, *values in db.session.execute(
        select(Interaction.id, Interaction.agent_id, *columns)
        .join(Interaction.agent)
        .where(*conditions)
        .order_by(Interaction.id)
    ):
        if agent_id is not None:
            by_agent[agent_id].append((interaction_id, "|".join(values)))
    strengths = _strengths(conditions)
    return [
        AgentFrame(
            agent,
            tuple(i for i, _stratum in rows),
            tuple(risk_of(strengths.get(i, ())) for i, _stratum in rows),
            tuple(stratum for _i, stratum in rows) if columns else (),
        )
        for agent, rows in sorted(by_agent.items())
    ]


def _strengths(conditions: Sequence[ColumnElement[bool]]) -> dict[int, list[float]]:
    """The strengths of the flags of each flagged interaction of a frame."""
    found: dict[int, list[float]] = defaultdict(list)
    for interaction_id, strength in db.session.execute(
        select(Flag.interaction_id, Flag.strength)
        .join(Interaction, Interaction.id == Flag.interaction_id)
        .join(Interaction.agent)
        .where(*conditions)
        .order_by(Flag.id)
    ):
        found[interaction_id].append(strength)
    return found


def frame_size(frame: Frame, period: Period) -> FrameSize:
    """How much a draw from a frame would be made from, in one query."""
    contacts, agents = db.session.execute(
        select(func.count(Interaction.id), func.count(distinct(Interaction.agent_id)))
        .join(Interaction.agent)
        .where(*frame_conditions(frame, period))
    ).one()
    return FrameSize(contacts, agents)


def frame_conditions(frame: Frame, period: Period) -> list[ColumnElement[bool]]:
    """What an interaction must fulfil to be drawn."""
    given = select(Assignment.id).where(Assignment.interaction_id == Interaction.id)
    after = datetime.combine(period.end + timedelta(days=1), time.min, UTC)
    conditions: list[ColumnElement[bool]] = [
        is_reviewable(),
        Interaction.started_at >= datetime.combine(period.start, time.min, UTC),
        Interaction.started_at < after,
        Agent.active.is_(True),
        ~given.exists(),
    ]
    for column, wanted in (
        (Interaction.channel, frame.channels),
        (Agent.team_id, frame.teams),
        (Interaction.reason, frame.reasons),
        (Interaction.language, frame.languages),
    ):
        if wanted:
            conditions.append(column.in_(wanted))
    length = func.coalesce(Interaction.duration_seconds, Interaction.handle_seconds)
    if frame.longer_than is not None:
        conditions.append(length > frame.longer_than)
    if frame.shorter_than is not None:
        conditions.append(length < frame.shorter_than)
    return conditions


def agents_named(ids: Sequence[int]) -> dict[int, Agent]:
    """Agents by id, with their teams' leads."""
    return {
        agent.id: agent
        for agent in db.session.scalars(
            select(Agent).where(Agent.id.in_(ids)).options(joinedload(Agent.team))
        )
    }


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


def redraws_of(draw: Draw) -> list[Redraw]:
    """What was drawn in the place of picks that could not be reviewed, in the order of events."""
    return list(
        db.session.scalars(
            select(Redraw)
            .where(Redraw.draw_id == draw.id)
            .order_by(Redraw.id)
            .options(joinedload(Redraw.replaced), joinedload(Redraw.assignment))
        )
    )
