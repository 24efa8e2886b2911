"""Whether intervals keep their promise: the moderated logit-t against Wald's, in one run."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scorecards.estimates import LEVEL, estimate_mean
from scorecards.variance_prior import fit_variance_prior

SIZES = (4, 6, 10, 20)
AGENTS = 1500
MEAN = 88.0
Progress = Callable[[str], None]


def run(
    _create_app: Callable[..., Any] | None = None, progress: Progress = lambda _words: None
) -> list[dict[str, Any]]:
    """Give invented agents with a true score of 88 few reviews each, and count the misses.

    ``coverage`` is the share of intervals that hold the true score and should be ``promised``;
    ``ratio`` is the mean width of ours over that of Wald's interval.
    """
    random = np.random.default_rng(7)
    rows = []
    for n in SIZES:
        progress(f"Estimating {AGENTS:,} agents from {n} reviews each ...")
        rows.append(row(n, scores(n, random)))
    return rows


def scores(n: int, random: np.random.Generator) -> NDArray[Any]:
    """Skewed scores, as reviews of good agents are: most near 100, some far below."""
    concentration = 6.0
    share = MEAN / 100
    return 100 * random.beta(concentration * share, concentration * (1 - share), size=(AGENTS, n))


def row(n: int, reviews: NDArray[Any]) -> dict[str, Any]:
    variances = reviews.var(axis=1, ddof=1)
    prior = fit_variance_prior(variances, np.full(AGENTS, n - 1))
    ours, walds = [], []
    margin = stats.norm.ppf(0.5 + LEVEL / 2)
    for own, variance in zip(reviews, variances, strict=True):
        estimate = estimate_mean(own, prior)
        if estimate is None:
            raise RuntimeError(f"no estimate from {n} reviews")
        ours.append((estimate.lower, estimate.upper))
        error = margin * math.sqrt(variance / n)
        walds.append((own.mean() - error, own.mean() + error))
    coverage, width = kept(ours)
    wald_coverage, wald_width = kept(walds)
    return {
        "name": f"{n} reviews",
        "promised": LEVEL,
        "coverage": coverage,
        "wald_coverage": wald_coverage,
        "width": width,
        "wald_width": wald_width,
        "ratio": round(width / wald_width, 2),
        "peer": "Wald's interval",
    }


def kept(intervals: list[tuple[float, float]]) -> tuple[float, float]:
    """The share of intervals that hold the true score, and their mean width."""
    limits = np.array(intervals)
    held = (limits[:, 0] <= MEAN) & (limits[:, 1] >= MEAN)
    return round(float(held.mean()), 3), round(float((limits[:, 1] - limits[:, 0]).mean()), 1)
