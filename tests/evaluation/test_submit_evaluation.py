"""A review is handed in once: scored, released, and never twice."""

import pytest
from sqlalchemy import func, select

from core.db import db
from evaluation.actions import Unanswered, approve_evaluation, submit_evaluation
from evaluation.drafts import save_draft
from evaluation.models import RELEASED, SUBMITTED, Evaluation
from evaluation.refusals import Refused
from evaluation.sampling.models import REPLACED
from people.models import AuditEvent
from tests.evaluation.factories import (
    answers_for,
    make_assignment,
    make_reviewable,
    make_version,
    released_evaluation,
    small_rubric,
)
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("app")


def filled(assignment=None, **by_key):
    assignment = assignment or make_assignment()
    version = assignment.rubric.versions[-1]
    answers = answers_for(version, **({"probes": 3, "verified": 1} | by_key))
    save_draft(assignment.evaluator, assignment, 0, answers=answers)
    return assignment


def test_a_complete_review_is_scored_and_released():
    assignment = filled()
    done = submit_evaluation(assignment.evaluator, assignment)

    assert (done.state, assignment.state) == (RELEASED, "submitted")
    assert (done.quality, done.unadjusted, done.composite) == (87.5, 87.5, 87.5)
    assert done.released_at is not None and done.submitted_at is not None
    assert {r.criterion.key: r.points for r in done.ratings} == {"probes": 0.75, "verified": 1.0}


def test_a_second_submit_gives_the_same_review():
    assignment = filled()
    first = submit_evaluation(assignment.evaluator, assignment)
    again = submit_evaluation(assignment.evaluator, assignment)

    assert again.id == first.id
    assert db.session.scalar(select(func.count()).select_from(Evaluation)) == 1
    submitted = select(func.count()).where(AuditEvent.verb == "evaluation.submitted")
    assert db.session.scalar(submitted) == 1


def test_a_failed_critical_question_makes_the_score_0_and_says_what_was_lost():
    assignment = filled(verified=0)
    done = submit_evaluation(assignment.evaluator, assignment)
    assert (done.quality, done.composite, done.unadjusted) == (0, 0, 37.5)
    assert done.critical_failed == ["verified"]


def test_speed_counts_against_what_the_contact_should_take():
    version = make_version(small_rubric(quality_weight=70, speed_weight=30))
    interaction = make_reviewable(handle_seconds=375.0, expected_seconds=300.0)
    done = submit_evaluation(
        None, filled(make_assignment(rubric=version.rubric, interaction=interaction))
    )
    assert done.speed == 50
    assert done.composite == 0.7 * 87.5 + 0.3 * 50


def test_without_an_expected_time_only_quality_counts():
    version = make_version(small_rubric(quality_weight=70, speed_weight=30))
    done = submit_evaluation(None, filled(make_assignment(rubric=version.rubric)))
    assert (done.speed, done.composite) == (None, 87.5)


def test_open_questions_are_named_and_nothing_is_handed_in():
    assignment = make_assignment()
    version = assignment.rubric.versions[-1]
    save_draft(assignment.evaluator, assignment, 0, answers=answers_for(version, probes=3))
    with pytest.raises(Unanswered) as unanswered:
        submit_evaluation(assignment.evaluator, assignment)

    assert unanswered.value.criterion_ids == list(answers_for(version, verified=0))
    assert assignment.state == "open"


def test_nothing_answered_cannot_be_submitted():
    assignment = make_assignment()
    with pytest.raises(Refused):
        submit_evaluation(assignment.evaluator, assignment)


def test_a_replaced_review_cannot_be_submitted():
    assignment = filled()
    assignment.state = REPLACED
    with pytest.raises(Refused):
        submit_evaluation(assignment.evaluator, assignment)


@pytest.fixture
def unapproved():
    version = make_version(needs_approval=True)
    assignment = filled(make_assignment(rubric=version.rubric))
    return submit_evaluation(assignment.evaluator, assignment)


def test_where_the_rubric_asks_for_it_somebody_else_approves_first(unapproved):
    assert (unapproved.state, unapproved.released_at) == (SUBMITTED, None)
    approve_evaluation(make_user("qa_lead"), unapproved)
    assert unapproved.state == RELEASED
    assert approve_evaluation(make_user("qa_lead"), unapproved).state == RELEASED


def test_nobody_approves_their_own_review(unapproved):
    with pytest.raises(Refused):
        approve_evaluation(unapproved.evaluator, unapproved)


def test_a_draft_cannot_be_approved():
    assignment = filled()
    draft = db.session.scalar(select(Evaluation))
    with pytest.raises(Refused):
        approve_evaluation(make_user("qa_lead"), draft)
    assert assignment.state == "open"


def test_the_audit_trail_tells_what_was_submitted():
    done = released_evaluation()
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.verb == "evaluation.submitted"))
    assert (event.subject_id, event.details["quality"]) == (done.id, 87.5)
