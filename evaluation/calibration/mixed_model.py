"""A linear mixed model with crossed random intercepts, fitted by REML.

y = mu + sum over factors of an effect of its level + e, all effects independent and normal. The
profiled REML criterion is that of lme4 (Bates, Maechler, Bolker and Walker 2015, Journal of
Statistical Software 67(1), section 3.4), with sparse algebra, so that thousands of interactions may
be a factor. statsmodels fits crossed effects only as one dense group.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, optimize, sparse

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
LARGEST_RATIO = 50.0  # of an effect's standard deviation to the residual's


@dataclass(frozen=True)
class MixedModel:
    """A fitted model: its mean, variances, effects with their standard errors, and the criterion.

    ``variances`` has one entry for each factor; ``effects[factor]`` and ``errors[factor]`` have one
    for each level, in the order of the level numbers. Effects are shrunk (BLUPs); their errors
    count that mu and the effects are estimated, not that the variances are.
    """

    mean: float
    residual_variance: float
    variances: Mapping[str, float]
    effects: Mapping[str, Floats]
    errors: Mapping[str, Floats]
    criterion: float
    n: int


def fit_mixed_model(
    values: ArrayLike, factors: Mapping[str, ArrayLike], wanted: Collection[str] | None = None
) -> MixedModel:
    """Fit by REML.

    ``values`` are n numbers; each factor gives the level (0, 1, ...) of each of them. Errors are
    computed for the ``wanted`` factors only (default: all), since each level costs a solve. Raises
    ValueError for fewer than 3 values, for lengths that differ, and where all values are the same.
    """
    y = np.asarray(values, dtype=float)
    levels = {name: np.asarray(of, dtype=np.int64) for name, of in factors.items()}
    if y.ndim != 1 or y.size < 3 or any(of.shape != y.shape for of in levels.values()):
        raise ValueError("a mixed model needs at least 3 values, each with a level of every factor")
    if np.ptp(y) == 0:
        raise ValueError("all values are the same: there is nothing to explain")
    design = _Design(y, levels)
    found = optimize.minimize(
        design.criterion,
        np.full(len(levels), 0.7),
        method="L-BFGS-B",
        jac="3-point",
        bounds=[(0.0, LARGEST_RATIO)] * len(levels),
        options={"ftol": 1e-14, "gtol": 1e-8},
    )
    return design.model(np.asarray(found.x), levels if wanted is None else wanted)


class _Design:
    """The penalised least squares problem of a model, for any ratios of standard deviations.

    Within one factor the levels do not meet, so that its block of the equations is diagonal: the
    factor with the most levels (``inner``) is eliminated exactly, and only the others are solved
    for, as a dense system. Levels with as many values have the same diagonal and are summed once,
    before any ratio is tried.
    """

    def __init__(self, y: Floats, levels: Mapping[str, Integers]) -> None:
        self.sizes = {name: int(of.max()) + 1 for name, of in levels.items()}
        self.inner = max(self.sizes, key=self.sizes.__getitem__)
        self.outer = tuple(name for name in levels if name != self.inner)
        columns = [_indicators(levels[name], self.sizes[name]) for name in self.outer]
        outer = sparse.hstack([*columns, sparse.csr_array(np.ones((y.size, 1)))], format="csr")
        inner = _indicators(levels[self.inner], self.sizes[self.inner])
        self.centre = float(y.mean())  # taken out, so that large scores lose no digits
        centred = y - self.centre
        self.among_outer = (outer.T @ outer).toarray()
        self.between = (outer.T @ inner).tocsc()
        self.right = outer.T @ centred
        self.right_inner = inner.T @ centred
        self.square = float(centred @ centred)
        self.n = y.size
        self.counts, self.group_of, self.levels_in = np.unique(
            np.asarray(inner.sum(axis=0)), return_inverse=True, return_counts=True
        )
        members = [np.flatnonzero(self.group_of == group) for group in range(self.counts.size)]
        parts = [(self.between[:, of], self.right_inner[of]) for of in members]
        self.through_inner = np.array([(part @ part.T).toarray() for part, _ in parts])
        self.right_through = np.array([part @ right for part, right in parts])
        self.squares_inner = np.array([right @ right for _, right in parts])

    def criterion(self, ratios: Floats) -> float:
        """The profiled REML criterion, -2 log of the restricted likelihood, at ``ratios``.

        Ratios are in the order of ``names``.
        """
        return self.solved(ratios).criterion

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.outer, self.inner)

    def solved(self, ratios: Floats) -> "_Solution":
        outer_sizes = [self.sizes[name] for name in self.outer]
        scale = np.append(np.repeat(ratios[:-1], outer_sizes), 1.0)
        diagonal = float(ratios[-1]) ** 2 * self.counts + 1
        weights = float(ratios[-1]) ** 2 / diagonal
        reduced = self.among_outer - np.tensordot(weights, self.through_inner, axes=1)
        penalty = np.diag(np.append(np.ones(scale.size - 1), 0.0))
        factor = linalg.cho_factor(scale[:, None] * reduced * scale + penalty, lower=True)
        right = scale * (self.right - weights @ self.right_through)
        outer = scale * linalg.cho_solve(factor, right)
        of_inner = weights @ (self.squares_inner - self.right_through @ outer)
        rest = max(self.square - float(outer @ self.right + of_inner), 1e-12 * self.square)
        determinant = self.levels_in @ np.log(diagonal) + 2 * np.log(np.diag(factor[0])).sum()
        df = self.n - 1
        criterion = float(determinant + df * (1 + math.log(2 * math.pi * rest / df)))
        return _Solution(criterion, rest / df, factor, scale, diagonal[self.group_of], outer)

    def model(self, ratios: Floats, wanted: Collection[str]) -> MixedModel:
        solved = self.solved(ratios)
        ends = np.cumsum([0, *(self.sizes[name] for name in self.outer)]).tolist()
        spans = {name: slice(*span) for name, span in zip(self.outer, pairwise(ends), strict=True)}
        effects = {name: solved.outer[span] for name, span in spans.items()}
        rest_of_inner = self.right_inner - self.between.T @ solved.outer
        effects[self.inner] = float(ratios[-1]) ** 2 * rest_of_inner / solved.diagonal
        inverse = linalg.cho_solve(solved.factor, np.eye(solved.scale.size))
        of_outer = solved.scale**2 * np.diag(inverse)
        errors = {
            name: np.sqrt(solved.variance * of_outer[span])
            for name, span in spans.items()
            if name in wanted
        }
        if self.inner in wanted:
            errors[self.inner] = self._inner_errors(solved, float(ratios[-1]), inverse)
        variances = (np.asarray(ratios) ** 2 * solved.variance).tolist()
        return MixedModel(
            mean=self.centre + float(solved.outer[-1]),
            residual_variance=solved.variance,
            variances=dict(zip(self.names, variances, strict=True)),
            effects=effects,
            errors=errors,
            criterion=solved.criterion,
            n=self.n,
        )

    def _inner_errors(self, solved: "_Solution", ratio: float, inverse: Floats) -> Floats:
        pull = self.between.T.multiply(ratio * solved.scale).tocsr() / solved.diagonal[:, None]
        through_outer = np.asarray((pull.tocsr() @ inverse * pull.toarray()).sum(axis=1))
        return np.sqrt(solved.variance * (1 / solved.diagonal + through_outer)) * ratio


@dataclass(frozen=True)
class _Solution:
    """The solved equations at some ratios; ``diagonal`` is by level of the inner factor."""

    criterion: float
    variance: float
    factor: tuple[Floats, bool]
    scale: Floats
    diagonal: Floats
    outer: Floats


def _indicators(levels: Integers, size: int) -> sparse.csc_array:
    """One column for each level, 1 where a value belongs to it."""
    rows = np.arange(levels.size)
    return sparse.csc_array((np.ones(levels.size), (rows, levels)), shape=(levels.size, size))
