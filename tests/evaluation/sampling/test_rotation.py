"""Handing out: even, never to those who may not, and within limits."""

from collections import Counter

from evaluation.sampling.rotation import Pick, hand_out

PICKS = [Pick(i, i % 5) for i in range(40)]


def test_everybody_gets_the_same_and_meets_every_agent():
    hands = hand_out(PICKS, {1: 0, 2: 0, 3: 0, 4: 0}, 1)
    assert Counter(hands.values()) == {1: 10, 2: 10, 3: 10, 4: 10}
    met = {(hands[p.interaction], p.agent) for p in PICKS}
    assert len(met) == 20


def test_a_limit_is_kept_and_others_take_the_rest():
    hands = hand_out(PICKS, {1: 0, 2: 0, 3: 0}, 1, {1: 4})
    assert Counter(hands.values()) == {1: 4, 2: 18, 3: 18}


def test_the_barred_and_the_agent_themselves_judge_nothing_of_theirs():
    picks = [Pick(0, 1, own_user=1, barred=frozenset({2})), Pick(1, 2)]
    assert hand_out(picks, {1: 0, 2: 0, 3: 5}, 1)[0] == 3


def test_what_nobody_may_judge_is_left_out():
    assert hand_out([Pick(0, 1, barred=frozenset({1, 2}))], {1: 0, 2: 0}, 1) == {}


def test_where_only_the_full_may_judge_something_else_moves():
    # Only 1 may judge the last one; 1 has room for a single review and 2 for all the others.
    for seed in range(20):
        picks = [*(Pick(i, 0) for i in range(5)), Pick(9, 1, barred=frozenset({2}))]
        hands = hand_out(picks, {1: 0, 2: 0}, seed, {1: 1, 2: 5})
        assert (hands[9], Counter(hands.values())) == (1, {1: 1, 2: 5})
