"""Readiness for a stage: a probability, gates, and how many more reviews would tell."""

import numpy as np
import pytest

from coaching.careers.readiness import (
    Gate,
    Requirement,
    State,
    assess_readiness,
)
from scorecards.estimates import Estimate, moderated_estimate
from scorecards.variance_prior import VariancePrior

PRIOR = VariancePrior(df=10.0, variance=144.0)
STAGE = [Requirement("empathy", 75), Requirement("probing", 70)]


def seen(mean: float, n: int = 20) -> Estimate:
    return moderated_estimate(mean, 144.0, n, PRIOR)


def test_well_above_every_bar_is_ready():
    found = assess_readiness(STAGE, {"empathy": seen(85), "probing": seen(84)})
    assert found.state is State.READY
    assert found.probability > 0.97
    assert found.more_reviews is None
    assert [r.met for r in found.requirements] == [True, True]


def test_one_competency_well_below_its_bar_is_not_yet():
    found = assess_readiness(STAGE, {"empathy": seen(85), "probing": seen(60)})
    assert found.state is State.NOT_YET
    assert found.probability < 0.01
    assert [(r.competency, r.bar, r.met) for r in found.requirements] == [
        ("empathy", 75, True),
        ("probing", 70, False),
    ]


def test_at_the_bar_nobody_can_tell_yet():
    found = assess_readiness(STAGE[:1], {"empathy": seen(75)})
    assert found.state is State.ALMOST
    assert found.probability == pytest.approx(0.5, abs=0.015)
    assert found.requirements[0].probability == pytest.approx(0.5)


def test_independent_competencies_multiply():
    found = assess_readiness(STAGE, {"empathy": seen(77), "probing": seen(71)})
    one, other = (result.probability for result in found.requirements)
    assert found.probability == pytest.approx(one * other, abs=0.015)


def test_competencies_that_go_together_raise_the_chance_of_reaching_all():
    estimates = {"empathy": seen(75), "probing": seen(70)}
    together = np.array([[1, 0.999999], [0.999999, 1]])
    apart = assess_readiness(STAGE, estimates).probability
    joined = assess_readiness(STAGE, estimates, correlation=together).probability
    assert apart == pytest.approx(0.25, abs=0.015)
    assert joined == pytest.approx(0.5, abs=0.03)


def test_a_gate_that_is_not_met_holds_back_whoever_would_be_ready():
    gates = [Gate("tenure", True), Gate("certificate", False)]
    estimates = {"empathy": seen(85), "probing": seen(84)}
    found = assess_readiness(STAGE, estimates, gates)
    assert found.state is State.NOT_YET
    assert found.probability > 0.97
    assert found.gates == tuple(gates)
    assert assess_readiness(STAGE, estimates, gates[:1]).state is State.READY


def test_the_nearer_to_the_bar_the_more_reviews_it_takes():
    asked = [
        assess_readiness(STAGE[:1], {"empathy": seen(mean, n=6)}).more_reviews
        for mean in (79, 77, 75)
    ]
    assert asked == sorted(asked)
    assert asked[0] < asked[-1]


def test_that_many_more_reviews_do_tell():
    """Draw true means, review k more of each, and see how often the answer is plain."""
    before = seen(77, n=8)
    found = assess_readiness(STAGE[:1], {"empathy": before})
    assert found.state is State.ALMOST
    k = found.more_reviews
    random = np.random.default_rng(1)
    truths = before.value + before.standard_error * random.standard_t(before.df, 2000)
    later = random.normal(truths, 12 / np.sqrt(k))
    combined = (before.value / before.standard_error**2 + later * k / 144) / (
        1 / before.standard_error**2 + k / 144
    )
    after = [seen(float(mean), n=8 + k) for mean in combined]
    below = np.array([estimate.probability_below(75) for estimate in after])
    assert np.mean((below >= 0.8) | (below <= 0.2)) == pytest.approx(0.8, abs=0.07)


def test_a_competency_without_a_score_keeps_the_answer_open():
    found = assess_readiness(STAGE, {"empathy": seen(85), "probing": None})
    assert (found.state, found.probability, found.more_reviews) == (State.ALMOST, None, 4)
    assert (found.requirements[1].probability, found.requirements[1].met) == (None, False)
    assert assess_readiness(STAGE, {}).state is State.ALMOST


def test_a_competency_without_a_score_does_not_hide_one_that_is_far_below():
    found = assess_readiness(STAGE, {"empathy": seen(55)})
    assert (found.state, found.probability) == (State.NOT_YET, None)


def test_a_stage_with_gates_only():
    assert assess_readiness([], {}, [Gate("tenure", True)]).state is State.READY
    assert assess_readiness([], {}, [Gate("tenure", False)]).state is State.NOT_YET


def test_the_same_seed_gives_the_same_numbers():
    estimates = {"empathy": seen(76), "probing": seen(71)}
    assert assess_readiness(STAGE, estimates, seed=5) == assess_readiness(STAGE, estimates, seed=5)


@pytest.mark.parametrize("bar", [0, 100, -5, float("nan")])
def test_a_bar_must_be_within_the_scale(bar):
    with pytest.raises(ValueError, match="bar of empathy"):
        assess_readiness([Requirement("empathy", bar)], {})


@pytest.mark.parametrize(
    "matrix", [[[1]], [[1, 0.5], [0.4, 1]], [[2, 0], [0, 1]], [[1, 1.5], [1.5, 1]]]
)
def test_a_matrix_that_is_no_correlation_is_refused(matrix):
    with pytest.raises(ValueError, match="correlation"):
        assess_readiness(STAGE, {}, correlation=matrix)
