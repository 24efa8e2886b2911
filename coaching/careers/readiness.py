"""Is somebody ready for the next stage? A probability, what is missing, and what would tell.

The probability that *all* competencies are at or above the stage's bars is taken by Monte Carlo
from their joint posterior (each a logit-t, as in the scorecard, joined by a correlation). Tenure
and certificates are gates: without them nobody is ready. A person decides; this only informs.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scorecards.estimates import MIN_FOR_SCORE, Estimate

READY_FROM = 0.8
NOT_YET_UP_TO = 0.2
TELLING = 0.8
DRAWS = 20_000
PREVIEW_DRAWS = 600
REVIEW_STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100)

Floats = NDArray[np.float64]


class State(StrEnum):
    READY = "ready"
    NOT_YET = "not_yet"
    ALMOST = "almost"


@dataclass(frozen=True)
class Requirement:
    """A competency and the bar, 0-100 exclusive, that its true mean must reach."""

    competency: str
    bar: float


@dataclass(frozen=True)
class Gate:
    """A condition that is met or not: tenure, a certificate."""

    key: str
    met: bool


@dataclass(frozen=True)
class RequirementResult:
    """One requirement. `probability` of reaching the bar is None while there is no score."""

    competency: str
    bar: float
    estimate: Estimate | None
    probability: float | None
    met: bool


@dataclass(frozen=True)
class Readiness:
    """How near somebody is. `probability` of reaching all bars is None while one has no score.

    `more_reviews`, for "almost" only: with this many more reviews of each competency the answer
    would probably be plain; None where even 100 would probably not do.
    """

    state: State
    probability: float | None
    more_reviews: int | None
    requirements: tuple[RequirementResult, ...]
    gates: tuple[Gate, ...]


def assess_readiness(
    requirements: Sequence[Requirement],
    estimates: Mapping[str, Estimate | None],
    gates: Sequence[Gate] = (),
    correlation: ArrayLike | None = None,
    seed: int = 0,
) -> Readiness:
    """Weigh the estimates against a stage. The same input and seed always give the same numbers.

    `correlation` is the matrix of the competencies' uncertainties in the order of the requirements;
    without it they are taken as independent, which is the cautious choice where scores go together.
    Competencies without an estimate keep the answer open unless another one already decides it.

    Raises ValueError for a bar outside 0-100 and for a matrix that is not a correlation.
    """
    for requirement in requirements:
        if not 0 < requirement.bar < 100:
            raise ValueError(f"the bar of {requirement.competency} must be between 0 and 100")
    factor = _correlation_factor(correlation, len(requirements))
    found = [estimates.get(requirement.competency) for requirement in requirements]
    results = tuple(
        _requirement_result(requirement, estimate)
        for requirement, estimate in zip(requirements, found, strict=True)
    )
    scored = [i for i, estimate in enumerate(found) if estimate is not None]
    posterior = _Posterior.of([found[i] for i in scored], [requirements[i].bar for i in scored])
    random = np.random.default_rng(seed)
    reached = posterior.probability(random, factor[scored])
    complete = len(scored) == len(requirements)

    state = _state(reached, complete, gates)
    more = None
    if state is State.ALMOST:
        more = posterior.reviews_that_tell(random, factor[scored]) if complete else MIN_FOR_SCORE
    return Readiness(state, reached if complete else None, more, results, tuple(gates))


def _state(reached: float, complete: bool, gates: Sequence[Gate]) -> State:
    """`reached` is the chance for the competencies that have a score: the others only lower it."""
    if reached <= NOT_YET_UP_TO or not all(gate.met for gate in gates):
        return State.NOT_YET
    return State.READY if complete and reached >= READY_FROM else State.ALMOST


def _requirement_result(requirement: Requirement, estimate: Estimate | None) -> RequirementResult:
    chance = None if estimate is None else 1 - estimate.probability_below(requirement.bar)
    met = chance is not None and chance >= READY_FROM
    return RequirementResult(requirement.competency, requirement.bar, estimate, chance, met)


@dataclass(frozen=True)
class _Posterior:
    """Distance to the bars and uncertainty on the logit scale, one entry for each competency."""

    margin: Floats
    error: Floats
    df: Floats
    n: Floats

    @classmethod
    def of(cls, estimates: Sequence[Estimate | None], bars: Sequence[float]) -> "_Posterior":
        known = [estimate for estimate in estimates if estimate is not None]
        scale = [estimate.logit() for estimate in known]
        goals = np.asarray(bars, dtype=float) / 100
        return cls(
            margin=np.array([mean for mean, _ in scale]) - np.log(goals / (1 - goals)),
            error=np.array([error for _, error in scale]),
            df=np.array([estimate.df for estimate in known]),
            n=np.array([estimate.n for estimate in known], dtype=float),
        )

    def probability(self, random: np.random.Generator, factor: Floats) -> float:
        """The share of joint draws in which every competency reaches its bar."""
        if not self.margin.size:
            return 1.0
        return float(
            np.all(self.margin + self.error * self._noise(random, factor, DRAWS) >= 0, 1).mean()
        )

    def reviews_that_tell(self, random: np.random.Generator, factor: Floats) -> int | None:
        """The fewest more reviews after which the answer is plain with probability 0.8.

        With k more, the error shrinks to that of n + k reviews, and the mean moves by as much as
        the error shrinks: each imagined outcome is answered in its turn.
        """
        moves = self._noise(random, factor, PREVIEW_DRAWS)
        noise = self._noise(random, factor, PREVIEW_DRAWS)
        # More reviews never tell less, so the steps can be halved instead of tried one by one.
        step = bisect_left(REVIEW_STEPS, TELLING, key=lambda k: self._share_told(k, moves, noise))
        return REVIEW_STEPS[step] if step < len(REVIEW_STEPS) else None

    def _share_told(self, k: int, moves: Floats, noise: Floats) -> float:
        """The share of imagined outcomes of k more reviews in which the answer is plain."""
        later = self.error * np.sqrt(self.n / (self.n + k))
        moved = self.margin + moves * np.sqrt(self.error**2 - later**2)
        reached = np.ones((len(moves), len(noise)), dtype=bool)
        for i in range(len(self.margin)):
            reached &= moved[:, i, None] + later[i] * noise[None, :, i] >= 0
        chances = reached.mean(axis=1)
        return float(np.mean((chances >= READY_FROM) | (chances <= NOT_YET_UP_TO)))

    def _noise(self, random: np.random.Generator, factor: Floats, draws: int) -> Floats:
        """Correlated Student t draws: draws x competencies."""
        normal = random.standard_normal((draws, factor.shape[1])) @ factor.T
        finite = np.minimum(self.df, 1e9)
        return normal / np.sqrt(random.chisquare(finite, normal.shape) / finite)


def _correlation_factor(correlation: ArrayLike | None, size: int) -> Floats:
    """A matrix A with A A' = correlation; its rows can be picked for some competencies only."""
    if correlation is None:
        return np.eye(size)
    matrix = np.asarray(correlation, dtype=float)
    if matrix.shape != (size, size) or not np.allclose(matrix, matrix.T):
        raise ValueError(f"the correlation must be a symmetric {size} x {size} matrix")
    values, vectors = np.linalg.eigh(matrix)
    if not np.allclose(np.diag(matrix), 1) or values.min() < -1e-9:
        raise ValueError("the matrix is not a correlation matrix")
    return vectors * np.sqrt(np.maximum(values, 0.0))
