"""What variance is usual among the agents of a centre, to steady that of one with few reviews.

Smyth (2004), "Linear models and empirical Bayes methods for assessing differential expression in
microarray experiments", section 6.2: sample variances of agents follow a scaled F; its prior
degrees of freedom and variance come from the mean and variance of their logarithms.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import digamma, gammaincinv, polygamma


@dataclass(frozen=True)
class VariancePrior:
    """A variance of single reviews (points squared) worth `df` degrees of freedom.

    `df` may be infinite: the agents' variances differ no more than chance. `pooled_df` is what all
    agents' reviews together can carry; no interval claims more.
    """

    df: float
    variance: float
    pooled_df: float = math.inf

    def moderate(self, variance: float, df: float) -> tuple[float, float]:
        """An agent's own variance (on `df` degrees of freedom) moderated, and the df of that."""
        total = min(self.df + df, max(self.pooled_df, df))
        if math.isinf(self.df):
            return self.variance, total
        return (self.df * self.variance + df * variance) / (self.df + df), total


# For a centre too young to say what is usual: reviews spread by 15 points, worth 4 reviews.
WEAK_PRIOR = VariancePrior(df=4.0, variance=225.0)

MIN_AGENTS = 3


def fit_variance_prior(variances: ArrayLike, dfs: ArrayLike) -> VariancePrior:
    """The prior from agents' sample variances and their degrees of freedom (n - 1).

    Agents with fewer than 2 reviews (df < 1) are left out. With fewer than 3 left, or where no
    score varies at all, the weak prior is given. Raises ValueError for negative variances.
    """
    spread = np.asarray(variances, dtype=float).ravel()
    df = np.asarray(dfs, dtype=float).ravel()
    if spread.shape != df.shape:
        raise ValueError(f"{spread.size} variances but {df.size} degrees of freedom")
    usable = df >= 1
    spread, df = spread[usable], df[usable]
    if not np.all(np.isfinite(spread) & (spread >= 0)):
        raise ValueError("every variance must be 0 or more")
    middle = float(np.median(spread)) if spread.size else 0.0
    if spread.size < MIN_AGENTS or middle == 0:
        return WEAK_PRIOR

    # Five equal scores on a coarse scale have variance 0, which has no logarithm. No agent counts
    # as steadier than chance shows once in a thousand, lest one swamp all the others.
    logs = np.log(np.maximum(spread, middle * 2 * gammaincinv(df / 2, 0.001) / df))
    departures = logs - digamma(df / 2) + np.log(df / 2)
    excess = float(np.var(departures, ddof=1) - np.mean(polygamma(1, df / 2)))
    mean = float(np.mean(departures))
    pooled = float(df.sum())
    if excess <= 0:
        return VariancePrior(math.inf, float(np.average(spread, weights=df)), pooled)
    half = inverse_trigamma(excess)
    return VariancePrior(2 * half, math.exp(mean + float(digamma(half)) - math.log(half)), pooled)


def inverse_trigamma(value: float) -> float:
    """The x > 0 with trigamma(x) = value > 0."""
    # 1/x < trigamma(x) < 1/x + 1/x^2 brackets the solution.
    low, high = 1 / value, (1 + math.sqrt(1 + 4 * value)) / (2 * value)
    return float(brentq(lambda x: float(polygamma(1, x)) - value, low * 0.5, high * 1.001))
