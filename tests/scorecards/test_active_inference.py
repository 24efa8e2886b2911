"""Machine scores on everything and people on a sample: unbiased, narrower, honest."""

import numpy as np
import pytest

from evaluation.sampling.design import inclusion_probabilities
from scorecards.active_inference import AgentScores, estimate_agents, leave_one_out_slopes
from scorecards.estimates import estimate_mean, weighted_mean_variance
from scorecards.variance_prior import VariancePrior, fit_variance_prior

PRIOR = VariancePrior(df=5.0, variance=100.0)


def simulate(random, rho, agents=60, contacts=300, shift=-4.0):
    """True scores and a machine's: correlated by `rho` within agents, and off by a shift."""
    means = random.normal(75, 5, (agents, 1))
    common = random.normal(size=(agents, contacts))
    own = random.normal(size=(agents, contacts))
    truth = np.clip(means + 12 * common, 0, 100)
    machine = np.clip(75 + shift + 12 * (rho * common + np.sqrt(1 - rho**2) * own), 0, 100)
    return truth, machine


def review(random, truth, machine, n, risky=False) -> AgentScores:
    """A sample of n of one agent's contacts; `risky` prefers those the machine scored low."""
    size = truth.size
    if risky:
        pi = inclusion_probabilities(100 - machine, n)
        # Systematic pps in random order, as in the design, without ids and record.
        order = random.permutation(size)
        ticks = np.ceil(np.cumsum(pi[order]).round(9) - random.random())
        taken = order[np.diff(ticks, prepend=0.0) > 0]
    else:
        pi, taken = np.full(size, n / size), random.choice(size, n, replace=False)
    return AgentScores(machine, truth[taken], machine[taken], 1 / pi[taken])


@pytest.mark.parametrize(("n", "rho"), [(5, 0.6), (10, 0.6), (10, 0.8)])
def test_coverage_holds_and_the_interval_is_narrower_than_people_alone(n, rho):
    random = np.random.default_rng(n)
    covered, ours, people = [], [], []
    for _ in range(12):
        truth, machine = simulate(random, rho)
        agents = [review(random, t, f, n) for t, f in zip(truth, machine, strict=True)]
        human_prior = fit_variance_prior(
            [agent.human.var(ddof=1) for agent in agents], [n - 1] * len(agents)
        )
        for estimate, agent, mean in zip(
            estimate_agents(agents), agents, truth.mean(axis=1), strict=True
        ):
            covered.append(estimate.lower <= mean <= estimate.upper)
            ours.append(estimate.upper - estimate.lower)
            alone = estimate_mean(agent.human, human_prior)
            people.append(alone.upper - alone.lower)
    assert 0.93 <= np.mean(covered) <= 0.98
    assert np.mean(ours) < {0.6: 0.87, 0.8: 0.7}[rho] * np.mean(people)


def test_reviews_of_risky_contacts_are_biased_until_they_are_weighed():
    random = np.random.default_rng(7)
    naive, ours, covered = [], [], []
    for _ in range(10):
        truth, machine = simulate(random, 0.6)
        agents = [review(random, t, f, 10, risky=True) for t, f in zip(truth, machine, strict=True)]
        for estimate, agent, mean in zip(
            estimate_agents(agents), agents, truth.mean(axis=1), strict=True
        ):
            naive.append(agent.human.mean() - mean)
            ours.append(estimate.value - mean)
            covered.append(estimate.lower <= mean <= estimate.upper)
    assert np.mean(naive) < -1
    assert abs(np.mean(ours)) < 0.4
    assert 0.92 <= np.mean(covered) <= 0.98


def agent(human, machine, everything=None) -> AgentScores:
    human, machine = np.array(human, dtype=float), np.array(machine, dtype=float)
    everything = machine if everything is None else np.array(everything, dtype=float)
    return AgentScores(everything, human, machine, np.ones(human.size))


def test_each_slope_is_learned_from_the_other_agents():
    double = agent([50, 60, 70], [50, 55, 60])
    half = agent([50, 55, 60], [50, 60, 70])
    flat = agent([50, 50, 50], [50, 60, 70])
    assert leave_one_out_slopes([double, half]) == pytest.approx([0.5, 2.0])
    # Squares 50, 200, 200 and products 100, 100, 0.
    assert leave_one_out_slopes([double, half, flat]) == pytest.approx([0.25, 0.4, 0.8])


def test_a_machine_that_contradicts_people_or_never_varies_is_not_believed():
    contrary = agent([70, 60, 50, 40], [40, 50, 60, 70], [40, 50, 60, 70, 0, 0, 0])
    constant = agent([70, 60, 50, 40], [55, 55, 55, 55], [55] * 9)
    for pair in ([contrary, contrary], [constant, constant], [contrary]):
        assert leave_one_out_slopes(pair) == [0] * len(pair)
        found = estimate_agents(pair, PRIOR)[0]
        assert found == estimate_mean(pair[0].human, PRIOR)


def test_the_estimate_is_the_formula():
    other = agent([50, 60, 70, 80], [50, 60, 70, 80])
    one = agent([60, 66, 80, 70], [55, 60, 75, 70], [55, 60, 75, 70, 90, 85])
    found = estimate_agents([one, other], PRIOR)[0]
    residuals = np.array([5.0, 6, 5, 0])
    assert found.value == pytest.approx(72.5 + residuals.mean())
    variance, df = PRIOR.moderate(weighted_mean_variance(residuals)[1], 3)
    assert (found.standard_error, found.df) == (pytest.approx(np.sqrt(variance / 4)), df)


def test_fewer_than_four_reviews_give_no_score():
    few = agent([60, 70, 80], [60, 70, 80])
    none = agent([], [], [60, 70])
    enough = agent([60, 70, 80, 75], [60, 70, 80, 70])
    found = estimate_agents([few, none, enough])
    assert found[:2] == [None, None]
    assert found[2].n == 4
    assert estimate_agents([]) == []


def test_parts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="same reviews"):
        estimate_agents([AgentScores(np.ones(9), np.ones(4), np.ones(3), np.ones(4))])
    with pytest.raises(ValueError, match="every interaction"):
        estimate_agents([AgentScores(np.ones(2), np.ones(4), np.ones(4), np.ones(4))])
