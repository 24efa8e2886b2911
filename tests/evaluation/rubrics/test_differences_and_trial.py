"""What changed between two versions, and how past reviews would have scored."""

import copy

import pytest

from evaluation.rubrics.differences import differences
from evaluation.rubrics.mistakes import mistakes_in
from evaluation.rubrics.schema import default_rubric, rubric_from_json, rubric_to_json
from evaluation.rubrics.trial import PastReview, try_on
from evaluation.scoring import Answer, ratio_of, speed_points
from tests.evaluation.factories import small_rubric

BEFORE = rubric_to_json(default_rubric())


def after(change) -> dict:
    document = copy.deepcopy(BEFORE)
    change(document)
    return document


def question(document: dict, section: int = 0, at: int = 0) -> dict:
    return document["sections"][section]["criteria"][at]


CHANGES = [
    (lambda d: d.update(quality_floor=70), [("rubric", "changed", "quality_floor", True)]),
    (lambda d: d["name"].update(en="Other"), [("rubric", "changed", "name.en", False)]),
    (lambda d: question(d).update(weight=50), [("question", "changed", "weight", True)]),
    (lambda d: question(d)["guidance"].pop("ca"), [("question", "changed", "guidance.ca", False)]),
    (lambda d: question(d).update(shown_if=None), []),
    (
        lambda d: question(d).update(root_causes={"below": 1}),
        [("question", "changed", "root_causes", False)],
    ),
    (lambda d: d["sections"][0]["criteria"].pop(), [("question", "removed", "", True)]),
    (lambda d: d["sections"][0]["criteria"].reverse(), [("question", "reordered", "", False)]),
    (
        lambda d: d["sections"][1]["criteria"].append(d["sections"][0]["criteria"].pop(1)),
        [("question", "moved", "", True), ("question", "reordered", "", False)],
    ),
    (
        lambda d: d["sections"].append({"key": "n", "name": {"en": "N"}, "criteria": []}),
        [("section", "added", "", True)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "found"), CHANGES)
def test_each_change_is_found_and_said_whether_it_moves_scores(change, found):
    listed = differences(BEFORE, after(change))
    assert [(d.what, d.change, d.field, d.moves_scores) for d in listed] == found


def test_nothing_differs_from_itself():
    assert differences(BEFORE, BEFORE) == []


def test_all_mistakes_inside_questions_are_named_at_once():
    def spoil(document):
        question(document, 0, 0)["name"] = {}
        question(document, 1, 0)["kind"] = "stars"

    found = mistakes_in(after(spoil))
    assert [mistake.path for mistake in found] == [
        "rubric.sections[0].criteria[0]", "rubric.sections[1].criteria[0]",
    ]  # fmt: skip
    assert mistakes_in(BEFORE) == []
    assert [str(mistake) for mistake in mistakes_in(None)] == ["rubric: must be a JSON object"]


def reviews(*answers: tuple[str, float, dict]) -> list[PastReview]:
    return [
        PastReview(agent, score, {key: Answer(v) for key, v in given.items()})
        for agent, score, given in answers
    ]


def test_past_reviews_are_scored_anew_by_agent_and_in_all():
    rubric = rubric_from_json(small_rubric())  # probes 50 (0-4), verified 50, critical for all
    past = reviews(
        ("Ana", 80, {"probes": 4, "verified": 1}), ("Ana", 90, {"probes": 2, "verified": 1}),
        ("Ben", 70, {"probes": 4, "verified": 0}), ("Ben", 60, {"probes": 0, "verified": 1}),
    )  # fmt: skip
    trial = try_on(rubric, past)
    # after: 100, 75, 0, 50; differences 20, -15, -70, -10, mean -18.75, s = 37.5
    assert trial.overall.n == 4
    assert (trial.overall.before, trial.overall.after) == (75, 56.25)
    assert trial.overall.difference == -18.75
    half = 3.182446 * 37.5 / 2
    assert trial.overall.lower == pytest.approx(-18.75 - half, abs=1e-4)
    assert trial.overall.upper == pytest.approx(-18.75 + half, abs=1e-4)
    assert [(m.name, m.n, m.difference, m.lower) for m in trial.agents] == [
        ("Ana", 2, 2.5, None), ("Ben", 2, -40, None),
    ]  # fmt: skip


def test_what_cannot_be_mapped_is_counted_by_question():
    rubric = rubric_from_json(small_rubric())
    past = reviews(("Ana", 80, {"probes": 7, "verified": 1}), ("Ana", 80, {"gone": 1}))
    trial = try_on(rubric, past)
    assert trial.not_fitting == {"probes": 1}
    assert trial.not_answered == {"probes": 1, "verified": 1}
    assert trial.unscored == 1
    assert (trial.overall.n, trial.overall.after) == (1, 100)


def test_bands_are_counted_before_and_after():
    bands = [{"from": 0, "name": {"en": "Low"}}, {"from": 80, "name": {"en": "High"}}]
    rubric = rubric_from_json(small_rubric(bands=bands))
    past = reviews(("A", 85, {"probes": 0, "verified": 1}), ("A", 20, {"probes": 0, "verified": 1}))
    assert try_on(rubric, past).bands == {0: (1, 2), 80: (1, 0)}


@pytest.mark.parametrize("points", [0, 12.5, 50, 99, 100])
def test_speed_points_are_turned_back_into_a_ratio_that_earns_them(points):
    assert speed_points(ratio_of(points)) == pytest.approx(points)


def test_no_reviews_no_figures():
    trial = try_on(rubric_from_json(small_rubric()), [])
    assert (trial.overall, trial.agents) == (None, ())
