"""From reviews to a scorecard: what counts, and what may be said of it."""

from dataclasses import replace
from datetime import UTC, datetime

from scorecards.estimates import Verdict
from scorecards.scorecard import (
    Review,
    build_scorecard,
    estimate_measure,
    monthly,
    pareto_front,
    priors_from,
    values_of,
)
from scorecards.variance_prior import WEAK_PRIOR


def review(points: float, *, weight: float | None = 2.0, month: int = 3, **values) -> Review:
    defaults = {
        "evaluation_id": 1,
        "agent_id": 1,
        "at": datetime(2026, month, 10, tzinfo=UTC),
        "quality": points,
        "speed": 100.0,
        "composite": points,
        "critical": False,
        "points": {"empathy": points},
    }
    return Review(weight=weight, **(defaults | values))


def test_a_hand_picked_review_never_counts() -> None:
    reviews = [review(80), review(10, weight=None), review(60)]
    assert values_of(reviews, "empathy") == ([80, 60], [2.0, 2.0])


def test_a_review_without_the_measure_is_left_out() -> None:
    without = replace(review(70), points={})
    assert values_of([review(80), without], "empathy") == ([80], [2.0])


def test_the_estimate_weighs_by_the_inverse_chance() -> None:
    reviews = [
        review(60, weight=1),
        review(60, weight=1),
        review(60, weight=1),
        review(90, weight=3),
    ]
    estimate = estimate_measure(reviews, "empathy", {})
    assert estimate is not None
    assert estimate.value == 75.0


def test_three_reviews_give_no_score() -> None:
    card = build_scorecard([review(80)] * 3, [], ["empathy"], {}, target=75)
    assert card.measures["empathy"].estimate is None
    assert card.measures["empathy"].verdict is Verdict.NO_SCORE


def test_nine_reviews_give_a_score_but_no_verdict() -> None:
    card = build_scorecard([review(20)] * 9, [], ["empathy"], {}, target=75)
    assert card.measures["empathy"].verdict is Verdict.NO_VERDICT


def test_ten_low_reviews_are_clearly_below_target() -> None:
    card = build_scorecard([review(20)] * 10, [], ["empathy"], {}, target=75)
    assert card.measures["empathy"].verdict is Verdict.BELOW


def test_critical_failures_are_a_rate_of_the_counted_reviews() -> None:
    reviews = [review(80, critical=True), review(80), review(80, critical=True, weight=None)]
    critical = build_scorecard(reviews, [], ["empathy"], {}, target=75).critical
    assert critical is not None
    assert (critical.value, critical.n) == (0.5, 2)


def test_a_change_is_not_shown_from_few_reviews() -> None:
    card = build_scorecard([review(90)] * 5, [review(50)] * 5, ["empathy"], {}, target=75)
    change = card.measures["empathy"].change
    assert change is not None
    assert (change.difference, change.shown) == (40.0, False)


def test_priors_of_a_young_centre_are_weak() -> None:
    assert priors_from([review(80), review(60)], ["empathy"]) == {"empathy": WEAK_PRIOR}


def test_months_come_oldest_first_with_their_counts() -> None:
    reviews = [review(80, month=4)] * 4 + [review(60, month=3)] * 2
    months = monthly(reviews, "empathy", {})
    assert [(m.month, m.n, m.estimate is None) for m in months] == [(3, 2, True), (4, 4, False)]


def test_the_front_keeps_those_whom_nobody_beats_in_both() -> None:
    points = {1: (90.0, 80.0), 2: (80.0, 95.0), 3: (79.0, 94.0), 4: (90.0, 79.0)}
    assert pareto_front(points) == [1, 2]
