"""How far raters agree beyond chance, each coefficient with its interval.

Ratings are a table of units (rows: what was rated) by raters (columns); NaN or None marks a rating
that is missing. Every coefficient is 1 at perfect agreement and 0 at what chance would give; it may
be negative. Where it cannot be computed (everybody gave the same answer to everything, too few
units) the value is NaN and the interval is None, never a made-up 1 or 0.
"""

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from evaluation.calibration.coefficient import (
    CONFIDENCE,
    Agreement,
    Floats,
    jackknife,
    rating_table,
    rating_vector,
    with_margin,
)
from evaluation.calibration.differences import Metric, agreement_weights, squared_differences
from evaluation.calibration.intraclass import icc

__all__ = [
    "Agreement",
    "fleiss_kappa",
    "gwet_ac",
    "icc",
    "kappa_of_table",
    "krippendorff_alpha",
    "weighted_kappa",
    "within_tolerance",
]


def krippendorff_alpha(
    ratings: ArrayLike, metric: Metric = "nominal", confidence: float = CONFIDENCE
) -> Agreement:
    """Krippendorff's alpha for any number of raters, with missing ratings.

    ``ratings`` is units x raters; ``metric`` says how far apart two answers are. Units with fewer
    than two ratings cannot tell and are left out; ``n`` counts the others. The interval is a
    delete-one-unit jackknife with Student's t: a bootstrap covers far too little with few units.
    Sources: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); Gwet, Handbook of
    Inter-Rater Reliability (2014), chapter 3. Raises ValueError for a table that is not
    two-dimensional, an unknown metric, and a ratio metric of negative ratings.
    """
    table = rating_table(ratings)
    values = np.unique(table[~np.isnan(table)])
    counts = _counts(table, values)
    counts = counts[counts.sum(axis=1) >= 2]

    def alpha(of: Floats) -> float:
        return _alpha(of, values, metric)

    return jackknife(alpha, counts, confidence)


def gwet_ac(
    ratings: ArrayLike,
    metric: Metric = "nominal",
    confidence: float = CONFIDENCE,
    categories: ArrayLike | None = None,
) -> Agreement:
    """Gwet's AC1 (nominal) or AC2 (any other metric, as weights), with missing ratings.

    Chance agreement is judged so that a rare answer does not make good raters look bad, as it does
    with kappa. ``ratings`` is units x raters; ``categories`` are all possible answers (default:
    those that occur). ``n`` counts the units with at least one rating; the interval is Student's t
    on the linearised variance. Source: Gwet, Handbook of Inter-Rater Reliability (2014), chapters
    2, 3 and 5. Raises ValueError as `krippendorff_alpha` does, and for a rating that is not among
    the categories.
    """
    table = rating_table(ratings)
    values = _categories(table, categories)
    counts = _counts(table, values)
    counts = counts[counts.sum(axis=1) >= 1]
    size = values.size
    if size < 2 or not np.any(counts.sum(axis=1) >= 2):
        return Agreement(math.nan, None, len(counts))
    weights = agreement_weights(values, metric)
    shares = counts / counts.sum(axis=1, keepdims=True)
    prevalence = shares.mean(axis=0)
    scale = weights.sum() / (size * (size - 1))
    chance = float(scale * prevalence @ (1 - prevalence))
    chance_of_unit = scale * (shares @ (1 - prevalence))
    return _chance_corrected(counts, weights, chance, 2 * chance_of_unit - chance, confidence)


def fleiss_kappa(
    ratings: ArrayLike, metric: Metric = "nominal", confidence: float = CONFIDENCE
) -> Agreement:
    """Fleiss' kappa for several raters, generalised to weights and missing ratings.

    Shown for those who compare with older reports: it is low where nearly all answers are the
    same. Source: Gwet (2014), chapter 2. Raises ValueError as `krippendorff_alpha` does.
    """
    table = rating_table(ratings)
    values = _categories(table, None)
    counts = _counts(table, values)
    counts = counts[counts.sum(axis=1) >= 1]
    if values.size < 2 or not np.any(counts.sum(axis=1) >= 2):
        return Agreement(math.nan, None, len(counts))
    weights = agreement_weights(values, metric)
    shares = counts / counts.sum(axis=1, keepdims=True)
    prevalence = shares.mean(axis=0)
    chance = float(prevalence @ weights @ prevalence)
    pull = (weights @ prevalence + prevalence @ weights) / 2
    return _chance_corrected(counts, weights, chance, 2 * (shares @ pull) - chance, confidence)


def weighted_kappa(
    first: ArrayLike,
    second: ArrayLike,
    metric: Metric | Literal["linear"] = "nominal",
    confidence: float = CONFIDENCE,
    categories: ArrayLike | None = None,
) -> Agreement:
    """Cohen's kappa of two raters; ``metric`` "linear" or "interval" (quadratic) weighs distance.

    ``first`` and ``second`` hold one answer for each unit; a unit that either left out is dropped.
    Raises ValueError for different lengths, and for a rating that is not among the categories.
    """
    pair = np.column_stack([rating_vector(first), rating_vector(second)])
    pair = pair[~np.isnan(pair).any(axis=1)]
    values = _categories(pair, categories)
    places = np.searchsorted(values, pair)
    table = np.zeros((values.size, values.size))
    np.add.at(table, (places[:, 0], places[:, 1]), 1)
    return kappa_of_table(table, metric, confidence, values)


def kappa_of_table(
    table: ArrayLike,
    metric: Metric | Literal["linear"] = "nominal",
    confidence: float = CONFIDENCE,
    values: ArrayLike | None = None,
) -> Agreement:
    """Cohen's kappa of a square table of counts: rows are the first rater's answers.

    ``values`` are the answers on their scale (default 0, 1, 2 ...). The standard error is that of
    Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72: 323-327, the interval normal.
    Raises ValueError unless the table is square.
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError("a kappa needs a square table of counts")
    n = int(counts.sum())
    if n == 0 or len(counts) < 2:
        return Agreement(math.nan, None, n)
    scale = np.arange(len(counts), dtype=float) if values is None else rating_vector(values)
    weights = agreement_weights(scale, metric)
    p = counts / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float((weights * p).sum()), float(rows @ weights @ columns)
    if math.isclose(expected, 1):
        return Agreement(math.nan, None, n)
    value = (observed - expected) / (1 - expected)
    means = (weights @ columns)[:, None] + (rows @ weights)[None, :]
    spread = (p * (weights - means * (1 - value)) ** 2).sum()
    spread -= (value - expected * (1 - value)) ** 2
    error = math.sqrt(max(0.0, spread) / n) / (1 - expected)
    return with_margin(value, error, ndtri((1 + confidence) / 2), n)


def within_tolerance(first: ArrayLike, second: ArrayLike, tolerance: float) -> tuple[int, int]:
    """How many units were rated alike to ``tolerance``, and how many both raters rated.

    The field's own figure. It says nothing of chance: never show it alone.
    """
    pair = np.column_stack([rating_vector(first), rating_vector(second)])
    pair = pair[~np.isnan(pair).any(axis=1)]
    close = np.abs(pair[:, 0] - pair[:, 1]) <= tolerance + 1e-9
    return int(close.sum()), len(pair)


def _alpha(counts: Floats, values: Floats, metric: Metric) -> float:
    raters = counts.sum(axis=1)
    pairs = counts / np.sqrt(raters - 1)[:, None]
    coincidences = pairs.T @ pairs - np.diag((counts / (raters - 1)[:, None]).sum(axis=0))
    totals = coincidences.sum(axis=1)
    distance = squared_differences(values, metric, totals)
    expected = totals @ distance @ totals
    if expected <= 0:
        return math.nan
    return float(1 - (totals.sum() - 1) * (coincidences * distance).sum() / expected)


def _chance_corrected(
    counts: Floats, weights: Floats, chance: float, influence: Floats, confidence: float
) -> Agreement:
    """(observed - chance) / (1 - chance) with Gwet's linearised variance.

    ``influence`` is what each unit contributes to twice its chance agreement, less the chance.
    """
    raters = counts.sum(axis=1)
    rated_twice = raters >= 2
    n = len(counts)
    matches = (counts * (counts @ weights - 1)).sum(axis=1)
    of_unit = np.where(rated_twice, matches / np.maximum(raters * (raters - 1), 1), 0.0)
    value = (of_unit[rated_twice].mean() - chance) / (1 - chance)
    if n < 2:
        return Agreement(float(value), None, n)
    scaled = n / rated_twice.sum() * (of_unit - chance * rated_twice) / (1 - chance)
    linear = scaled - (1 - value) * (influence - chance) / (1 - chance)
    error = math.sqrt(((linear - value) ** 2).sum() / (n * (n - 1)))
    return with_margin(value, error, stdtrit(n - 1, (1 + confidence) / 2), n)


def _categories(table: Floats, categories: ArrayLike | None) -> Floats:
    seen = np.unique(table[~np.isnan(table)])
    if categories is None:
        return seen
    values = np.unique(rating_vector(categories))
    if not np.isin(seen, values).all():
        raise ValueError("a rating is not among the categories")
    return values


def _counts(table: Floats, values: Floats) -> Floats:
    """How many raters gave each answer to each unit: units x values."""
    return (table[:, :, None] == values[None, None, :]).sum(axis=1).astype(float)
