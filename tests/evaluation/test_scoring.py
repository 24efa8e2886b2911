"""Speed points, the composite, and the score of a whole form."""

import math

import pytest

from evaluation.scoring import (
    Answer,
    CriterionSpec,
    RubricSpec,
    SectionSpec,
    composite_score,
    missing_answers,
    score_evaluation,
    speed_points,
)

NA = Answer(not_applicable=True)


@pytest.mark.parametrize(
    ("ratio", "points"),
    [(0.2, 100), (0.7, 100), (1.0, 100), (1.1, 80), (1.25, 50), (1.5, 0), (3.0, 0)],
)
def test_speed_points_reward_the_expected_time_and_nothing_faster(ratio, points):
    assert speed_points(ratio) == pytest.approx(points)


@pytest.mark.parametrize("ratio", [0, -1, math.nan])
def test_a_ratio_must_be_above_zero(ratio):
    with pytest.raises(ValueError, match="above 0"):
        speed_points(ratio)


def test_the_careful_worker_leads_the_rusher():
    rusher = composite_score(73, speed_points(0.7), 70, 30)
    careful = composite_score(85, speed_points(1.0), 70, 30)
    assert (rusher, careful) == (pytest.approx(81.1), pytest.approx(89.5))


def test_weights_are_shares_whatever_they_add_up_to():
    assert composite_score(60, 100, 0.8, 0.2) == composite_score(60, 100, 8, 2) == 68


def test_without_quality_there_is_no_composite_and_without_speed_it_is_the_quality():
    assert composite_score(None, 100, 80, 20) is None
    assert composite_score(64, None, 80, 20) == 64


@pytest.mark.parametrize(
    ("quality", "speed", "floor", "critical", "expected"),
    [
        (59, 100, 60, False, 59),  # under the floor speed cannot lift
        (60, 100, 60, False, 68),  # at the floor it can
        (59, 100, None, False, 67.2),
        (90, 100, 60, True, 90),
        (59, 0, 60, False, 47.2),  # but slowness still costs
        (0, 100, 60, True, 0),
    ],
)
def test_speed_cannot_hide_poor_or_forbidden_work(quality, speed, floor, critical, expected):
    found = composite_score(quality, speed, 80, 20, floor=floor, critical_failed=critical)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("arguments", [(101, 50, 80, 20), (50, -1, 80, 20), (50, math.nan, 1, 1)])
def test_points_outside_the_range_are_refused(arguments):
    with pytest.raises(ValueError, match="between 0 and 100"):
        composite_score(*arguments)


@pytest.mark.parametrize("weights", [(0, 0), (-1, 2), (math.nan, 1)])
def test_useless_weights_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        composite_score(50, 50, *weights)


def form(weighs="sections", **changes) -> RubricSpec:
    criteria = (
        CriterionSpec("facts", "service", 75, "scale", 0, 4),
        CriterionSpec("tone", "service", 25, "scale", 1, 5),
        CriterionSpec("identity", "rules", 50, "yes_no", critical="all"),
        CriterionSpec("notice", "rules", 50, "yes_no", critical="section"),
        CriterionSpec("remarks", "rules", 0, "text"),
        CriterionSpec("delight", "service", 10, "yes_no", bonus=True),
    )
    if weighs == "criteria":
        shares = {"facts": 40, "tone": 20, "identity": 20, "notice": 20, "delight": 10}
        criteria = tuple(
            CriterionSpec(c.key, c.section, shares.get(c.key, 0), c.kind, c.minimum, c.maximum,
                          c.critical, c.bonus)
            for c in criteria
        )  # fmt: skip
    sections = (SectionSpec("service", 80), SectionSpec("rules", 20))
    return RubricSpec(sections, criteria, 80, 20, 60, weighs, **changes)


def answers(**values) -> dict[str, Answer]:
    given = {"facts": 3, "tone": 3, "identity": 1, "notice": 1} | values
    return {k: v if isinstance(v, Answer) else Answer(v) for k, v in given.items()}


# service = .75 * 3/4 + .25 * 2/4 = 68.75; rules = 100
TRUTH_TABLE = [
    ({}, 75.0, 75.0, ()),
    ({"tone": NA}, 0.8 * 75 + 20, 80.0, ()),
    ({"facts": NA, "tone": NA}, 100.0, 100.0, ()),
    ({"identity": NA, "notice": NA}, 68.75, 68.75, ()),
    ({"notice": 0}, 0.8 * 68.75, 0.8 * 68.75 + 10, ("notice",)),
    ({"identity": 0}, 0.0, 65.0, ("identity",)),
    ({"identity": 0, "notice": 0}, 0.0, 55.0, ("identity", "notice")),
    ({"identity": NA}, 75.0, 75.0, ()),
    ({"delight": 1}, 85.0, 85.0, ()),
    ({"delight": 0}, 75.0, 75.0, ()),
    ({"facts": 4, "tone": 5, "delight": 1}, 100.0, 100.0, ()),
    ({"identity": 0, "delight": 1}, 0.0, 75.0, ("identity",)),
]


@pytest.mark.parametrize(("changes", "quality", "unadjusted", "failed"), TRUTH_TABLE)
def test_truth_table_of_a_form(changes, quality, unadjusted, failed):
    score = score_evaluation(form(), answers(**changes))
    assert score.quality == pytest.approx(quality)
    assert score.unadjusted == pytest.approx(unadjusted)
    assert score.critical_failed == failed


def test_criteria_can_be_weighed_directly():
    score = score_evaluation(form("criteria"), answers())
    assert score.quality == pytest.approx(40 * 0.75 + 20 * 0.5 + 40)
    failed = score_evaluation(form("criteria"), answers(notice=0))
    assert failed.quality == pytest.approx(40 * 0.75 + 20 * 0.5)
    assert failed.unadjusted == pytest.approx(60)
    assert score_evaluation(form("criteria"), answers(tone=NA)).quality == pytest.approx(70 / 0.8)


def test_all_not_applicable_is_no_score_rather_than_zero():
    score = score_evaluation(form(), answers(facts=NA, tone=NA, identity=NA, notice=NA), 1.0)
    assert (score.quality, score.composite, score.unadjusted, score.speed) == (
        None,
        None,
        None,
        100,
    )
    assert score.section_scores == {"service": None, "rules": None}


def test_parts_are_shown_beside_the_whole():
    score = score_evaluation(form(), answers(remarks=Answer(3)), speed_ratio=1.25)
    assert score.criterion_points == {"facts": 0.75, "tone": 0.5, "identity": 1, "notice": 1}
    assert score.section_scores == {"service": pytest.approx(68.75), "rules": 100}
    assert (score.speed, score.composite) == (50, pytest.approx(70))


def test_a_failed_critical_keeps_speed_from_lifting_the_score():
    score = score_evaluation(form(), answers(notice=0), speed_ratio=1.0)
    assert score.composite == score.quality == pytest.approx(55)


@pytest.mark.parametrize("key", ["facts", "tone", "identity", "notice", "delight"])
def test_a_better_answer_never_lowers_the_score(key):
    criterion = next(c for c in form().criteria if c.key == key)
    steps = [criterion.minimum + i / 4 * (criterion.maximum - criterion.minimum) for i in range(5)]
    scores = [score_evaluation(form(), answers(**{key: step})).quality for step in steps]
    assert scores == sorted(scores)
    assert scores[0] < scores[-1]


def test_missing_answers_are_named_and_optional_ones_are_not():
    given = answers(tone=NA)
    del given["facts"]
    given["notice"] = Answer()
    assert missing_answers(form(), given) == ("facts", "notice")


def test_answers_given_so_far_can_be_scored():
    assert score_evaluation(form(), {"facts": Answer(4)}).quality == 100
    assert score_evaluation(form(), {}).quality is None


@pytest.mark.parametrize("value", [-1, 4.5, math.nan])
def test_an_answer_outside_its_range_is_refused(value):
    with pytest.raises(ValueError, match=r"facts: .* is not between 0 and 4"):
        score_evaluation(form(), answers(facts=value))


def test_an_answer_to_no_question_is_refused():
    with pytest.raises(ValueError, match="no criterion 'charm'"):
        score_evaluation(form(), answers(charm=1))
