"""A share of a count, with its interval."""

import math
from dataclasses import dataclass
from statistics import NormalDist

LEVEL = 0.95


@dataclass(frozen=True)
class Proportion:
    """A rate 0-1 of `n` with its interval."""

    value: float
    lower: float
    upper: float
    n: int


def wilson_interval(successes: int, n: int, level: float = LEVEL) -> Proportion | None:
    """A rate with its score interval (Wilson 1927); None of nothing at all.

    Raises ValueError unless 0 <= successes <= n.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a rate")
    if n == 0:
        return None
    rate = successes / n
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    middle = (successes + z2 / 2) / (n + z2)
    reach = math.sqrt(z2) / (n + z2) * math.sqrt(n * rate * (1 - rate) + z2 / 4)
    lower = 0.0 if successes == 0 else middle - reach
    upper = 1.0 if successes == n else middle + reach
    return Proportion(rate, lower, upper, n)
