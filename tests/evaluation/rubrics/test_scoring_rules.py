"""Every rule of scoring as a truth table, one row a case: what is answered, what comes of it."""

from dataclasses import replace

import pytest

from evaluation.rubrics.conditions import Condition, visible
from evaluation.rubrics.parts import Automatic, Cause, RootCauses, Step
from evaluation.scoring import (
    Answer,
    CriterionSpec,
    RubricSpec,
    SectionSpec,
    missing_answers,
    score_evaluation,
)

NA = Answer(not_applicable=True)


def answers(**values) -> dict[str, Answer]:
    return {key: v if isinstance(v, Answer) else Answer(v) for key, v in values.items()}


def form(**changes) -> RubricSpec:
    """Two sections: a (60) with a1, a2 (50 each), b (40) with b1, b2 (50 each); scales 0-4."""
    criteria = tuple(CriterionSpec(f"{s}{n}", s, 50, "scale", 0, 4) for s in "ab" for n in (1, 2))
    spec = RubricSpec((SectionSpec("a", 60), SectionSpec("b", 40)), criteria)
    return replace(spec, **changes)


def changed(spec: RubricSpec, key: str, **changes) -> RubricSpec:
    criteria = tuple(replace(c, **changes) if c.key == key else c for c in spec.criteria)
    return replace(spec, criteria=criteria)


KINDS = [  # kind, range, answer, share earned
    ("scale", (0, 4), 3, 0.75),
    ("scale", (1, 5), 1, 0.0),
    ("yes_no", (0, 1), 1, 1.0),
    ("yes_no", (0, 1), 0, 0.0),
    ("choice", (0, 10), 5, 0.5),
    ("number", (-10, 10), 5, 0.75),
    ("automatic", (0, 100), 40, 0.4),
    ("text", (0, 1), 1, None),
]


@pytest.mark.parametrize(("kind", "ends", "value", "share"), KINDS)
def test_each_kind_scales_its_answer_to_a_share(kind, ends, value, share):
    spec = RubricSpec((SectionSpec("a", 100),), (CriterionSpec("q", "a", 100, kind, *ends),))
    score = score_evaluation(spec, answers(q=value))
    assert score.criterion_points.get("q") == share
    assert score.quality == (None if share is None else 100 * share)


NOT_APPLICABLE = [  # answers a1 a2 b1 b2, section a, section b, quality
    ((4, 0, 4, 4), 50, 100, 70),
    ((4, NA, 4, 4), 100, 100, 100),
    ((NA, NA, 2, 4), None, 75, 75),
    ((NA, NA, NA, NA), None, None, None),
    ((0, NA, NA, NA), 0, None, 0),
]


@pytest.mark.parametrize(("given", "a", "b", "quality"), NOT_APPLICABLE)
def test_what_does_not_apply_drops_out_with_its_weight(given, a, b, quality):
    score = score_evaluation(
        form(), answers(**dict(zip(("a1", "a2", "b1", "b2"), given, strict=True)))
    )
    assert (score.section_scores, score.quality) == ({"a": a, "b": b}, quality)


CRITICAL = [  # kind of critical, its answer, quality, unadjusted, failed
    (None, 0, 70, 70, ()),
    ("section", 0, 40, 70, ("a2",)),
    ("all", 0, 0, 70, ("a2",)),
    ("section", 1, 77.5, 77.5, ()),  # earns a little, so it has not failed
    ("all", 1, 77.5, 77.5, ()),
    ("all", NA, 100, 100, ()),
]


@pytest.mark.parametrize(("critical", "value", "quality", "unadjusted", "failed"), CRITICAL)
def test_a_failed_critical_zeroes_its_section_or_all(critical, value, quality, unadjusted, failed):
    spec = changed(form(), "a2", critical=critical)
    score = score_evaluation(spec, answers(a1=4, a2=value, b1=4, b2=4))
    assert (score.quality, score.unadjusted) == (pytest.approx(quality), pytest.approx(unadjusted))
    assert score.critical_failed == failed


BONUS = [  # share of the base, bonus answer, quality
    (2, 0, 50),
    (2, 2, 55),
    (2, 4, 60),
    (2, NA, 50),
    (4, 4, 100),  # never above 100
]


@pytest.mark.parametrize(("base", "bonus", "quality"), BONUS)
def test_a_bonus_adds_its_points_and_never_passes_100(base, bonus, quality):
    spec = changed(form(), "b2", bonus=True, weight=10)
    score = score_evaluation(spec, answers(a1=base, a2=base, b1=base, b2=bonus))
    assert score.quality == pytest.approx(quality)


def test_a_bonus_alone_is_no_score():
    spec = changed(form(), "b2", bonus=True, weight=10)
    assert score_evaluation(spec, answers(b2=4)).quality is None


def test_a_bonus_falls_with_its_section():
    spec = changed(changed(form(), "b2", bonus=True, weight=10), "b1", critical="section")
    assert score_evaluation(spec, answers(a1=4, a2=4, b1=0, b2=4)).quality == pytest.approx(60)


TESTS = [  # test of the earlier answer, that answer, asked or not
    ({"one_of": (0, 1)}, 0, True),
    ({"one_of": (0, 1)}, 2, False),
    ({"one_of": (0, 1)}, NA, False),
    ({"at_most": 2}, 2, True),
    ({"at_most": 2}, 3, False),
    ({"at_least": 3}, 3, True),
    ({"at_least": 3}, 2, False),
    ({"at_least": 0}, NA, False),
    ({"not_applicable": True}, NA, True),
    ({"not_applicable": True}, 0, False),
    ({"at_least": 0}, None, False),  # not answered yet
]


@pytest.mark.parametrize(("test", "earlier", "asked"), TESTS)
def test_a_condition_asks_or_hides(test, earlier, asked):
    spec = changed(form(), "a2", shown_if=Condition("a1", **test))
    given = {} if earlier is None else answers(a1=earlier)
    assert ("a2" in visible(spec, given)) is asked


def test_a_hidden_question_counts_as_not_applicable_whatever_was_typed_into_it():
    spec = changed(form(), "a2", shown_if=Condition("a1", at_most=1), critical="all")
    hidden = score_evaluation(spec, answers(a1=4, a2=0, b1=4, b2=4))
    assert (hidden.quality, hidden.critical_failed) == (100, ())
    assert "a2" not in hidden.criterion_points
    shown = score_evaluation(spec, answers(a1=1, a2=0, b1=4, b2=4))
    assert (shown.quality, shown.critical_failed) == (0, ("a2",))


def test_a_chain_of_conditions_falls_as_one():
    spec = changed(form(), "a2", shown_if=Condition("a1", at_most=1))
    spec = changed(spec, "b1", shown_if=Condition("a2", at_least=0))
    assert visible(spec, answers(a1=0, a2=3)) == {"a1", "a2", "b1", "b2"}
    assert visible(spec, answers(a1=4, a2=3)) == {"a1", "b2"}


def test_hidden_automatic_and_text_questions_are_never_missing():
    spec = changed(form(), "a2", shown_if=Condition("a1", at_most=1))
    spec = changed(spec, "b1", kind="automatic", minimum=0, maximum=100)
    assert missing_answers(spec, answers(a1=4)) == ("b2",)
    assert missing_answers(spec, answers(a1=0)) == ("a2", "b2")


FLOORS = [  # floor of section b, its answers, speed ratio, composite, missed
    (None, (0, 4), 1.0, 0.8 * 80 + 20, ()),
    (50, (0, 4), 1.0, 84, ()),  # at the floor
    (51, (0, 4), 1.0, 80, ("b",)),  # under it: speed lifts nothing
    (51, (0, 4), 1.5, 64, ("b",)),  # but slowness still costs
    (51, (NA, NA), 1.0, 100, ()),  # nothing scored, nothing missed
]


@pytest.mark.parametrize(("floor", "given", "ratio", "composite", "missed"), FLOORS)
def test_a_section_under_its_floor_holds_speed_down(floor, given, ratio, composite, missed):
    sections = (SectionSpec("a", 60), SectionSpec("b", 40, floor))
    spec = form(sections=sections, quality_weight=80, speed_weight=20)
    score = score_evaluation(spec, answers(a1=4, a2=4, b1=given[0], b2=given[1]), ratio)
    assert score.composite == pytest.approx(composite)
    assert score.floors_missed == missed


BANDS = [  # answers, floor of b, band
    ((4, 4, 4, 4), None, 85),
    ((4, 4, 4, 0), None, 60),  # 80
    ((0, 0, 0, 0), None, 0),
    ((4, 4, 4, 0), 60, 0),  # b is at 50, under its floor: the band is b's own
    ((NA, NA, NA, NA), 60, None),
]


@pytest.mark.parametrize(("given", "floor", "band"), BANDS)
def test_the_band_is_that_of_the_score_or_of_a_section_under_its_floor(given, floor, band):
    sections = (SectionSpec("a", 60), SectionSpec("b", 40, floor))
    spec = form(sections=sections, bands=(0, 60, 85))
    keys = ("a1", "a2", "b1", "b2")
    score = score_evaluation(spec, answers(**dict(zip(keys, given, strict=True))))
    assert score.band == band


def test_without_bands_there_is_none():
    assert score_evaluation(form(), answers(a1=4)).band is None


STEPS = [(0, 100), (0.5, 100), (0.51, 40), (0.7, 40), (0.71, 10), (99, 10)]


@pytest.mark.parametrize(("measured", "points"), STEPS)
def test_a_measured_value_earns_the_points_of_the_first_step_that_reaches_it(measured, points):
    automatic = Automatic("agent_talk_share", (Step(0.5, 100), Step(0.7, 40)), above=10)
    assert automatic.points(measured) == points


@pytest.mark.parametrize(("value", "asked"), [(0, True), (1.9, True), (2, False), (None, False)])
def test_causes_are_asked_for_below_the_limit(value, asked):
    causes = RootCauses(below=2, causes=(Cause("training", {"en": "Training"}),))
    assert causes.asked_for(value) is asked
