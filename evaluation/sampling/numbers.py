"""How many reviews each agent gets from a draw, and what that will let us say of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.models import RELEASED, Evaluation
from evaluation.rubrics.models import RubricVersion
from evaluation.sampling.allocation import Known, Spread, allocate, half_width, spread_of
from evaluation.sampling.estimators import hajek_mean, hajek_weights
from evaluation.sampling.evaluators import Reviewer
from evaluation.sampling.models import Assignment, SamplingPlan
from evaluation.sampling.plan_settings import PlanSettings
from evaluation.sampling.queries import AgentFrame
from evaluation.target import target_score

KNOWN_DAYS = 90
USUAL_SPREAD = Spread(mean=80.0, between=5.0, within=12.0, df=20.0)
"""For a centre too young to say what is usual."""


@dataclass(frozen=True)
class Forecast:
    """What is known of an agent, in points, and what the draw adds.

    ``before`` and ``after`` are half widths of the interval; infinite without any review.
    """

    agent: int
    reviews: int
    mean: float | None
    drawn: int
    before: float
    after: float


@dataclass(frozen=True)
class Numbers:
    """How many are drawn of each agent, out of a budget (None: as many as the plan says)."""

    each: Mapping[int, int]
    budget: int | None
    target: float
    forecast: tuple[Forecast, ...]


@dataclass(frozen=True)
class Past:
    """Reviews of an agent that count: how many, how many equally weighted ones they are worth,
    their weighted mean and their variance."""

    n: int
    effective: float
    mean: float
    variance: float


def numbers_for(
    plan: SamplingPlan, frames: Sequence[AgentFrame], people: Sequence[Reviewer]
) -> Numbers:
    """Share the reviews of a draw out over the agents, within the hours and limits there are."""
    rules = plan.rules
    past = past_reviews(plan, [frame.agent for frame in frames])
    spread = spread_of(
        [p.effective for p in past.values()],
        [p.mean for p in past.values()],
        [p.variance for p in past.values()],
        USUAL_SPREAD,
    )
    target, budget = target_score(), budget_of(rules, people)
    each = shared(rules, frames, past, budget, spread, target)
    forecast = tuple(
        _forecast(frame.agent, past.get(frame.agent), each[frame.agent], spread) for frame in frames
    )
    return Numbers(each, budget, target, forecast)


def shared(
    rules: PlanSettings,
    frames: Sequence[AgentFrame],
    past: Mapping[int, Past],
    budget: int | None,
    spread: Spread,
    target: float,
) -> dict[int, int]:
    """How many of each agent: the plan's number, or by decision value where hours are given."""
    by_value = rules.picks.hours is not None
    most = None if by_value else rules.picks.per_agent
    room = [len(f.ids) if most is None else min(most, len(f.ids)) for f in frames]
    if budget is None or (not by_value and sum(room) <= budget):
        return {frame.agent: n for frame, n in zip(frames, room, strict=True)}
    known = [
        Known(past[f.agent].effective, past[f.agent].mean, available)
        if f.agent in past
        else Known(0, None, available)
        for f, available in zip(frames, room, strict=True)
    ]
    width = rules.picks.width if by_value else None
    given = allocate(known, budget, spread, target, least=rules.picks.per_agent, width=width)
    return {frame.agent: n for frame, n in zip(frames, given, strict=True)}


def budget_of(rules: PlanSettings, people: Sequence[Reviewer]) -> int | None:
    """How many first reviews the hours and the evaluators' limits allow; None for any number."""
    limits: list[float] = []
    if rules.picks.hours is not None:
        limits.append(60 * rules.picks.hours / rules.picks.minutes)
    if people and all(person.room is not None for person in people):
        limits.append(sum(person.room or 0 for person in people))
    return int(min(limits) / (1 + rules.hands.double_share)) if limits else None


def past_reviews(plan: SamplingPlan, agents: Sequence[int]) -> dict[int, Past]:
    """What the last 90 days' drawn and released reviews by the plan's rubric say of each agent."""
    rows = db.session.execute(
        select(Evaluation.agent_id, Evaluation.composite, Assignment.inclusion_probability)
        .join(Assignment, Assignment.id == Evaluation.assignment_id)
        .join(RubricVersion, RubricVersion.id == Evaluation.version_id)
        .where(
            RubricVersion.rubric_id == plan.rubric_id,
            Evaluation.state == RELEASED,
            Evaluation.composite.is_not(None),
            Evaluation.agent_id.in_(agents),
            Evaluation.interaction_at >= now() - timedelta(days=KNOWN_DAYS),
            Assignment.inclusion_probability.is_not(None),
        )
        .order_by(Evaluation.id)
    )
    found: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for agent, score, probability in rows:
        found[agent].append((float(score or 0), float(probability or 1)))
    return {agent: past_of(values) for agent, values in found.items()}


def past_of(reviews: Sequence[tuple[float, float]]) -> Past:
    """Sum up reviews given as (score, inclusion probability); Kish's effective number."""
    scores, probabilities = np.array(reviews, dtype=float).T
    weights = hajek_weights(probabilities)
    effective = float(1 / (weights**2).sum())
    mean = hajek_mean(scores, probabilities)
    squares = float(weights @ (scores - mean) ** 2)
    variance = squares / (1 - 1 / effective) if len(scores) > 1 else 0.0
    return Past(len(scores), effective, mean, variance)


def _forecast(agent: int, past: Past | None, drawn: int, spread: Spread) -> Forecast:
    before = past.effective if past else 0.0
    widths = half_width([before, before + drawn], spread)
    return Forecast(
        agent,
        past.n if past else 0,
        past.mean if past else None,
        drawn,
        float(widths[0]),
        float(widths[1]),
    )
