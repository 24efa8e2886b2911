"""Gaps are ranked by how sure they are, not by how large they look."""

import pytest

from coaching.gaps import Gap, rank_gaps
from scorecards.estimates import estimate_mean
from scorecards.variance_prior import VariancePrior

PRIOR = VariancePrior(df=6.0, variance=144.0)
SURE = estimate_mean([70, 72, 68, 71, 69, 70, 73, 67, 70, 70] * 4, PRIOR)
LARGE = estimate_mean([30, 95, 45, 80], PRIOR)
FINE = estimate_mean([90, 92, 88, 91, 93], PRIOR)


def test_the_surest_gap_comes_first_even_when_another_is_larger():
    gaps = rank_gaps({"empathy": LARGE, "probing": SURE, "adaptability": FINE}, 78)
    assert [gap.competency for gap in gaps] == ["probing", "empathy"]
    assert gaps[1].size == pytest.approx(78 - 62.5)
    assert gaps[0].size == pytest.approx(8)
    assert gaps[0].probability_below > 0.999 > gaps[1].probability_below > 0.5


def test_a_gap_carries_its_evidence():
    assert rank_gaps({"probing": SURE}, 78) == [
        Gap("probing", SURE, 78, SURE.probability_below(78), 78 - SURE.value)
    ]


def test_each_competency_can_have_its_own_target():
    gaps = rank_gaps({"probing": SURE, "adaptability": FINE}, {"probing": 60, "adaptability": 95})
    assert [gap.competency for gap in gaps] == ["adaptability"]


def test_what_has_no_score_or_no_target_is_left_out():
    assert rank_gaps({"probing": None}, 78) == []
    assert rank_gaps({"probing": SURE}, {"empathy": 78}) == []
    assert rank_gaps({}, 78) == []


def test_equal_certainty_is_ranked_by_size_then_by_name():
    gaps = rank_gaps({"b": SURE, "a": SURE}, 78)
    assert [gap.competency for gap in gaps] == ["a", "b"]
