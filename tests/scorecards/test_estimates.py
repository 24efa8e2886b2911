"""The moderated logit-t interval, Wilson's interval, verdicts and changes."""

import math

import numpy as np
import pytest
from scipy import stats

from scorecards.estimates import (
    Estimate,
    Verdict,
    change_between,
    estimate_mean,
    logit_t_limits,
    moderated_estimate,
    overlap,
    verdict,
    weighted_mean_variance,
    wilson_interval,
)
from scorecards.variance_prior import VariancePrior, fit_variance_prior

PRIOR = VariancePrior(df=6.0, variance=144.0)
SCORES = [62, 75, 81, 70, 90]


def estimate(value=70.0, lower=60.0, upper=78.0, n=12) -> Estimate:
    return Estimate(value, lower, upper, n, standard_error=4.0, df=17.0)


def test_the_interval_is_the_formula():
    s2 = np.var(SCORES, ddof=1)
    moderated = (6 * 144 + 4 * s2) / 10
    m, se = np.mean(SCORES) / 100, math.sqrt(moderated / 5) / 100
    reach = stats.t.ppf(0.975, 10) * se / (m * (1 - m))
    ends = [100 / (1 + math.exp(-(math.log(m / (1 - m)) + sign * reach))) for sign in (-1, 1)]
    found = estimate_mean(SCORES, PRIOR)
    assert (found.value, found.n, found.df) == (pytest.approx(75.6), 5, 10)
    assert [found.lower, found.upper] == pytest.approx(ends)


def test_fewer_than_four_reviews_give_no_score():
    assert estimate_mean(SCORES[:3], PRIOR) is None
    assert estimate_mean([], PRIOR) is None
    assert estimate_mean(SCORES[:4], PRIOR).n == 4


def test_the_interval_never_leaves_the_scale_and_always_holds_the_score():
    for scores in ([100] * 5, [0] * 5, [99, 100, 100, 100], [0, 0, 0, 1], [0, 100, 0, 100]):
        found = estimate_mean(scores, PRIOR)
        assert 0 <= found.lower <= found.value <= found.upper <= 100
        assert found.upper - found.lower > 3


def test_equal_weights_are_the_plain_mean_and_variance():
    mean, variance = weighted_mean_variance(SCORES, [7.0] * 5)
    assert mean == pytest.approx(np.mean(SCORES))
    assert variance == pytest.approx(np.var(SCORES, ddof=1))
    assert estimate_mean(SCORES, PRIOR, [2.0] * 5) == estimate_mean(SCORES, PRIOR)


def test_unequal_weights_follow_hajek():
    scores, weights = np.array([80.0, 60, 70, 90]), np.array([1.0, 4, 2, 1])
    mean, variance = weighted_mean_variance(scores, weights)
    assert mean == pytest.approx((80 + 240 + 140 + 90) / 8)
    residuals = scores - mean
    assert variance / 4 == pytest.approx(4 / 3 * np.sum((weights * residuals) ** 2) / 64)


@pytest.mark.parametrize(
    ("scores", "weights", "message"),
    [
        ([70, 80, 90, 101], None, "between 0 and 100"),
        ([70, 80, 90, math.nan], None, "must be numbers"),
        ([70, 80, 90, 60], [1, 1, 1], "4 scores but 3 weights"),
        ([70, 80, 90, 60], [1, 1, 1, 0], "every weight"),
    ],
)
def test_impossible_input_is_refused(scores, weights, message):
    with pytest.raises(ValueError, match=message):
        estimate_mean(scores, PRIOR, weights)


def test_one_value_has_no_variance():
    with pytest.raises(ValueError, match="at least 2"):
        weighted_mean_variance([70])


@pytest.mark.parametrize("n", [5, 10, 30])
def test_coverage_is_what_the_interval_promises(n):
    """A centre of 60 agents (SD 5 between, 12 within), 250 times over: 15,000 intervals."""
    random = np.random.default_rng(n)
    covered, widths = [], []
    for _ in range(250):
        means = np.clip(random.normal(78, 5, 60), 55, 95) / 100
        size = means * (1 - means) / 0.12**2 - 1
        scores = 100 * random.beta(means * size, (1 - means) * size, (n, 60))
        variances = scores.var(axis=0, ddof=1)
        prior = fit_variance_prior(variances, np.full(60, n - 1))
        moderated = [prior.moderate(v, n - 1) for v in variances]
        errors, dfs = np.sqrt([v / n for v, _ in moderated]), np.array([df for _, df in moderated])
        lower, upper = logit_t_limits(scores.mean(axis=0), errors, n, dfs)
        covered.append((lower <= 100 * means) & (100 * means <= upper))
        widths.append(upper - lower)
    assert 0.945 <= np.mean(covered) <= 0.967
    student_width = 2 * stats.t.ppf(0.975, n - 1) * 12 / math.sqrt(n)
    assert np.mean(widths) < student_width


@pytest.mark.parametrize(
    ("successes", "n", "lower", "upper"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_in_newcombe_1998_table_1(successes, n, lower, upper):
    found = wilson_interval(successes, n)
    assert (round(found.lower, 4), round(found.upper, 4)) == (lower, upper)
    assert (found.value, found.n) == (successes / n, n)


def test_wilson_at_the_ends():
    assert wilson_interval(20, 20).upper == 1
    assert wilson_interval(0, 0) is None
    for successes, n in [(3, 2), (-1, 5)]:
        with pytest.raises(ValueError, match="not a rate"):
            wilson_interval(successes, n)


@pytest.mark.parametrize(
    ("found", "target", "expected"),
    [
        (None, 70, Verdict.NO_SCORE),
        (estimate(n=3), 90, Verdict.NO_SCORE),
        (estimate(n=9), 90, Verdict.NO_VERDICT),
        (estimate(n=10), 78.5, Verdict.BELOW),
        (estimate(n=10), 59.5, Verdict.ABOVE),
        (estimate(n=10), 78, Verdict.UNDECIDED),
        (estimate(n=500), 70, Verdict.UNDECIDED),
    ],
)
def test_verdicts(found, target, expected):
    assert verdict(found, target) is expected


def test_a_change_is_shown_only_when_its_interval_excludes_0():
    before, after = estimate(60, 55, 65, 20), estimate(70, 66, 74, 20)
    change = change_between(before, after)
    assert change.difference == 10
    assert change.lower == pytest.approx(10 - math.hypot(4, 5))
    assert change.upper == pytest.approx(10 + math.hypot(4, 5))
    assert change.shown
    assert not change_between(before, estimate(64, 58, 70, 20)).shown
    assert change_between(after, before).shown


def test_a_change_needs_ten_reviews_on_both_sides():
    before, after = estimate(40, 35, 45, 9), estimate(70, 66, 74, 20)
    assert not change_between(before, after).shown
    assert change_between(None, after) is None
    assert change_between(before, None) is None


def test_change_keeps_its_promise_where_there_is_none():
    random = np.random.default_rng(8)
    scores = np.clip(random.normal(75, 12, (500, 2, 12)), 0, 100)
    changes = [
        change_between(*(moderated_estimate(s.mean(), s.var(ddof=1), 12, PRIOR) for s in pair))
        for pair in scores
    ]
    assert 0.02 <= np.mean([change.shown for change in changes]) <= 0.08


def test_probability_below_agrees_with_the_interval():
    found = estimate_mean(SCORES, PRIOR)
    assert found.probability_below(found.lower) == pytest.approx(0.025)
    assert found.probability_below(found.value) == pytest.approx(0.5)
    assert found.probability_below(found.upper) == pytest.approx(0.975)
    assert (found.probability_below(0), found.probability_below(100)) == (0, 1)


def test_probability_below_without_any_doubt():
    certain = Estimate(80, 80, 80, 12, 0.0, 11)
    assert (certain.probability_below(79), certain.probability_below(81)) == (0, 1)


def test_overlap():
    assert overlap(estimate(lower=60, upper=70), estimate(lower=70, upper=80))
    assert not overlap(estimate(lower=60, upper=70), estimate(lower=71, upper=80))
