"""A team's score: its agents' scores, weighed by the contacts that each of them handled."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scorecards.estimates import LEVEL, MIN_FOR_SCORE, Estimate, logit_t_limits


@dataclass(frozen=True)
class TeamPart:
    """One agent: mean 0-100 of `n` reviews, variance of single reviews, contacts in the period."""

    mean: float
    variance: float
    n: int
    contacts: int


def estimate_team(parts: Sequence[TeamPart], level: float = LEVEL) -> Estimate | None:
    """The team's mean with a logit-t interval on Satterthwaite's (1946) degrees of freedom.

    Variances are the agents' own, not moderated. An agent with a single review is given the pooled
    variance of the others; one without reviews or contacts is left out. None with fewer than 4
    reviews, or where nobody has two.
    """
    used = [part for part in parts if part.n > 0 and part.contacts > 0]
    reviews = sum(part.n for part in used)
    pooled_df = sum(part.n - 1 for part in used)
    if reviews < MIN_FOR_SCORE or pooled_df == 0:
        return None
    pooled = sum((part.n - 1) * part.variance for part in used if part.n > 1) / pooled_df
    contacts = sum(part.contacts for part in used)
    mean = squared_error = denominator = 0.0
    for part in used:
        share = part.contacts / contacts
        alone = part.n == 1
        variance, known_on = (pooled, pooled_df) if alone else (part.variance, part.n - 1)
        mean += share * part.mean
        contribution = share**2 * variance / part.n
        squared_error += contribution
        denominator += contribution**2 / known_on
    df = squared_error**2 / denominator if denominator > 0 else float(pooled_df)
    error = math.sqrt(squared_error)
    mean = min(max(mean, 0.0), 100.0)
    lower, upper = logit_t_limits(mean, error, reviews, df, level)
    return Estimate(mean, float(lower), float(upper), reviews, error, df, level)
