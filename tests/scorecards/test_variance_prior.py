"""The centre's usual variance, after Smyth (2004)."""

import math

import numpy as np
import pytest

from scorecards.variance_prior import (
    WEAK_PRIOR,
    VariancePrior,
    fit_variance_prior,
    inverse_trigamma,
)


@pytest.mark.parametrize(
    ("value", "x"),
    [(math.pi**2 / 6, 1), (math.pi**2 / 2, 0.5), (math.pi**2 / 6 - 1, 2), (10001.6, 0.01)],
)
def test_inverse_trigamma(value, x):
    assert inverse_trigamma(value) == pytest.approx(x, rel=1e-5)


def test_a_known_prior_is_found_again():
    random = np.random.default_rng(2)
    truth = 8 * 144 / random.chisquare(8, 20_000)
    variances = truth * random.chisquare(9, 20_000) / 9
    prior = fit_variance_prior(variances, np.full(20_000, 9))
    assert prior.df == pytest.approx(8, rel=0.06)
    assert prior.variance == pytest.approx(144, rel=0.02)


def test_unequal_numbers_of_reviews_are_allowed():
    random = np.random.default_rng(3)
    df = random.integers(2, 40, 20_000)
    truth = 8 * 144 / random.chisquare(8, 20_000)
    prior = fit_variance_prior(truth * random.chisquare(df) / df, df)
    assert prior.df == pytest.approx(8, rel=0.08)
    assert prior.variance == pytest.approx(144, rel=0.03)


def test_agents_who_are_alike_have_one_variance():
    prior = fit_variance_prior([100, 110, 90, 105], [29, 29, 29, 9])
    assert prior.df == math.inf
    assert prior.variance == pytest.approx((29 * 300 + 9 * 105) / 96)
    assert prior.moderate(500, 4) == (prior.variance, 96)


def test_a_young_centre_has_the_weak_prior():
    assert fit_variance_prior([], []) == WEAK_PRIOR
    assert fit_variance_prior([120, 80], [5, 5]) == WEAK_PRIOR
    assert fit_variance_prior([120, 80, 30], [5, 5, 0]) == WEAK_PRIOR
    assert fit_variance_prior([0, 0, 0, 0], [5, 5, 5, 5]) == WEAK_PRIOR


def test_a_single_variance_of_0_does_not_upset_the_others():
    prior = fit_variance_prior([0, 100, 140, 120, 90, 160], [4] * 6)
    assert 30 < prior.variance < 160
    assert 1 < prior.df < 10


def test_moderation_is_a_mean_weighted_by_degrees_of_freedom():
    assert VariancePrior(6, 144).moderate(44, 4) == (pytest.approx(104), 10)
    assert VariancePrior(6, 144, pooled_df=8).moderate(44, 4)[1] == 8
    assert VariancePrior(6, 144, pooled_df=3).moderate(44, 4)[1] == 4


def test_impossible_input_is_refused():
    with pytest.raises(ValueError, match="2 variances but 1"):
        fit_variance_prior([1, 2], [3])
    with pytest.raises(ValueError, match="0 or more"):
        fit_variance_prior([1, 2, -1], [3, 3, 3])
