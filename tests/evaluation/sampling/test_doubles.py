"""Blind doubles: few, and where they connect evaluators."""

from itertools import pairwise

import pytest

from evaluation.calibration.severity import Review, evaluator_groups
from evaluation.sampling.doubles import Given, choose_doubles, how_many


def groups(given: list[Given], doubles: dict[int, int]) -> int:
    """How many groups of evaluators there are by the check that severity makes."""
    reviews = [Review(g.agent, g.interaction, g.evaluator, 80) for g in given]
    agents = {g.interaction: g.agent for g in given}
    reviews += [Review(agents[i], i, person, 80) for i, person in doubles.items()]
    return len(evaluator_groups(reviews))


@pytest.fixture
def apart():
    """Four evaluators who each review agents of their own."""
    return [Given(10 * e + k, 100 * e + k % 3, e) for e in range(4) for k in range(10)]


def test_groups_that_do_not_meet_are_joined_first(apart):
    assert groups(apart, {}) == 4
    for seed in range(20):
        assert groups(apart, choose_doubles(apart, range(4), 3, seed)) == 1


def test_one_double_too_few_joins_all_but_one(apart):
    assert groups(apart, choose_doubles(apart, range(4), 2, 0)) == 2


def test_those_who_met_before_need_no_double_for_it(apart):
    met = [(e, 100 * f) for e, f in pairwise(range(4))]
    found = choose_doubles(apart, range(4), 3, 0, met=met)
    pairs = {frozenset((person, interaction // 10)) for interaction, person in found.items()}
    assert len(pairs) == 3  # then doubles connect everybody by themselves
    assert groups(apart, found) == 1


def test_doubles_alone_connect_everybody_in_time(apart):
    shared = [Given(g.interaction, 0, g.evaluator) for g in apart]
    found = choose_doubles(shared, range(4), 3, 5)
    lone = [Given(g.interaction, g.interaction, g.evaluator) for g in shared]
    assert groups(lone, found) == 1


def test_nobody_gets_the_same_conversation_twice_nor_what_they_may_not_judge():
    given = [Given(i, i, 1, barred={2}) for i in range(10)]
    assert set(choose_doubles(given, [1, 2, 3], 5, 0).values()) == {3}
    assert choose_doubles(given, [1, 2], 5, 0) == {}


def test_limits_hold():
    given = [Given(i, i, 1) for i in range(10)]
    found = choose_doubles(given, [1, 2, 3], 8, 0, room={2: 1, 3: 2})
    assert sorted(found.values()) == [2, 3, 3]


def test_doubles_are_spread_over_people(apart):
    found = choose_doubles(apart, range(4), 12, 3)
    assert [list(found.values()).count(person) for person in range(4)] == pytest.approx(
        [3] * 4, abs=2
    )
    assert len(found) == 12


def test_the_same_seed_chooses_the_same(apart):
    assert choose_doubles(apart, range(4), 5, 1) == choose_doubles(apart, range(4), 5, 1)


@pytest.mark.parametrize(
    ("reviews", "share", "doubles"), [(100, 0.05, 5), (101, 0.05, 6), (7, 0, 0), (60, 0.1, 6)]
)
def test_the_share_is_rounded_up(reviews, share, doubles):
    assert how_many(reviews, share) == doubles
