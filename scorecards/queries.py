"""Scorecards of agents and teams, each for the person who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.clock import now
from core.db import db
from evaluation.models import Evaluation, Moment
from evaluation.rubrics.models import Competency, Criterion
from evaluation.target import target_score as target_score
from people.models import Agent
from scorecards.estimates import Estimate
from scorecards.reviews import Basis, basis_of, released_between, released_reviews
from scorecards.scorecard import (
    COMPOSITE,
    QUALITY,
    SPEED,
    Priors,
    Review,
    Scorecard,
    build_scorecard,
    estimate_measure,
    priors_from,
)

PERIOD_DAYS = 91
LARGE_CENTRE = 1000  # reviews in half a year
ATTRIBUTES = ("product_knowledge", "probing", "empathy", "adaptability")


@dataclass(frozen=True)
class Period:
    """A half-open stretch of time, and the equally long one before it."""

    start: datetime
    end: datetime

    @property
    def earlier_start(self) -> datetime:
        return self.start - (self.end - self.start)

    @property
    def last_day(self) -> date:
        return (self.end - timedelta(seconds=1)).date()


def period_ending(last: date | None = None, first: date | None = None) -> Period:
    """The period up to and with ``last`` (today), from ``first`` (13 weeks before) on.

    Raises ValueError when it would end before it starts.
    """
    day = last or now().date()
    end = datetime.combine(day + timedelta(days=1), time(), UTC)
    start = datetime.combine(first, time(), UTC) if first else end - timedelta(days=PERIOD_DAYS)
    if start >= end:
        raise ValueError("the period ends before it starts")
    return Period(start, end)


def competencies() -> Sequence[Competency]:
    """All competencies, in the order in which people read them."""
    return db.session.scalars(select(Competency).order_by(Competency.position, Competency.id)).all()


def measures_of(known: Sequence[Competency]) -> list[str]:
    """The keys of everything that a scorecard estimates."""
    return [*(competency.key for competency in known), QUALITY, SPEED, COMPOSITE]


def has_moved(known: Basis, basis: Basis) -> bool:
    """Say whether reviews have changed enough since ``known`` for variances to be fitted anew."""
    if basis.count < LARGE_CENTRE or known.fairness != basis.fairness:
        return known != basis
    return abs(basis.count - known.count) > known.count // 50


def priors_for(period: Period, measures: Sequence[str]) -> Priors:
    """The centre's usual variances for a period, fitted anew when its reviews have changed.

    In a large centre a single review moves them by nothing that shows, and a fit reads them all:
    there, one review in fifty must have come first.
    """
    memory: dict[Any, tuple[Basis, Priors]] = current_app.extensions.setdefault("priors", {})
    key = (period.earlier_start.date(), period.end.date(), tuple(measures))
    basis = basis_of(period.earlier_start, period.end)
    known = memory.get(key)
    if known is None or has_moved(known[0], basis):
        reviews = released_reviews(None, period.earlier_start, period.end)
        known = (basis, priors_from(reviews, measures))
        if len(memory) > 20:
            memory.clear()
        memory[key] = known
    return known[1]


@dataclass(frozen=True)
class AgentResult:
    """An agent's scorecard with what the page shows beside it."""

    agent: Agent
    scorecard: Scorecard
    reviews: Sequence[Review]
    earlier: Sequence[Review]
    priors: Priors

    @property
    def is_adjusted(self) -> bool:
        """Whether the severity of any evaluator has been taken out of any review."""
        return any(review.corrections for review in self.reviews)

    def raw_estimates(self) -> dict[str, Estimate]:
        """The estimates of the reviews as they were given, where there are enough."""
        given = [review.without_corrections() for review in self.reviews]
        found = {key: estimate_measure(given, key, self.priors) for key in self.scorecard.measures}
        return {key: estimate for key, estimate in found.items() if estimate is not None}


def results_of(agents: Sequence[Agent], period: Period) -> list[AgentResult]:
    """The scorecards of these agents, in a number of queries that does not grow with them."""
    measures = measures_of(competencies())
    priors = priors_for(period, measures)
    target = target_score()
    by_agent: dict[int, list[Review]] = {agent.id: [] for agent in agents}
    for review in released_reviews(list(by_agent), period.earlier_start, period.end):
        by_agent[review.agent_id].append(review)
    results = []
    for agent in agents:
        own = [review for review in by_agent[agent.id] if review.at >= period.start]
        before = [review for review in by_agent[agent.id] if review.at < period.start]
        scorecard = build_scorecard(own, before, measures, priors, target)
        results.append(AgentResult(agent, scorecard, own, before, priors))
    return results


def result_of(agent: Agent, period: Period) -> AgentResult:
    """The scorecard of one agent."""
    return results_of([agent], period)[0]


def recent_evaluations(agent: Agent, period: Period, most: int = 12) -> Sequence[Evaluation]:
    """The agent's newest released reviews of a period."""
    return db.session.scalars(
        select(Evaluation)
        .options(
            selectinload(Evaluation.interaction),
            selectinload(Evaluation.evaluator),
            selectinload(Evaluation.assignment),
        )
        .where(Evaluation.agent_id == agent.id, *released_between(period.start, period.end))
        .order_by(Evaluation.interaction_at.desc(), Evaluation.id.desc())
        .limit(most)
    ).all()


def moments_of(agent: Agent, period: Period, most: int = 8) -> Sequence[Moment]:
    """Moments from the agent's released reviews: praise first, then the newest."""
    return db.session.scalars(
        select(Moment)
        .join(Evaluation)
        .options(
            selectinload(Moment.criterion).selectinload(Criterion.competency),
            selectinload(Moment.evaluation).selectinload(Evaluation.interaction),
        )
        .where(Evaluation.agent_id == agent.id, *released_between(period.start, period.end))
        .order_by(Moment.praise.desc(), Evaluation.interaction_at.desc(), Moment.id)
        .limit(most)
    ).all()
