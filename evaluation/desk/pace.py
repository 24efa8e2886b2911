"""The usual time of a review with its interval; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

LEVEL = 0.95


@dataclass(frozen=True)
class MedianTime:
    """A median in seconds of ``n`` times; no interval where there are too few for one."""

    value: float
    lower: float | None
    upper: float | None
    n: int


def median_time(times: Sequence[float], level: float = LEVEL) -> MedianTime | None:
    """The median with the order-statistic interval, exact for any distribution; None of nothing.

    The interval from the k-th smallest to the k-th largest holds the median with probability
    1 - 2 P(Binomial(n, 1/2) < k); k is the largest for which that is at least ``level``
    (David and Nagaraja, Order Statistics, 2003, section 7.1). Below six times there is none at 95%.
    """
    if not times:
        return None
    ordered = sorted(times)
    n, tail, k = len(ordered), 0.0, 0
    while k < n // 2 and 2 * (tail + comb(n, k) / 2**n) <= 1 - level:
        tail += comb(n, k) / 2**n
        k += 1
    if k == 0:
        return MedianTime(median(ordered), None, None, n)
    return MedianTime(median(ordered), ordered[k - 1], ordered[n - k], n)
