"""Empirical Bayes against published numbers and by simulation."""

import numpy as np
import pytest

from scorecards.shrinkage import Posterior, empirical_bayes

# Efron and Morris (1975): hits in the first 45 at bats of 18 players.
HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]


def test_efron_and_morris_1975():
    averages = np.array(HITS) / 45
    mean = averages.mean()
    found = empirical_bayes(averages, np.full(18, mean * (1 - mean) / 45))
    assert round(found.mean, 4) == 0.2654
    assert [round(factor, 4) for factor in found.factors] == [0.2117] * 18
    ends = found.posteriors[0].mean, found.posteriors[-1].mean
    assert [round(end, 3) for end in ends] == [0.294, 0.242]


def test_the_less_is_known_the_more_is_shrunk():
    values, variances = [50.0, 60, 70, 80, 90], [4.0, 16, 4, 4, 100]
    found = empirical_bayes(values, variances)
    assert found.factors[0] == found.factors[2] > found.factors[1] > found.factors[4]
    assert all(0 < factor < 1 for factor in found.factors)
    for posterior, value in zip(found.posteriors, values, strict=True):
        assert abs(posterior.mean - found.mean) < abs(value - found.mean)


def test_differences_by_chance_alone_are_nearly_all_removed():
    found = empirical_bayes([70.0, 71, 69, 70.5, 69.5, 70], [100.0] * 6)
    assert found.between == 0
    assert found.factors == pytest.approx([1 - 3 / 5] * 6)


def test_fewer_than_four_are_left_as_they_are():
    found = empirical_bayes([50.0, 90, 70], [9.0, 16, 25])
    assert [p.mean for p in found.posteriors] == [50, 90, 70]
    assert [p.sd for p in found.posteriors] == [3, 4, 5]


def test_shrinking_comes_nearer_to_the_truth_and_its_sd_is_honest():
    random = np.random.default_rng(5)
    raw, shrunk, covered = [], [], []
    for _ in range(200):
        truth = random.normal(75, 5, 30)
        noise = random.uniform(2, 7, 30)
        seen = random.normal(truth, noise)
        posteriors = empirical_bayes(seen, noise**2).posteriors
        mean = np.array([p.mean for p in posteriors])
        sd = np.array([p.sd for p in posteriors])
        raw.append((seen - truth) ** 2)
        shrunk.append((mean - truth) ** 2)
        covered.append(np.abs(mean - truth) < 1.96 * sd)
    assert np.mean(shrunk) < 0.7 * np.mean(raw)
    assert 0.935 <= np.mean(covered) <= 0.965


def test_probability_below_a_target():
    assert Posterior(70, 5).probability_below(70) == 0.5
    assert Posterior(70, 5).probability_below(60) == pytest.approx(0.02275, abs=1e-5)


def test_impossible_input_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        empirical_bayes([1.0, 2.0], [1.0, 0.0])
    with pytest.raises(ValueError, match="at least one"):
        empirical_bayes([], [])
