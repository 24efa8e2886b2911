"""Who judges more severely than the others, and what a score would be without that.

The additive mixed model y = mu + agent + interaction + evaluator + e. An evaluator's effect is
shrunk towards 0 the more, the less there is to know it from. Scorecards take it out of the scores.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import ndtri

from evaluation.calibration.mixed_model import MixedModel, fit_mixed_model

CONFIDENCE = 0.95
FEWEST_REVIEWS = 20


@dataclass(frozen=True)
class Review:
    """One score 0-100 that an evaluator gave to an interaction of an agent."""

    agent: Hashable
    interaction: Hashable
    evaluator: Hashable
    score: float


@dataclass(frozen=True)
class Severity:
    """How many points an evaluator gives above (lenient) or below (severe) what others would."""

    value: float
    lower: float
    upper: float
    n: int

    @property
    def differs(self) -> bool:
        """Whether the interval excludes 0."""
        return self.lower > 0 or self.upper < 0


@dataclass(frozen=True)
class SeverityModel:
    """The severity of each evaluator, and the standard deviations behind it, in points."""

    severities: Mapping[Hashable, Severity]
    mean: float
    agent_sd: float
    interaction_sd: float
    evaluator_sd: float
    residual_sd: float
    n: int


@dataclass(frozen=True)
class NotAdjusted:
    """Why no severity is taken out: ``reason`` is a code, ``groups`` the parts that do not meet."""

    reason: str  # "too_few", "one_evaluator", "not_connected", "no_spread", "no_overlap"
    groups: tuple[frozenset[Hashable], ...] = ()


def severity_model(
    reviews: Sequence[Review], confidence: float = CONFIDENCE
) -> SeverityModel | NotAdjusted:
    """Estimate every evaluator's severity, or say why it cannot be told from the agents' quality.

    Without an agent or an interaction that two groups of evaluators share, severe evaluators and
    weak agents look the same: then nothing is adjusted. Method: Searle, Casella and McCulloch,
    Variance Components (1992), chapter 7; the intervals are normal, with the variances taken as
    known.
    """
    if len(reviews) < FEWEST_REVIEWS:
        return NotAdjusted("too_few")
    if len({review.evaluator for review in reviews}) < 2:
        return NotAdjusted("one_evaluator")
    groups = evaluator_groups(reviews)
    if len(groups) > 1:
        return NotAdjusted("not_connected", groups)
    scores = [review.score for review in reviews]
    if np.ptp(scores) == 0:
        return NotAdjusted("no_spread")
    _, agent_of = _numbered([review.agent for review in reviews])
    evaluators, evaluator_of = _numbered([review.evaluator for review in reviews])
    interactions, interaction_of = _numbered([review.interaction for review in reviews])
    factors = {"agent": agent_of, "evaluator": evaluator_of}
    if len(interactions) < len(reviews):  # without double reviews it is part of the residual
        factors["interaction"] = interaction_of
    model = fit_mixed_model(scores, factors, wanted=["evaluator"])
    return _severity_model(model, evaluators, evaluator_of, confidence)


def evaluator_groups(reviews: Sequence[Review]) -> tuple[frozenset[Hashable], ...]:
    """The sets of evaluators that are connected by agents whom they reviewed, largest first.

    One set means that every difference between evaluators can be estimated.
    """
    agents, agent_of = _numbered([review.agent for review in reviews])
    evaluators, evaluator_of = _numbered([review.evaluator for review in reviews])
    size = len(agents) + len(evaluators)
    links = sparse.coo_array(
        (np.ones(len(reviews)), (agent_of, evaluator_of + len(agents))), shape=(size, size)
    )
    _, labels = sparse.csgraph.connected_components(links, directed=False)
    found: dict[int, set[Hashable]] = {}
    for evaluator, label in zip(evaluators, labels[len(agents) :], strict=True):
        found.setdefault(int(label), set()).add(evaluator)
    return tuple(sorted((frozenset(group) for group in found.values()), key=len, reverse=True))


def _severity_model(
    model: MixedModel,
    evaluators: Sequence[Hashable],
    evaluator_of: NDArray[np.int64],
    confidence: float,
) -> SeverityModel:
    counts = np.bincount(evaluator_of, minlength=len(evaluators))
    quantile = float(ndtri((1 + confidence) / 2))
    values, errors = model.effects["evaluator"], model.errors["evaluator"]
    severities = {
        evaluator: Severity(
            value=float(value),
            lower=float(value - quantile * error),
            upper=float(value + quantile * error),
            n=int(n),
        )
        for evaluator, value, error, n in zip(evaluators, values, errors, counts, strict=True)
    }
    deviations = {name: variance**0.5 for name, variance in model.variances.items()}
    return SeverityModel(
        severities=severities,
        mean=model.mean,
        agent_sd=deviations["agent"],
        interaction_sd=deviations.get("interaction", 0.0),
        evaluator_sd=deviations["evaluator"],
        residual_sd=model.residual_variance**0.5,
        n=model.n,
    )


def _numbered(keys: Sequence[Hashable]) -> tuple[list[Hashable], NDArray[np.int64]]:
    """The different keys in order of appearance, and for each place the number of its key."""
    numbers: dict[Hashable, int] = {}
    places = [numbers.setdefault(key, len(numbers)) for key in keys]
    return list(numbers), np.array(places, dtype=np.int64)
