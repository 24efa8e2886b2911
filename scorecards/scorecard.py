"""From reviews to a scorecard: which reviews count, and what may be said of them."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from scorecards.estimates import (
    Change,
    Estimate,
    Proportion,
    Verdict,
    change_between,
    estimate_mean,
    verdict,
    weighted_mean_variance,
    wilson_interval,
)
from scorecards.variance_prior import WEAK_PRIOR, VariancePrior, fit_variance_prior

QUALITY, SPEED, COMPOSITE = "quality", "speed", "composite"


@dataclass(frozen=True)
class Correction:
    """An evaluator's severity in one measure, in points, with its standard error."""

    evaluator: int
    points: float
    error: float

    def in_part(self, share: float) -> "Correction":
        """The correction of a score of which only a share, 0-1, is this evaluator's."""
        return replace(self, points=share * self.points, error=share * self.error)


@dataclass(frozen=True)
class Review:
    """One released review in numbers: scores and competency points are 0-100.

    ``weight`` is 1/pi; None for a hand-picked review, which never counts in a score.
    ``corrections`` is what the severity of its evaluator takes out of each measure; the scores
    themselves are as given.
    """

    evaluation_id: int
    agent_id: int
    at: datetime
    weight: float | None
    quality: float | None
    speed: float | None
    composite: float | None
    critical: bool
    points: Mapping[str, float]
    corrections: Mapping[str, Correction] = field(default_factory=dict)

    def raw_value(self, measure: str) -> float | None:
        """The quality, speed, composite, or the points of a competency, as the evaluator gave."""
        if measure in (QUALITY, SPEED, COMPOSITE):
            found: float | None = getattr(self, measure)
            return found
        return self.points.get(measure)

    def correction(self, measure: str) -> Correction | None:
        """What is taken out of a measure; nothing of a score that a critical failure decided."""
        if self.critical and measure in (QUALITY, COMPOSITE):
            return None
        return self.corrections.get(measure)

    def value(self, measure: str) -> float | None:
        """The fair value of a measure, kept within 0-100: as given, less the severity."""
        raw, correction = self.raw_value(measure), self.correction(measure)
        if raw is None or correction is None:
            return raw
        return min(max(raw - correction.points, 0.0), 100.0)

    def without_corrections(self) -> "Review":
        """The review as it was given."""
        return replace(self, corrections={})


@dataclass(frozen=True)
class Measure:
    """What is known of one measure: its estimate, what may be said of it, how it has changed."""

    key: str
    estimate: Estimate | None
    verdict: Verdict
    change: Change | None
    n: int


@dataclass(frozen=True)
class Scorecard:
    """An agent's period: every measure with its interval, and critical failures as a rate."""

    measures: Mapping[str, Measure]
    critical: Proportion | None
    reviews: int
    counted: int

    def estimates(self) -> dict[str, Estimate | None]:
        """The estimates by competency, without quality, speed and composite."""
        apart = (QUALITY, SPEED, COMPOSITE)
        return {key: m.estimate for key, m in self.measures.items() if key not in apart}


Priors = Mapping[str, VariancePrior]


def counted(reviews: Iterable[Review]) -> list[Review]:
    """The reviews that were drawn with a known probability."""
    return [review for review in reviews if review.weight is not None]


def values_of(reviews: Iterable[Review], measure: str) -> tuple[list[float], list[float]]:
    """The values and weights of a measure over the counted reviews that have it."""
    pairs = [
        (value, review.weight or 0.0)
        for review in counted(reviews)
        if (value := review.value(measure)) is not None
    ]
    return [value for value, _ in pairs], [weight for _, weight in pairs]


def estimate_measure(reviews: Iterable[Review], measure: str, priors: Priors) -> Estimate | None:
    """The estimate of one measure; None with fewer than 4 counted reviews."""
    known = list(reviews)
    values, weights = values_of(known, measure)
    error = severity_error(known, measure)
    return estimate_mean(
        values, priors.get(measure, WEAK_PRIOR), weights, further_variance=error**2
    )


def severity_error(reviews: Iterable[Review], measure: str) -> float:
    """The standard error that not knowing the evaluators' severity exactly adds to a mean.

    One evaluator's error is the same in all of their reviews, so that it does not average out
    within them; those of different evaluators are taken as independent.
    """
    shares: dict[int, float] = defaultdict(float)
    total = 0.0
    for review in counted(reviews):
        if review.raw_value(measure) is not None:
            weight, correction = review.weight or 0.0, review.correction(measure)
            total += weight
            if correction is not None:
                shares[correction.evaluator] += weight * correction.error
    return math.sqrt(sum((share / total) ** 2 for share in shares.values())) if total else 0.0


def priors_from(reviews: Iterable[Review], measures: Sequence[str]) -> dict[str, VariancePrior]:
    """The usual variance of each measure, fitted across the agents of the centre."""
    by_agent: dict[int, list[Review]] = defaultdict(list)
    for review in counted(reviews):
        by_agent[review.agent_id].append(review)
    priors = {}
    for measure in measures:
        spreads = []
        for own in by_agent.values():
            values, weights = values_of(own, measure)
            if len(values) > 1:
                spreads.append((weighted_mean_variance(values, weights)[1], len(values) - 1))
        variances = [variance for variance, _ in spreads]
        priors[measure] = fit_variance_prior(variances, [df for _, df in spreads])
    return priors


def build_scorecard(
    reviews: Sequence[Review],
    earlier: Sequence[Review],
    measures: Sequence[str],
    priors: Priors,
    target: float,
) -> Scorecard:
    """One agent's scorecard from the reviews of a period and of the period before it."""
    built = {}
    for key in measures:
        estimate = estimate_measure(reviews, key, priors)
        change = change_between(estimate_measure(earlier, key, priors), estimate)
        n = len(values_of(reviews, key)[0])
        built[key] = Measure(key, estimate, verdict(estimate, target), change, n)
    drawn = counted(reviews)
    failures = sum(review.critical for review in drawn)
    critical = wilson_interval(failures, len(drawn))
    return Scorecard(built, critical, len(reviews), len(drawn))


@dataclass(frozen=True)
class Month:
    """A month's estimate of one measure, for the trend."""

    year: int
    month: int
    estimate: Estimate | None
    n: int


def monthly(reviews: Sequence[Review], measure: str, priors: Priors) -> list[Month]:
    """The estimate of each calendar month that has a counted review, oldest first."""
    months: dict[tuple[int, int], list[Review]] = defaultdict(list)
    for review in counted(reviews):
        months[review.at.year, review.at.month].append(review)
    return [
        Month(year, month, estimate_measure(own, measure, priors), len(values_of(own, measure)[0]))
        for (year, month), own in sorted(months.items())
    ]


def pareto_front(points: Mapping[int, tuple[float, float]]) -> list[int]:
    """The ids of (quality, speed) points that no other point beats in both, best quality first."""
    front = [
        key
        for key, (quality, speed) in points.items()
        if not any(
            other_quality >= quality
            and other_speed >= speed
            and (other_quality, other_speed) != (quality, speed)
            for other_quality, other_speed in points.values()
        )
    ]
    return sorted(front, key=lambda key: (-points[key][0], -points[key][1]))
