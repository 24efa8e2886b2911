"""What holds for every rubric and every set of answers, tried on many that nobody chose."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.rubrics.conditions import Condition, visible
from evaluation.rubrics.rebalance import rebalance
from evaluation.scoring import Answer, CriterionSpec, RubricSpec, SectionSpec, score_evaluation

NA = Answer(not_applicable=True)
few = settings(max_examples=150, deadline=None)


@st.composite
def weights(draw, count: int) -> list[float]:
    parts = draw(st.lists(st.integers(1, 20), min_size=count, max_size=count))
    return rebalance([float(part) for part in parts])


@st.composite
def rubrics(draw, conditions: bool = False) -> RubricSpec:
    """A rubric whose weights reach 100, with bonus and critical questions."""
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    shares = draw(weights(len(counts)))
    sections = tuple(
        SectionSpec(f"s{i}", share, draw(st.sampled_from([None, 50])))
        for i, share in enumerate(shares)
    )
    criteria: list[CriterionSpec] = []
    for section, count in zip(sections, counts, strict=True):
        for weight in draw(weights(count)):
            earlier = criteria[-1].key if criteria and conditions and draw(st.booleans()) else None
            criteria.append(
                CriterionSpec(
                    f"q{len(criteria)}", section.key, weight, "scale", 0, 4,
                    critical=draw(st.sampled_from([None, None, "section", "all"])),
                    shown_if=Condition(earlier, at_least=2) if earlier else None,
                )
            )  # fmt: skip
        if draw(st.booleans()):
            bonus = draw(st.integers(1, 30))
            key = f"q{len(criteria)}"
            criteria.append(CriterionSpec(key, section.key, bonus, "scale", 0, 4, bonus=True))
    return RubricSpec(
        sections, tuple(criteria), 80, 20, draw(st.sampled_from([None, 60])),
        draw(st.sampled_from(["sections", "criteria"])), bands=(0, 40, 80),
    )  # fmt: skip


answer = st.one_of(st.integers(0, 4).map(lambda v: Answer(float(v))), st.just(NA))


@st.composite
def filled(draw, conditions: bool = False):
    spec = draw(rubrics(conditions=conditions))
    return spec, {c.key: draw(answer) for c in spec.criteria}


@few
@given(filled(conditions=True), st.floats(0.2, 3))
def test_scores_stay_between_0_and_100_and_the_band_is_theirs(case, ratio):
    spec, given_answers = case
    score = score_evaluation(spec, given_answers, ratio)
    for points in (score.quality, score.composite, score.unadjusted):
        assert points is None or 0 <= points <= 100
    if score.composite is not None:
        assert score.band is not None and score.band <= score.composite


@few
@given(filled(), st.data())
def test_a_better_answer_never_costs(case, data):
    spec, given_answers = case
    key = data.draw(st.sampled_from([c.key for c in spec.criteria]))
    if given_answers[key].not_applicable:
        return
    better = given_answers | {key: Answer(data.draw(st.sampled_from([v / 2 for v in range(9)])))}
    lower, higher = sorted((given_answers, better), key=lambda answers: answers[key].value or 0.0)
    before, after = score_evaluation(spec, lower, 1.2), score_evaluation(spec, higher, 1.2)
    if before.quality is None:  # only a bonus applies
        assert after.quality is None
        return
    assert after.quality >= before.quality - 1e-9
    assert after.composite >= before.composite - 1e-9
    assert (after.band or 0) >= (before.band or 0)


@few
@given(filled(), st.data())
def test_not_applicable_is_the_same_as_not_being_in_the_rubric(case, data):
    spec, given_answers = case
    key = data.draw(st.sampled_from([c.key for c in spec.criteria]))
    without = replace(spec, criteria=tuple(c for c in spec.criteria if c.key != key))
    rest = {k: a for k, a in given_answers.items() if k != key}
    with_na = score_evaluation(spec, given_answers | {key: NA})
    assert with_na.quality == pytest.approx(score_evaluation(without, rest).quality)


@few
@given(filled(conditions=True))
def test_hidden_is_the_same_as_not_asked(case):
    spec, given_answers = case
    asked = visible(spec, given_answers)
    only = {key: answer for key, answer in given_answers.items() if key in asked}
    hidden_na = given_answers | {key: NA for key in given_answers if key not in asked}
    whole = score_evaluation(spec, given_answers)
    assert whole == score_evaluation(spec, only)
    assert visible(spec, hidden_na) == asked
    assert whole == score_evaluation(spec, hidden_na)


@few
@given(filled())
def test_a_critical_failure_dominates_everything_else(case):
    spec, _answers = case
    critical = next((c for c in spec.criteria if c.critical == "all"), None)
    if critical is None:
        return
    best = {c.key: Answer(4.0) for c in spec.criteria} | {critical.key: Answer(0.0)}
    score = score_evaluation(spec, best, 1.0)
    assert (score.quality, score.composite) == (0, 0)
    assert critical.key in score.critical_failed


@few
@given(
    st.lists(st.integers(0, 10_000).map(lambda n: n / 100), min_size=1, max_size=40),
    st.data(),
)
def test_rebalanced_weights_reach_100_and_leave_the_locked_alone(before, data):
    places = st.integers(0, len(before) - 1)
    typed = data.draw(st.none() | places)
    locked = data.draw(st.sets(places, max_size=3)) - {typed}
    if sum(before[i] for i in locked) > 100:
        return
    after = rebalance(before, typed, locked)
    assert all(weight >= 0 for weight in after)
    assert all(after[i] == before[i] for i in locked)
    if len(locked) + (typed is not None) < len(before):
        assert sum(after) == pytest.approx(100, abs=1e-6)
    if typed is not None:
        assert after[typed] <= before[typed]


@pytest.mark.parametrize(
    ("before", "typed", "locked", "after"),
    [
        ([25, 25, 25, 25], 0, (), [25, 25, 25, 25]),
        ([40, 25, 25, 25], 0, (), [40, 20, 20, 20]),
        ([40, 25, 25, 25], 0, (1,), [40, 25, 18, 17]),
        ([50, 0, 0, 0], 0, (), [50, 17, 17, 16]),
        ([12.5, 50, 50], 0, (), [12.5, 43.75, 43.75]),
        ([120, 50, 50], 0, (), [100, 0, 0]),
        ([90, 30, 70], 0, (1,), [70, 30, 0]),
        ([30, 30, 30], None, (0, 1, 2), [30, 30, 30]),
        ([30, 60], None, (), [33, 67]),
        ([70], 0, (), [70]),
    ],
)
def test_rebalancing_by_example(before, typed, locked, after):
    assert rebalance(before, typed, locked) == after
