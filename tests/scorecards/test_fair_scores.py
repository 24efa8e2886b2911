"""What severity takes out of a review, and how its uncertainty widens the band of a mean."""

from datetime import UTC, datetime
from math import hypot

import pytest

from scorecards.estimates import estimate_mean
from scorecards.scorecard import Correction, Review, estimate_measure, severity_error
from scorecards.variance_prior import WEAK_PRIOR


def review(quality: float, evaluator: int = 1, points: float = 0.0, error: float = 0.0, **values):
    defaults = {
        "evaluation_id": 1, "agent_id": 1, "at": datetime(2026, 1, 1, tzinfo=UTC), "weight": 1.0,
        "quality": quality, "speed": 90.0, "composite": quality, "critical": False, "points": {},
        "corrections": {"quality": Correction(evaluator, points, error)},
    }  # fmt: skip
    return Review(**defaults | values)


@pytest.mark.parametrize(("quality", "points", "fair"), [(70, -5, 75), (98, -5, 100), (2, 5, 0)])
def test_a_fair_value_stays_on_the_scale(quality: float, points: float, fair: float) -> None:
    assert review(quality, points=points).value("quality") == fair
    assert review(quality, points=points).raw_value("quality") == quality
    assert review(quality, points=points).without_corrections().value("quality") == quality


def test_speed_and_a_critical_failure_stay_what_they_are() -> None:
    assert review(70, points=-5).value("speed") == 90.0
    assert review(0, points=-5, critical=True).value("quality") == 0


def test_the_error_of_one_evaluator_does_not_average_out_within_their_reviews() -> None:
    of_one = [review(70, 1, error=2.0) for _ in range(4)]
    assert severity_error(of_one, "quality") == pytest.approx(2.0)
    of_two = [review(70, 1, error=2.0), review(70, 2, error=1.0)]
    assert severity_error(of_two, "quality") == pytest.approx(hypot(1.0, 0.5))
    hand_picked = [*of_one, review(10, 2, error=9.0, weight=None)]
    assert severity_error(hand_picked, "quality") == pytest.approx(2.0)
    assert severity_error([], "quality") == 0.0


def test_the_band_of_a_fair_mean_is_wider_by_what_is_unsure() -> None:
    known = [review(q, points=3.0, error=4.0) for q in (60, 70, 80, 75, 65)]
    found = estimate_measure(known, "quality", {})
    sure = estimate_mean([57, 67, 77, 72, 62], WEAK_PRIOR, [1.0] * 5)
    assert found.value == pytest.approx(sure.value)
    assert found.standard_error == pytest.approx(hypot(sure.standard_error, 4.0))
    assert found.upper - found.lower > sure.upper - sure.lower
