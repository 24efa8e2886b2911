"""How much the true values behind noisy estimates differ."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq


def between_variance(values: ArrayLike, variances: ArrayLike) -> tuple[float, float]:
    """Variance of the true values and their mean, from estimates with known sampling variances.

    Paule and Mandel (1982): the variance at which the weighted squares around the weighted mean
    equal k - 1; 0 where the estimates differ no more than chance. The mean is weighted by
    1 / (between + sampling variance). Both in the units of the values (squared for the variance).

    Raises ValueError without values or for a sampling variance that is not above 0.
    """
    estimates = np.asarray(values, dtype=float)
    noise = np.asarray(variances, dtype=float)
    if estimates.size == 0 or estimates.shape != noise.shape:
        raise ValueError("as many variances as values are needed, and at least one")
    if not np.all(noise > 0):
        raise ValueError("every sampling variance must be above 0")

    def surplus(between: float) -> float:
        weights = 1 / (noise + between)
        squares = (estimates - _weighted_mean(estimates, weights)) ** 2
        return float(weights @ squares) - (estimates.size - 1)

    between = 0.0
    if estimates.size > 1 and surplus(0.0) > 0:
        # At this value every weight is at most 1 / sum of squares, so the surplus is below 0.
        most = float(np.sum((estimates - estimates.mean()) ** 2))
        between = float(brentq(surplus, 0.0, most, xtol=1e-12 * max(most, 1e-300), rtol=1e-12))
    return between, _weighted_mean(estimates, 1 / (noise + between))


def _weighted_mean(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    return float(weights @ values / weights.sum())
