"""An agent's score from a handful of reviews, with an interval that keeps its promise.

Scores are 0-100. With few reviews an agent's own variance is a poor guide, so it is moderated by
what is usual in the centre (Smyth 2004, the prior of limma), and the interval is made on the logit
scale with Student's t, so that it never leaves 0-100.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from core.proportions import Proportion as Proportion
from core.proportions import wilson_interval as wilson_interval
from scorecards.variance_prior import WEAK_PRIOR, VariancePrior

MIN_FOR_SCORE = 4
MIN_FOR_VERDICT = 10
LEVEL = 0.95

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A mean score 0-100 from `n` reviews, its interval at `level`, and what that came from."""

    value: float
    lower: float
    upper: float
    n: int
    standard_error: float
    df: float
    level: float = LEVEL

    def logit(self) -> tuple[float, float]:
        """The mean and its standard error on the logit scale, on which it is a t with `df`."""
        mean, error = _on_logit_scale(self.value, self.standard_error, self.n)
        return float(mean), float(error)

    def probability_below(self, target: float) -> float:
        """The probability, by the same logit-t, that the true mean is below a target 0-100."""
        if not 0 < target < 100:
            return 0.0 if target <= 0 else 1.0
        if self.standard_error == 0:
            return float(self.value < target)
        mean, error = self.logit()
        goal = target / 100
        return float(stdtr(self.df, (math.log(goal / (1 - goal)) - mean) / error))


@dataclass(frozen=True)
class Change:
    """The difference between two periods in points, and whether it may be shown as a change."""

    difference: float
    lower: float
    upper: float
    shown: bool


class Verdict(StrEnum):
    """What may be said of a score against a target."""

    NO_SCORE = "no_score"  # fewer than 4 reviews: show the reviews themselves
    NO_VERDICT = "no_verdict"  # fewer than 10: a score and its interval, no judgement
    BELOW = "below"
    ABOVE = "above"
    UNDECIDED = "undecided"  # the interval holds the target


def weighted_mean_variance(
    values: ArrayLike, weights: ArrayLike | None = None
) -> tuple[float, float]:
    """The weighted (Hájek) mean, and the variance whose n-th part is that mean's variance.

    Weights are 1/pi up to a factor. With equal weights this is the mean and the usual sample
    variance; in general n^2/(n-1) * sum (w e)^2 / (sum w)^2 with e the centred values.

    Raises ValueError for fewer than 2 values and for weights that are not above 0.
    """
    numbers, w = _checked(values, weights)
    n = numbers.size
    if n < 2:
        raise ValueError("a variance needs at least 2 values")
    mean = float(w @ numbers)
    return mean, float(n**2 / (n - 1) * np.sum((w * (numbers - mean)) ** 2))


def estimate_mean(
    scores: ArrayLike,
    prior: VariancePrior = WEAK_PRIOR,
    weights: ArrayLike | None = None,
    level: float = LEVEL,
    further_variance: float = 0.0,
) -> Estimate | None:
    """The mean score with its moderated logit-t interval; None with fewer than 4 reviews.

    `scores` are 0-100, `weights` are 1/pi for reviews drawn with unequal probabilities,
    `further_variance` is what the mean itself is uncertain by besides (points squared). Raises
    ValueError for scores outside 0-100.
    """
    numbers, _ = _checked(scores, weights)
    if np.any((numbers < 0) | (numbers > 100)):
        raise ValueError("scores must be between 0 and 100")
    if numbers.size < MIN_FOR_SCORE:
        return None
    mean, variance = weighted_mean_variance(numbers, weights)
    mean = min(max(mean, 0.0), 100.0)
    return moderated_estimate(mean, variance, numbers.size, prior, level, further_variance)


def moderated_estimate(
    mean: float,
    variance: float,
    n: int,
    prior: VariancePrior,
    level: float = LEVEL,
    further_variance: float = 0.0,
) -> Estimate:
    """The moderated logit-t interval from a mean 0-100 and a variance of single reviews."""
    moderated, df = prior.moderate(variance, n - 1)
    error = math.sqrt(moderated / n + further_variance)
    lower, upper = logit_t_limits(mean, error, n, df, level)
    return Estimate(mean, float(lower), float(upper), n, error, df, level)


def logit_t_limits(
    mean: ArrayLike, error: ArrayLike, n: ArrayLike, df: ArrayLike, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Ends, 0-100, of logit(m) +- t * se / (m (1 - m)) transformed back; arrays are welcome.

    A mean within 1/(4n) of an end has no finite logit of use: the interval is made at that
    distance and stretched to hold the mean itself.
    """
    centre, width = _on_logit_scale(mean, error, n)
    # The quantile behind stats.t.ppf, which checks its arguments for longer than a page has time.
    reach = stdtrit(df, (1 + level) / 2) * width
    share = np.asarray(mean, dtype=float)
    lower = np.minimum(100 / (1 + np.exp(-(centre - reach))), share)
    upper = np.maximum(100 / (1 + np.exp(-(centre + reach))), share)
    return lower, upper


def verdict(estimate: Estimate | None, target: float) -> Verdict:
    """What may be said of a score against a target 0-100."""
    if estimate is None or estimate.n < MIN_FOR_SCORE:
        return Verdict.NO_SCORE
    if estimate.n < MIN_FOR_VERDICT:
        return Verdict.NO_VERDICT
    if estimate.upper < target:
        return Verdict.BELOW
    if estimate.lower > target:
        return Verdict.ABOVE
    return Verdict.UNDECIDED


def change_between(before: Estimate | None, after: Estimate | None) -> Change | None:
    """Later minus earlier, with the interval of two independent estimates (Zou and Donner 2008).

    `shown` says that both periods have the 10 reviews that a verdict needs and that the interval
    excludes 0. None where either period has no score.
    """
    if before is None or after is None:
        return None
    difference = after.value - before.value
    lower = difference - math.hypot(after.value - after.lower, before.upper - before.value)
    upper = difference + math.hypot(after.upper - after.value, before.value - before.lower)
    enough = min(before.n, after.n) >= MIN_FOR_VERDICT
    return Change(difference, lower, upper, enough and (lower > 0 or upper < 0))


def overlap(one: Estimate, other: Estimate) -> bool:
    """Whether two intervals share a point: two agents for whom this holds get no rank."""
    return one.lower <= other.upper and other.lower <= one.upper


def _on_logit_scale(mean: ArrayLike, error: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    edge = 1 / (4 * np.asarray(n, dtype=float))
    share = np.clip(np.asarray(mean, dtype=float) / 100, edge, 1 - edge)
    width = np.asarray(error, dtype=float) / 100 / (share * (1 - share))
    return np.log(share / (1 - share)), width


def _checked(values: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats]:
    """The values, and their weights scaled to add up to 1."""
    numbers = np.asarray(values, dtype=float).ravel()
    if not np.all(np.isfinite(numbers)):
        raise ValueError("scores must be numbers")
    w = np.ones(numbers.size) if weights is None else np.asarray(weights, dtype=float).ravel()
    if w.shape != numbers.shape:
        raise ValueError(f"{numbers.size} scores but {w.size} weights")
    if not np.all((w > 0) & np.isfinite(w)):
        raise ValueError("every weight must be above 0")
    return numbers, w / w.sum() if w.size else w
