"""A team's score from its agents'."""

import math

import numpy as np
import pytest

from scorecards.team_estimate import TeamPart, estimate_team


def test_agents_count_by_their_contacts():
    found = estimate_team([TeamPart(80, 100, 10, 300), TeamPart(60, 144, 8, 100)])
    parts = np.array([0.75**2 * 10, 0.25**2 * 18])
    assert found.value == pytest.approx(75)
    assert found.standard_error == pytest.approx(math.sqrt(parts.sum()))
    assert found.df == pytest.approx(parts.sum() ** 2 / (parts**2 / [9, 7]).sum())
    assert found.n == 18
    assert found.lower < 75 < found.upper


def test_equal_agents_have_the_degrees_of_freedom_of_all():
    assert estimate_team([TeamPart(70, 50, 6, 10)] * 4).df == pytest.approx(20)


def test_a_single_review_borrows_the_variance_of_the_others():
    alone = estimate_team([TeamPart(80, 100, 5, 10), TeamPart(60, 0, 1, 10)])
    told = estimate_team([TeamPart(80, 100, 5, 10), TeamPart(60, 400, 4, 10)])
    assert alone.standard_error == pytest.approx(math.sqrt(0.25 * 20 + 0.25 * 100))
    assert alone.standard_error == pytest.approx(told.standard_error)


def test_agents_without_reviews_are_left_out():
    both = [TeamPart(80, 100, 5, 10), TeamPart(0, 0, 0, 500)]
    assert estimate_team(both) == estimate_team(both[:1])


def test_too_few_reviews_give_no_score():
    assert estimate_team([]) is None
    assert estimate_team([TeamPart(80, 100, 3, 10)]) is None
    assert estimate_team([TeamPart(80, 0, 1, 10)] * 6) is None


def test_the_interval_covers_the_team():
    """Teams of 6 agents who differ, 5 reviews each: 95% of the intervals hold the team's mean."""
    random = np.random.default_rng(6)
    covered = []
    for _ in range(600):
        means, contacts = random.normal(75, 5, 6), random.integers(50, 300, 6)
        scores = np.clip(random.normal(means, 10, (5, 6)), 0, 100)
        found = estimate_team(
            [
                TeamPart(float(column.mean()), float(column.var(ddof=1)), 5, int(count))
                for column, count in zip(scores.T, contacts, strict=True)
            ]
        )
        covered.append(found.lower <= means @ contacts / contacts.sum() <= found.upper)
    assert 0.925 <= np.mean(covered) <= 0.975
