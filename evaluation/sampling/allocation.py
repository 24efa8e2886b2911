"""Where the next hour of reviewing decides most, and how well each agent will be known afterwards.

An agent's true mean is taken as normal around the centre's with the spread between agents; single
reviews scatter around it with the spread within. After enough pilots for everybody, the next review
goes to the agent whose side of the target is least certain: the one with the largest posterior
probability of being judged wrongly. Nobody gets more once their mean is known to the width wished
for: reviewing on until a difference "shows" finds differences that are not there, stopping at a
width does not (Ranking and selection: Frazier, Powell and Dayanik 2008; stopping at a fixed width:
Chow and Robbins 1965). These figures plan work; they never judge a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtrit

PILOTS = 4
DECIDED = 0.9
LEVEL = 0.95
SAME = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """Scores of the centre, 0-100: their mean, and standard deviations between and within agents.

    ``df`` are the degrees of freedom behind ``within``.
    """

    mean: float
    between: float
    within: float
    df: float


@dataclass(frozen=True)
class Known:
    """What is known of an agent: effective number of reviews, their mean (None without any), and
    how many more could be drawn."""

    n: float
    mean: float | None
    available: int


def posterior(n: ArrayLike, means: ArrayLike, spread: Spread) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each agent's true mean, given ``n`` reviews with ``means``.

    Where n is 0, the mean given does not matter: it is that of the centre.
    """
    count = np.asarray(n, dtype=float)
    precision = count / spread.within**2
    variance = 1 / (1 / spread.between**2 + precision)
    share = variance * precision
    return share * np.asarray(means, dtype=float) + (1 - share) * spread.mean, np.sqrt(variance)


def misclassification(mean: ArrayLike, deviation: ArrayLike, target: float) -> Floats:
    """The probability, at most 1/2, that the true mean is on the other side of the target."""
    distance = np.abs(np.asarray(mean, dtype=float) - target)
    return np.asarray(ndtr(-distance / np.asarray(deviation, dtype=float)))


def half_width(n: ArrayLike, spread: Spread, level: float = LEVEL) -> Floats:
    """Half the width of an agent's interval after ``n`` reviews, in points; infinite for none."""
    with np.errstate(divide="ignore"):
        error = spread.within / np.sqrt(np.asarray(n, dtype=float))
    return np.asarray(stdtrit(spread.df, (1 + level) / 2) * error)


def enough_reviews(spread: Spread, width: float, level: float = LEVEL) -> float:
    """How many reviews make a mean known to +- ``width`` points (above 0)."""
    if width <= 0:
        raise ValueError(f"a width must be above 0, not {width}")
    return float((stdtrit(spread.df, (1 + level) / 2) * spread.within / width) ** 2)


def next_agent(
    n: Floats, means: Floats, open_to: NDArray[np.bool_], spread: Spread, target: float
) -> int | None:
    """Who is to be reviewed next: the least certain of those ``open_to`` it, of equals the one with
    the fewest reviews; None where nobody is."""
    if not open_to.any():
        return None
    doubt = misclassification(*posterior(n, means, spread), target)
    wanted = np.where(open_to, doubt, -1.0)
    equals = np.flatnonzero(wanted >= wanted.max() - SAME)
    return int(equals[np.argmin(n[equals])])


def allocate(
    agents: Sequence[Known],
    budget: int,
    spread: Spread,
    target: float,
    *,
    least: int = 0,
    width: float | None = None,
) -> list[int]:
    """How many new reviews each agent gets out of ``budget``, in the order of ``agents``.

    First everybody gets ``least`` and what is missing to the pilots, the least known first; then
    one by one as the module says, the means taken as they are now. Agents known to ``width`` get no
    more than their ``least``. What nobody needs is left over.
    """
    before = np.array([agent.n for agent in agents], dtype=float)
    means = np.array([spread.mean if a.mean is None else a.mean for a in agents], dtype=float)
    room = np.array([agent.available for agent in agents], dtype=int)
    firm = np.minimum(np.maximum(least, np.ceil(PILOTS - before)).astype(int), room)
    given = np.zeros(len(agents), dtype=int)
    left = budget
    while left > 0 and (given < firm).any():
        wanting = np.where(given < firm, before + given, np.inf)
        given[int(np.argmin(wanting))] += 1
        left -= 1
    enough = np.inf if width is None else enough_reviews(spread, width)
    while left > 0:
        open_to = (given < room) & (before + given < enough)
        chosen = next_agent(before + given, means, open_to, spread, target)
        if chosen is None:
            break
        given[chosen] += 1
        left -= 1
    return given.tolist()


def spread_of(
    counts: Sequence[float], means: Sequence[float], variances: Sequence[float], usual: Spread
) -> Spread:
    """The spread of a centre from its agents' counts, means and sample variances of reviews.

    Agents with fewer than two reviews say nothing. The variance between agents is what the means
    differ by beyond chance (DerSimonian and Laird 1986). Until three agents have been reviewed
    twice, ``usual``.
    """
    rows = np.array(
        [row for row in zip(counts, means, variances, strict=True) if row[0] >= 2], dtype=float
    )
    if len(rows) < 3:
        return usual
    n, mean, variance = rows.T
    df = float((n - 1).sum())
    within = float(((n - 1) * variance).sum() / df)
    if within <= 0:
        return usual
    centre = float(n @ mean / n.sum())
    squares = float(n @ (mean - centre) ** 2) - (len(rows) - 1) * within
    between = max(squares / (n.sum() - (n**2).sum() / n.sum()), 1.0)
    return Spread(centre, float(np.sqrt(between)), float(np.sqrt(within)), df)
