"""Where the next review decides most, and what that is worth."""

import numpy as np
import pytest
from scipy.stats import norm

from evaluation.sampling.allocation import (
    DECIDED,
    PILOTS,
    Known,
    Spread,
    allocate,
    enough_reviews,
    half_width,
    misclassification,
    next_agent,
    posterior,
    spread_of,
)

SPREAD = Spread(mean=80, between=5, within=12, df=1e6)


def test_the_posterior_is_that_of_two_normals():
    # 9 reviews: precision 9/144 = 1/16; prior 1/25; so the variance is 1/(1/16 + 1/25) = 400/41.
    mean, deviation = posterior(9, 70, SPREAD)
    assert deviation == pytest.approx((400 / 41) ** 0.5, rel=1e-12)
    assert mean == pytest.approx((70 / 16 + 80 / 25) * 400 / 41, rel=1e-12)


def test_without_reviews_an_agent_is_like_the_centre():
    assert [float(x) for x in posterior(0, 0, SPREAD)] == [80, 5]


def test_a_mean_on_the_target_is_a_coin():
    assert misclassification([80, 85, 75], 5, 80) == pytest.approx(
        [0.5, norm.cdf(-1), norm.cdf(-1)]
    )


def test_a_width_needs_as_many_reviews_as_it_says():
    n = enough_reviews(SPREAD, 5)
    assert n == pytest.approx((1.959964 * 12 / 5) ** 2, rel=1e-5)
    assert half_width(n, SPREAD) == pytest.approx(5)
    assert half_width(0, SPREAD) == np.inf


@pytest.mark.parametrize("width", [0, -1])
def test_no_number_of_reviews_gives_no_width(width):
    with pytest.raises(ValueError, match="above 0"):
        enough_reviews(SPREAD, width)


def test_everybody_has_pilots_first_the_least_known_first():
    agents = [Known(6, 82, 50), Known(0, None, 50), Known(3, 70, 50)]
    assert allocate(agents, 5, SPREAD, 75) == [0, 4, 1]
    assert allocate(agents, 3, SPREAD, 75) == [0, 3, 0]


def test_what_is_left_goes_to_whoever_is_least_certain():
    agents = [Known(10, 95, 50), Known(10, 76, 50), Known(10, 55, 50)]
    assert allocate(agents, 6, SPREAD, 75) == [0, 6, 0]


def test_nobody_gets_more_than_there_is_and_the_rest_is_left_over():
    assert allocate([Known(0, None, 2), Known(0, None, 3)], 100, SPREAD, 80) == [2, 3]


def test_whoever_is_known_to_the_width_gets_no_more():
    enough = int(np.ceil(enough_reviews(SPREAD, 5)))
    agents = [Known(enough, 80, 50), Known(enough - 2, 80, 50)]
    assert allocate(agents, 100, SPREAD, 80, width=5) == [0, 2]


def test_the_plans_own_number_comes_before_the_width():
    assert allocate([Known(100, 80, 50)], 100, SPREAD, 80, least=3, width=5) == [3]


def test_of_equals_the_least_known_is_next():
    assert allocate([Known(0, None, 50)] * 3, 18, SPREAD, 80) == [6, 6, 6]


def test_nobody_open_is_nobody_next():
    assert next_agent(np.ones(2), np.ones(2), np.zeros(2, dtype=bool), SPREAD, 80) is None


def test_the_spread_of_a_centre_is_recovered():
    random = np.random.default_rng(1)
    truth = random.normal(75, 6, 400)
    scores = random.normal(truth[:, None], 11, (400, 12))
    found = spread_of(
        [12] * 400, scores.mean(axis=1).tolist(), scores.var(axis=1, ddof=1).tolist(), SPREAD
    )
    assert found.within == pytest.approx(11, rel=0.03)
    assert found.between == pytest.approx(truth.std(ddof=1), rel=0.05)
    assert found.mean == pytest.approx(75, abs=0.8)


def test_a_young_centre_takes_the_usual_spread():
    assert spread_of([5, 5], [70, 80], [100, 100], SPREAD) is SPREAD
    assert spread_of([1, 1, 1, 1], [70, 80, 75, 71], [0, 0, 0, 0], SPREAD) is SPREAD


def simulated(repeats: int) -> dict[str, tuple[float, float]]:
    """60 agents, 10 reviews each on average, the target 4.5 below the mean: for equal numbers and
    for decision value, the share decided at .9 and the mean probability of being wrong."""
    agents, each, target = 60, 10, 75.5
    cap = enough_reviews(SPREAD, 5)
    sums = {"equal": np.zeros(2), "by value": np.zeros(2)}
    for seed in range(repeats):
        random = np.random.default_rng(seed)
        truth = random.normal(SPREAD.mean, SPREAD.between, agents)
        totals = random.normal(truth[:, None], SPREAD.within, (agents, 300)).cumsum(axis=1)
        n = np.full(agents, PILOTS)
        row = np.arange(agents)
        for _ in range(agents * (each - PILOTS)):
            chosen = next_agent(n, totals[row, n - 1] / n, n < cap, SPREAD, target)
            if chosen is None:
                break
            n[chosen] += 1
        for name, counts in (("equal", np.full(agents, each)), ("by value", n)):
            doubt = misclassification(
                *posterior(counts, totals[row, counts - 1] / counts, SPREAD), target
            )
            sums[name] += [np.mean(doubt <= 1 - DECIDED), doubt.mean()]
    return {name: (total[0] / repeats, total[1] / repeats) for name, total in sums.items()}


def test_the_same_hours_decide_more():
    found = simulated(40)
    assert found["equal"] == pytest.approx((0.60, 0.125), abs=0.02)
    decided, wrong = found["by value"]
    assert decided == pytest.approx(0.74, abs=0.03)
    assert wrong < 0.108
