"""Forms with conditions, causes and measured answers, as they are saved and handed in."""

import pytest

from evaluation.actions import Unanswered, submit_evaluation
from evaluation.drafts import save_draft
from evaluation.refusals import Refused
from evaluation.rubrics.adapters import criteria_of
from tests.evaluation.factories import (
    answers_for,
    make_assignment,
    make_reviewable,
    make_version,
    small_rubric,
)

pytestmark = pytest.mark.usefixtures("app")


def form():
    """Asks for a cause below 2, for a second answer at 1 or less, and measures the time."""
    scale = {"key": "probes", "name": {"en": "Probes"}, "kind": "scale", "weight": 50,
             "minimum": 0, "maximum": 4,
             "root_causes": {"below": 2, "required": True,
                             "causes": [{"key": "haste", "texts": {"en": "Haste"}}]}}  # fmt: skip
    follow = {"key": "offers", "name": {"en": "Offers"}, "kind": "yes_no", "weight": 30,
              "shown_if": {"question": "probes", "at_most": 1}}  # fmt: skip
    measured = {"key": "time", "name": {"en": "Time"}, "kind": "automatic", "weight": 20,
                "automatic": {"metric": "handle_seconds", "above": 0, "override": True,
                              "steps": [{"up_to": 300, "points": 100},
                                        {"up_to": 600, "points": 50}]}}  # fmt: skip
    section = {"key": "all", "name": {"en": "All"}, "weight": 100,
               "criteria": [scale, follow, measured]}  # fmt: skip
    return small_rubric(sections=[section])


@pytest.fixture
def version():
    return make_version(form())


@pytest.fixture
def assignment(version):
    return make_assignment(rubric=version.rubric, interaction=make_reviewable(handle_seconds=400))


@pytest.fixture
def ids(version):
    return {criterion.key: criterion.id for criterion in criteria_of(version)}


def given(draft):
    return {r.criterion.key: (r.value, r.measured, r.override_reason) for r in draft.ratings}


def test_a_measured_question_answers_itself(user, assignment, version):
    draft = save_draft(user, assignment, 0, answers=answers_for(version, probes=4))
    assert given(draft)["time"] == (50, 400, "")
    done = submit_evaluation(user, assignment)
    assert done.quality == pytest.approx((50 * 100 + 20 * 50) / 70)


def test_other_points_need_a_reason_and_keep_the_measure(user, assignment, ids):
    with pytest.raises(Refused):
        save_draft(user, assignment, 0, answers={ids["time"]: {"value": 80, "na": False}})
    own = {"value": 80, "na": False, "override_reason": "The line was down"}
    draft = save_draft(user, assignment, 0, answers={ids["time"]: own})
    assert given(draft)["time"] == (80, 400, "The line was down")
    draft = save_draft(user, assignment, 1, answers={ids["time"]: {"value": None, "na": False}})
    assert given(draft)["time"] == (50, 400, "")
    again = save_draft(user, assignment, 1, answers={ids["time"]: {"value": None, "na": False}})
    assert again.revision == 2


def test_what_is_not_measured_is_not_applicable(user, assignment, version):
    assignment.interaction.handle_seconds = None
    draft = save_draft(user, assignment, 0, answers=answers_for(version, probes=4))
    assert given(draft)["time"] == (None, None, "")
    assert submit_evaluation(user, assignment).quality == 100


def test_a_low_answer_needs_its_cause_and_the_question_it_leads_to(user, assignment, version, ids):
    save_draft(user, assignment, 0, answers=answers_for(version, probes=1))
    with pytest.raises(Unanswered) as missing:
        submit_evaluation(user, assignment)
    assert missing.value.criterion_ids == [ids["probes"], ids["offers"]]
    answers = answers_for(version, offers=1) | {ids["probes"]: {"root_causes": ["haste"]}}
    save_draft(user, assignment, 1, answers=answers)
    assert submit_evaluation(user, assignment).state == "released"


def test_a_cause_that_is_not_offered_is_refused(user, assignment, ids):
    for causes in (["luck"], ["haste", "haste"]):
        with pytest.raises(Refused):
            save_draft(user, assignment, 0, answers={ids["probes"]: {"root_causes": causes}})


def test_an_answer_typed_before_its_question_went_stays_and_does_not_count(
    user, assignment, version
):
    save_draft(user, assignment, 0, answers=answers_for(version, probes=1, offers=0))
    draft = save_draft(user, assignment, 1, answers=answers_for(version, probes=4))
    assert given(draft)["offers"] == (0, None, "")
    assert submit_evaluation(user, assignment).quality == pytest.approx((50 * 100 + 20 * 50) / 70)
