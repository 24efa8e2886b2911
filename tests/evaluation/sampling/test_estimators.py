"""Estimators under unequal probabilities, proved by enumerating every possible sample."""

from itertools import product

import numpy as np
import pytest

from evaluation.sampling.estimators import (
    difference_mean,
    hajek_mean,
    hajek_weights,
    horvitz_thompson_mean,
)

SCORES = np.array([60, 75, 90, 40.0])
MACHINE = np.array([65, 70, 85, 60.0])
PI = np.array([0.2, 0.5, 0.7, 0.6])


def moments(estimate) -> tuple[float, float]:
    """Mean and variance of an estimate over all 16 samples of a Poisson design."""
    samples = [np.array(taken, dtype=bool) for taken in product([False, True], repeat=4)]
    chances = np.array([np.prod(np.where(taken, PI, 1 - PI)) for taken in samples])
    values = np.array([estimate(taken) for taken in samples])
    mean = float(chances @ values)
    return mean, float(chances @ (values - mean) ** 2)


def test_horvitz_thompson_is_unbiased_with_the_known_variance():
    mean, variance = moments(lambda s: horvitz_thompson_mean(SCORES[s], PI[s], 4))
    assert mean == pytest.approx(66.25)
    assert variance == pytest.approx(1535.19345, abs=5e-6)


def test_the_difference_estimator_is_unbiased_and_far_more_exact():
    mean, variance = moments(lambda s: difference_mean(SCORES[s], MACHINE[s], PI[s], MACHINE))
    assert mean == pytest.approx(66.25)
    assert variance == pytest.approx(25.14881, abs=5e-6)


def test_hajek_stays_within_the_data_where_horvitz_thompson_does_not():
    taken = np.array([True, True, False, False])
    assert hajek_mean(SCORES[taken], PI[taken]) == pytest.approx((5 * 60 + 2 * 75) / 7)
    assert horvitz_thompson_mean(SCORES[taken], PI[taken], 4) > 100


def test_weights_add_up_to_1_and_are_proportional_to_the_inverse():
    assert hajek_weights([0.5, 0.25]) == pytest.approx([1 / 3, 2 / 3])


@pytest.mark.parametrize("pi", [[0.5, 0], [1.2, 0.5], [np.nan]])
def test_impossible_probabilities_are_refused(pi):
    with pytest.raises(ValueError, match="inclusion probability"):
        hajek_weights(pi)
