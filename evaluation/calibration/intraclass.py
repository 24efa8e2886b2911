"""The intraclass correlation: how much of what judges say is about what they judge."""

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtri

from evaluation.calibration.coefficient import CONFIDENCE, Agreement, Floats, rating_table

Form = Literal["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"]


def icc(ratings: ArrayLike, form: Form = "2,1", confidence: float = CONFIDENCE) -> Agreement:
    """The intraclass correlation of complete numeric ratings, targets x judges.

    Forms of Shrout and Fleiss (1979), Psychological Bulletin 86: 420-428: "2,1" is how well one
    judge drawn from many can be relied on in absolute terms, "2,k" the mean of these k. Intervals
    of McGraw and Wong (1996), Psychological Methods 1: 30-46. Targets with a missing rating are
    left out; ``n`` counts the others. Raises ValueError for an unknown form or a single judge.
    """
    table = rating_table(ratings)
    table = table[~np.isnan(table).any(axis=1)]
    n, k = table.shape
    if form not in ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k"):
        raise ValueError(f"unknown form of the intraclass correlation: {form!r}")
    if k < 2:
        raise ValueError("an intraclass correlation needs at least 2 judges")
    if n < 2 or np.ptp(table) == 0:
        return Agreement(math.nan, None, n)
    single = _single_judge(table, form[0], confidence)
    if form.endswith("1"):
        return single
    if single.interval is None:
        return Agreement(_stepped_up(single.value, k), None, n)
    low, high = (_stepped_up(end, k) for end in single.interval)
    return Agreement(_stepped_up(single.value, k), (low, high), n)


def _single_judge(table: Floats, model: str, confidence: float) -> Agreement:
    n, k = table.shape
    total = ((table - table.mean()) ** 2).sum()
    between = k * ((table.mean(axis=1) - table.mean()) ** 2).sum()
    judges = n * ((table.mean(axis=0) - table.mean()) ** 2).sum()
    rest = (n - 1) * (k - 1)
    msr, msc = between / (n - 1), judges / (k - 1)
    msw, mse = (total - between) / (n * (k - 1)), (total - between - judges) / rest
    upper = (1 + confidence) / 2
    if model == "2":
        value = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)
        return Agreement(float(value), _absolute_interval(value, (msr, msc, mse), (n, k), upper), n)
    error, df = (msw, n * (k - 1)) if model == "1" else (mse, rest)
    value = (msr - error) / (msr + (k - 1) * error)
    if error <= 0:
        return Agreement(float(value), None, n)
    ratio = msr / error
    ends = (ratio / fdtri(n - 1, df, upper), ratio * fdtri(df, n - 1, upper))
    low, high = (float((end - 1) / (end + k - 1)) for end in ends)
    return Agreement(float(value), (low, high), n)


def _absolute_interval(
    value: float, squares: tuple[float, float, float], shape: tuple[int, int], upper: float
) -> tuple[float, float] | None:
    """The interval of form "2,1": Satterthwaite's degrees of freedom, McGraw and Wong table 7."""
    (msr, msc, mse), (n, k) = squares, shape
    if value >= 1 or mse + msc <= 0:
        return None
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    denominator = (a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1))
    df = (a * msc + b * mse) ** 2 / denominator if denominator > 0 else 1.0
    lower_f, upper_f = fdtri(n - 1, df, upper), fdtri(df, n - 1, upper)
    spread = k * msc + (k * n - k - n) * mse
    low = n * (msr - lower_f * mse) / (lower_f * spread + n * msr)
    high = n * (upper_f * msr - mse) / (spread + n * upper_f * msr)
    return float(low), float(high)


def _stepped_up(single: float, k: int) -> float:
    """The reliability of a mean of k judges from that of one (Spearman-Brown)."""
    return k * single / (1 + (k - 1) * single)
