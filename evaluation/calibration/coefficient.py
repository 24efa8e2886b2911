"""What every measure of agreement answers with, and the table of ratings it is computed from."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Agreement:
    """A coefficient, its interval (None where there is none), and the number of units behind it."""

    value: float
    interval: tuple[float, float] | None
    n: int
    standard_error: float | None = None


def rating_table(ratings: ArrayLike) -> Floats:
    """The ratings as units x raters. Raises ValueError unless they are two-dimensional."""
    table = np.asarray(ratings, dtype=float)
    if table.ndim != 2:
        raise ValueError("ratings must be a table of units by raters")
    return table


def rating_vector(values: ArrayLike) -> Floats:
    """One rating for each unit. Raises ValueError for anything but one dimension."""
    vector = np.asarray(values, dtype=float)
    if vector.ndim != 1:
        raise ValueError("one rating is expected for each unit")
    return vector


def with_margin(value: float, error: float, quantile: float, n: int) -> Agreement:
    """A coefficient with value +- quantile x error as its interval, which ends at 1."""
    reach = error * float(quantile)
    return Agreement(float(value), (float(value) - reach, min(1.0, float(value) + reach)), n, error)


def jackknife(statistic: Callable[[Floats], float], rows: Floats, confidence: float) -> Agreement:
    """The statistic of all rows, with a delete-one-row jackknife-t interval.

    There is no interval with fewer than 3 rows, nor where leaving one row out leaves nothing to
    compute.
    """
    n = len(rows)
    value = statistic(rows) if n else math.nan
    if n < 3 or math.isnan(value):
        return Agreement(value, None, n)
    without = np.array([statistic(np.delete(rows, row, axis=0)) for row in range(n)])
    if np.isnan(without).any():
        return Agreement(value, None, n)
    error = math.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    return with_margin(value, error, stdtrit(n - 1, (1 + confidence) / 2), n)
