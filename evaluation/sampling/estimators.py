"""Means from a sample that was drawn with known, unequal probabilities.

Hájek's mean divides by the sum of the weights and is the one used for scores: it never leaves the
range of the data. Horvitz-Thompson and the difference estimator are exactly unbiased but may do so
for a single agent; they serve totals over many agents (Särndal, Swensson and Wretman 1992).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def hajek_weights(probabilities: ArrayLike) -> Floats:
    """Weights 1/pi scaled to add up to 1. Raises ValueError unless every 0 < pi <= 1."""
    inverse = 1 / _probabilities(probabilities)
    return inverse / inverse.sum()


def hajek_mean(values: ArrayLike, probabilities: ArrayLike) -> float:
    """The weighted mean of the reviewed values."""
    return float(hajek_weights(probabilities) @ np.asarray(values, dtype=float))


def horvitz_thompson_mean(values: ArrayLike, probabilities: ArrayLike, frame_size: int) -> float:
    """The mean over a frame of `frame_size`, from the reviewed values and their probabilities."""
    weighted = np.asarray(values, dtype=float) / _probabilities(probabilities)
    return float(weighted.sum()) / frame_size


def difference_mean(
    values: ArrayLike, machine: ArrayLike, probabilities: ArrayLike, machine_all: ArrayLike
) -> float:
    """The machine's mean over the whole frame, corrected by people on the sample.

    `values` and `machine` are the human and machine scores of the reviewed interactions,
    `machine_all` the machine's scores of the whole frame.
    """
    everything = np.asarray(machine_all, dtype=float)
    residuals = np.asarray(values, dtype=float) - np.asarray(machine, dtype=float)
    correction = horvitz_thompson_mean(residuals, probabilities, everything.size)
    return float(everything.mean()) + correction


def _probabilities(probabilities: ArrayLike) -> Floats:
    pi = np.asarray(probabilities, dtype=float)
    if not np.all((pi > 0) & (pi <= 1)):
        raise ValueError("every inclusion probability must be above 0 and at most 1")
    return pi
