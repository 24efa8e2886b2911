"""Empirical-Bayes estimates: for planning and for probabilities, never as evidence about a person.

The model of Fay and Herriot (1979) without covariates: each estimate is the truth plus noise of
known variance, the truths are normal around a common mean. The shrinkage carries Morris's (1983)
correction for the estimated variance, so that with equal variances it is Efron and Morris's (1975).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from evaluation.variance import between_variance

MIN_UNITS = 4


@dataclass(frozen=True)
class Posterior:
    """What is believed of one true mean: normal, with this mean and standard deviation."""

    mean: float
    sd: float

    def probability_below(self, target: float) -> float:
        """The probability that the true mean is below the target."""
        return float(ndtr((target - self.mean) / self.sd))


@dataclass(frozen=True)
class Shrunken:
    """Posteriors, their common mean and variance, and the share kept of each departure from it."""

    posteriors: tuple[Posterior, ...]
    mean: float
    between: float
    factors: tuple[float, ...]


def empirical_bayes(values: ArrayLike, variances: ArrayLike) -> Shrunken:
    """Shrink estimates with known sampling variances towards their common mean.

    With fewer than 4 estimates there is nothing to learn from and nothing is shrunk. Raises
    ValueError without values or for a variance that is not above 0.
    """
    estimates = np.asarray(values, dtype=float)
    noise = np.asarray(variances, dtype=float)
    between, mean = between_variance(estimates, noise)
    k = estimates.size
    correction = (k - 3) / (k - 1) if k >= MIN_UNITS else 0.0
    removed = correction * noise / (noise + between)
    spread = noise * (1 - (k - 1) / k * removed)
    if correction:
        typical = (float(noise.mean()) + between) / (noise + between)
        spread = spread + 2 / (k - 3) * removed**2 * typical * (estimates - mean) ** 2
    return Shrunken(
        posteriors=tuple(
            Posterior(float(m), math.sqrt(v))
            for m, v in zip(estimates - removed * (estimates - mean), spread, strict=True)
        ),
        mean=mean,
        between=between,
        factors=tuple((1 - removed).tolist()),
    )
