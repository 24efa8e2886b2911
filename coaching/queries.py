"""Reads about gaps and plans, each for the person who asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from coaching.gaps import Gap, rank_gaps
from coaching.models import Plan, PlanMoment, Session
from core.clock import now
from core.db import db
from evaluation.models import RELEASED, Evaluation, Moment
from evaluation.rubrics.models import Competency, Criterion
from people.models import Agent, User
from people.scope import agent_ids_in_scope
from scorecards.estimates import Estimate
from scorecards.queries import period_ending, result_of, results_of, target_score
from scorecards.scorecard import estimate_measure
from transcripts.models import Interaction

SURE_FROM = 0.8
CLOSED_SHOWN_DAYS = 91
MOST_CANDIDATES = 8


@dataclass(frozen=True)
class FoundGap:
    """A gap of an agent that no open plan works on yet."""

    agent: Agent
    competency: Competency
    gap: Gap


def plans_for(user: User) -> Sequence[Plan]:
    """Open plans, and those closed lately, of the agents this user may see; the next due first."""
    return db.session.scalars(
        select(Plan)
        .options(
            selectinload(Plan.agent).selectinload(Agent.team),
            selectinload(Plan.competency),
            selectinload(Plan.opened_by),
            selectinload(Plan.actions),
            selectinload(Plan.sessions),
        )
        .where(
            Plan.agent_id.in_(agent_ids_in_scope(user)),
            Plan.closed_at.is_(None) | (Plan.closed_at > now() - timedelta(CLOSED_SHOWN_DAYS)),
        )
        .order_by(Plan.due_on, Plan.id)
    ).all()


def plan_for(user: User, plan_id: int) -> Plan | None:
    """The plan with this id and all that belongs to it, if this user may see its agent."""
    return db.session.scalars(
        select(Plan)
        .options(
            selectinload(Plan.agent),
            selectinload(Plan.competency),
            selectinload(Plan.opened_by),
            selectinload(Plan.actions),
            selectinload(Plan.sessions),
            selectinload(Plan.moments).selectinload(PlanMoment.moment).options(*_moment_context()),
        )
        .where(Plan.id == plan_id, Plan.agent_id.in_(agent_ids_in_scope(user)))
    ).one_or_none()


def session_of(plan: Plan, session_id: int) -> Session | None:
    """A session of this plan."""
    return next((session for session in plan.sessions if session.id == session_id), None)


def open_plan_of(agent: Agent, competency: Competency) -> Plan | None:
    """The plan on which this agent already works at this competency."""
    return db.session.scalars(
        select(Plan).where(
            Plan.agent_id == agent.id,
            Plan.competency_id == competency.id,
            Plan.state != "closed",
        )
    ).first()


def sure_gaps(
    agents: Sequence[Agent], known: Sequence[Competency], worked_on: Collection[tuple[int, int]]
) -> list[FoundGap]:
    """The gaps of these agents that are at least 8 in 10 sure, the surest first.

    ``worked_on`` holds the (agent id, competency id) of open plans, which are left out.
    """
    target = target_score()
    by_key = {competency.key: competency for competency in known}
    found = [
        FoundGap(result.agent, by_key[gap.competency], gap)
        for result in results_of(agents, period_ending())
        for gap in rank_gaps(result.scorecard.estimates(), target)
        if gap.probability_below >= SURE_FROM
        and (result.agent.id, by_key[gap.competency].id) not in worked_on
    ]
    return sorted(found, key=lambda each: (-each.gap.probability_below, -each.gap.size))


def estimate_since(plan: Plan) -> Estimate | None:
    """The competency's estimate from the reviews while the plan ran; None with fewer than 4."""
    until = plan.closed_at or now()
    result = result_of(plan.agent, period_ending(until.date()))
    reviews = [
        review
        for review in (*result.earlier, *result.reviews)
        if plan.opened_at <= review.at <= until
    ]
    return estimate_measure(reviews, plan.competency.key, result.priors)


def evidence_candidates(agent: Agent, competency: Competency) -> list[Moment]:
    """Moments of this competency from released reviews: one good one, then what to work on.

    The newest of each kind; the further good ones come last.
    """
    found = db.session.scalars(
        select(Moment)
        .join(Evaluation, Evaluation.id == Moment.evaluation_id)
        .join(Criterion, Criterion.id == Moment.criterion_id)
        .options(*_moment_context())
        .where(
            Evaluation.agent_id == agent.id,
            Evaluation.state == RELEASED,
            Criterion.competency_id == competency.id,
        )
        .order_by(Evaluation.interaction_at.desc(), Moment.id.desc())
        .limit(3 * MOST_CANDIDATES)
    ).all()
    good = [moment for moment in found if moment.praise]
    weak = [moment for moment in found if not moment.praise]
    return [*good[:1], *weak, *good[1:]][:MOST_CANDIDATES]


def _moment_context() -> tuple[_AbstractLoad, ...]:
    """What a page shows beside a moment: its question, and the interaction it plays from."""
    return (
        selectinload(Moment.criterion).selectinload(Criterion.competency),
        selectinload(Moment.evaluation)
        .selectinload(Evaluation.interaction)
        .selectinload(Interaction.recordings),
    )
