"""Severity: the mixed model against a published fit, and against simulated evaluators."""

import numpy as np
import pytest

from evaluation.calibration.mixed_model import fit_mixed_model
from evaluation.calibration.severity import (
    NotAdjusted,
    Review,
    SeverityModel,
    evaluator_groups,
    severity_model,
)

# Yield of dyestuff in grams, five samples of each of six batches: Davies (1947), as in lme4.
DYESTUFF = [
    *(1545, 1440, 1440, 1520, 1580, 1540, 1555, 1490, 1560, 1495, 1595, 1550, 1605, 1510, 1560),
    *(1445, 1440, 1595, 1465, 1545, 1595, 1630, 1515, 1635, 1625, 1520, 1455, 1450, 1480, 1445),
]


def centre(seed: int, agents: int = 40, evaluators: int = 6, reviews: int = 8, double: float = 0.1):
    """Reviews of a simulated centre, and each evaluator's true severity."""
    rng = np.random.default_rng(seed)
    skill, severity = rng.normal(0, 5, agents), rng.normal(0, 4, evaluators)
    made = []
    for interaction in range(agents * reviews):
        agent = interaction % agents
        first = int(rng.integers(evaluators))
        judges = [first]
        if rng.random() < double:
            judges.append((first + 1 + int(rng.integers(evaluators - 1))) % evaluators)
        deed = rng.normal(0, 9)
        for judge in judges:
            score = 75 + skill[agent] + deed + severity[judge] + rng.normal(0, 6)
            made.append(Review(agent, interaction, judge, float(score)))
    return made, severity


def test_the_fit_of_dyestuff() -> None:
    model = fit_mixed_model(DYESTUFF, {"batch": np.repeat(range(6), 5)})
    assert model.mean == pytest.approx(1527.5)
    assert model.variances["batch"] == pytest.approx(1764.05, abs=0.01)
    assert model.residual_variance == pytest.approx(2451.25, abs=0.01)
    assert round(model.criterion, 4) == 319.6543
    published = [-17.6069, 0.3913, 28.5622, -23.0845, 56.7332, -44.9953]
    assert model.effects["batch"].round(4).tolist() == pytest.approx(published, abs=2e-4)


def test_crossed_effects_agree_with_a_dense_solution() -> None:
    made, _ = centre(3, agents=6, evaluators=3, reviews=4, double=0.5)
    y = np.array([review.score for review in made])
    levels = {
        "interaction": np.array([review.interaction for review in made]),
        "agent": np.array([review.agent for review in made]),
        "evaluator": np.array([review.evaluator for review in made]),
    }
    model = fit_mixed_model(y, levels)
    covariance = model.residual_variance * np.eye(y.size)
    for name, of in levels.items():
        covariance += model.variances[name] * (of[:, None] == of[None, :])
    inverse = np.linalg.inv(covariance)
    ones = np.ones(y.size)
    information = ones @ inverse @ ones
    mean = ones @ inverse @ y / information
    projection = inverse - np.outer(inverse @ ones, ones @ inverse) / information
    criterion = (
        np.linalg.slogdet(covariance)[1]
        + np.log(information)
        + (y - mean) @ inverse @ (y - mean)
        + (y.size - 1) * np.log(2 * np.pi)
    )
    assert model.criterion == pytest.approx(criterion, rel=1e-9)
    for name, of in levels.items():
        indicator = (of[:, None] == np.arange(of.max() + 1)[None, :]).astype(float)
        variance = model.variances[name]
        effect = variance * indicator.T @ inverse @ (y - mean)
        error = np.sqrt(variance - variance**2 * np.diag(indicator.T @ projection @ indicator))
        assert model.effects[name] == pytest.approx(effect, rel=1e-5, abs=1e-7)
        assert model.errors[name] == pytest.approx(error, rel=1e-5, abs=1e-7)


def test_severity_is_found_and_its_interval_keeps_its_promise() -> None:
    inside, distance, bare = [], [], []
    for seed in range(60):
        made, truth = centre(seed)
        model = severity_model(made)
        assert isinstance(model, SeverityModel)
        for judge, severity in model.severities.items():
            inside.append(severity.lower <= truth[judge] <= severity.upper)
            distance.append(severity.value - truth[judge])
            scores = [review.score for review in made if review.evaluator == judge]
            bare.append(np.mean(scores) - 75 - truth[judge])
    assert 0.92 <= np.mean(inside) <= 0.98
    assert np.std(distance) < np.std(bare)


def test_without_double_reviews_the_interaction_is_part_of_the_residual() -> None:
    made, _ = centre(5, double=0)
    model = severity_model(made)
    assert isinstance(model, SeverityModel)
    assert model.interaction_sd == 0


def test_two_groups_that_share_no_agent_are_not_adjusted() -> None:
    left, _ = centre(1, agents=5)
    right = [
        Review(f"other {r.agent}", f"other {r.interaction}", r.evaluator + 10, r.score)
        for r in centre(2, agents=5)[0]
    ]
    found = severity_model(left + right)
    assert isinstance(found, NotAdjusted)
    assert found.reason == "not_connected"
    assert set(found.groups) == {frozenset(range(6)), frozenset(range(10, 16))}


@pytest.mark.parametrize(
    ("reviews", "reason"),
    [
        (centre(1, agents=2, reviews=2)[0][:4], "too_few"),
        ([Review(n % 4, n, "only one", n) for n in range(40)], "one_evaluator"),
        ([Review(n % 4, n, n % 3, 80.0) for n in range(40)], "no_spread"),
        ([], "too_few"),
    ],
)
def test_what_cannot_be_told_is_not_adjusted(reviews, reason) -> None:
    assert severity_model(reviews) == NotAdjusted(reason)


def test_one_shared_agent_connects_two_evaluators() -> None:
    apart = [Review("a", 1, "x", 80), Review("b", 2, "y", 70)]
    assert len(evaluator_groups(apart)) == 2
    assert len(evaluator_groups([*apart, Review("a", 3, "y", 75)])) == 1


@pytest.mark.parametrize(
    ("values", "factors"),
    [([1, 2], {"a": [0, 1]}), ([1, 2, 3], {"a": [0, 1]}), ([5, 5, 5, 5], {"a": [0, 0, 1, 1]})],
)
def test_too_little_for_a_mixed_model_is_refused(values, factors) -> None:
    with pytest.raises(ValueError, match=r"."):
        fit_mixed_model(values, factors)
