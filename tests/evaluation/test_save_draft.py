"""Every answer is saved as it is given, and no tab overwrites another in silence."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.db import db
from evaluation.drafts import save_draft
from evaluation.models import Evaluation, Moment
from evaluation.refusals import Refused, Stale
from evaluation.sampling.models import REPLACED
from tests.evaluation.factories import answers_for, make_assignment, make_version
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("app")


def moment(**values):
    return {
        "client_key": "k1",
        "note": "Well asked",
        "start": 5.0,
        "end": 9.0,
        "quote": "…",
    } | values


def given(draft):
    return {r.criterion.key: (r.value, r.not_applicable, r.comment) for r in draft.ratings}


def test_the_first_save_makes_the_draft_and_freezes_the_version(user, assignment, version):
    draft = save_draft(user, assignment, 0, answers=answers_for(version, probes=3))

    assert (draft.state, draft.revision, draft.agent_id) == (
        "draft",
        1,
        assignment.interaction.agent_id,
    )
    assert given(draft) == {"probes": (3, False, "")}
    assert version.is_frozen


def test_later_saves_change_only_what_they_name(user, assignment, version):
    save_draft(user, assignment, 0, answers=answers_for(version, probes=3))
    comment = {next(iter(answers_for(version, probes=0))): {"comment": "Good question"}}
    draft = save_draft(user, assignment, 1, answers=comment)
    draft = save_draft(user, assignment, 2, answers=answers_for(version, verified=1))

    assert given(draft) == {"probes": (3, False, "Good question"), "verified": (1, False, "")}
    assert draft.revision == 3


def test_not_applicable_takes_the_value_away_and_back(user, assignment, version):
    save_draft(user, assignment, 0, answers=answers_for(version, probes=3))
    draft = save_draft(user, assignment, 1, answers=answers_for(version, probes="na"))
    assert given(draft)["probes"] == (None, True, "")
    draft = save_draft(user, assignment, 2, answers=answers_for(version, probes=1))
    assert given(draft)["probes"] == (1, False, "")


def test_a_stale_tab_is_told_and_changes_nothing(user, assignment, version):
    draft = save_draft(user, assignment, 0, answers=answers_for(version, probes=3))
    with pytest.raises(Stale) as stale:
        save_draft(user, assignment, 0, answers=answers_for(version, probes=1))

    assert stale.value.revision == 1
    assert given(draft) == {"probes": (3, False, "")}


def test_two_new_tabs_cannot_both_be_the_first(user, assignment, version):
    save_draft(user, assignment, 0, answers=answers_for(version, probes=3))
    with pytest.raises(Stale):
        save_draft(user, assignment, 0, answers=answers_for(version, verified=0))


def test_a_repeated_save_is_welcome_and_does_nothing_twice(user, assignment, version):
    change = {"answers": answers_for(version, probes=3), "moments": [moment()], "summary": "Good"}
    save_draft(user, assignment, 0, **change)
    draft = save_draft(user, assignment, 0, **change)

    assert draft.revision == 1
    assert len(draft.moments) == 1
    assert db.session.scalar(select(func.count()).select_from(Evaluation)) == 1


def test_a_tab_that_takes_over_saves_on_the_newest_count(user, assignment, version):
    save_draft(user, assignment, 0, answers=answers_for(version, probes=3))
    draft = save_draft(user, assignment, 1, answers=answers_for(version, probes=1))
    assert given(draft) == {"probes": (1, False, "")}


def test_moments_are_pinned_changed_and_removed_by_their_key(user, assignment, version):
    key = next(iter(answers_for(version, probes=0)))
    draft = save_draft(user, assignment, 0, moments=[moment(criterion_id=key)])
    draft = save_draft(user, assignment, 1, moments=[moment(note="Better", praise=True)])
    (pinned,) = draft.moments
    assert (pinned.note, pinned.praise, pinned.criterion_id) == ("Better", True, key)

    draft = save_draft(user, assignment, 2, removed_moments=["k1"])
    db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(Moment)) == 0


def test_active_time_only_grows(user, assignment):
    assignment.created_at = now() - timedelta(hours=1)
    save_draft(user, assignment, 0, seconds_spent=90.0)
    draft = save_draft(user, assignment, 1, seconds_spent=30.0)
    assert draft.seconds_spent == 90
    assert save_draft(user, assignment, 2, seconds_spent=float("nan")).seconds_spent == 90


def test_no_browser_counts_more_time_than_has_passed(user, assignment):
    assignment.created_at = now() - timedelta(minutes=2)
    draft = save_draft(user, assignment, 0, seconds_spent=3600.0)
    assert 120 <= draft.seconds_spent <= 130
    draft = save_draft(user, assignment, 1, seconds_spent=3600.0)
    assert draft.seconds_spent <= 140
    draft.saved_at = now() - timedelta(minutes=1)
    assert save_draft(user, assignment, 2, seconds_spent=150.0).seconds_spent == 150


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("probes", {"value": 5, "na": False}),
        ("probes", {"value": -1, "na": False}),
        ("probes", {"value": float("nan"), "na": False}),
        ("probes", {"value": "3", "na": False}),
        ("probes", {"value": True, "na": False}),
        ("probes", {"value": 2.5, "na": False}),
        ("verified", {"value": 0.5, "na": False}),
        ("probes", {"root_causes": ["haste"]}),
        ("probes", {"root_causes": "haste"}),
        ("probes", {"override_reason": "because"}),
        ("probes", {"value": 3, "na": True}),
        ("probes", {"value": None, "na": "yes"}),
        ("probes", {"comment": 7}),
        ("verified", {"value": None, "na": True}),
    ],
)
def test_an_answer_that_does_not_fit_its_question_is_refused(
    user, assignment, version, key, answer
):
    criterion = next(iter(answers_for(version, **{key: 0})))
    with pytest.raises(Refused):
        save_draft(user, assignment, 0, answers={criterion: answer})


def test_an_answer_to_a_question_of_another_form_is_refused(user, assignment):
    with pytest.raises(Refused):
        save_draft(user, assignment, 0, answers={999_999: {"value": 1, "na": False}})


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_key": ""},
        {"client_key": "k" * 65},
        {"client_key": None},
        {"criterion_id": 999_999},
        {"start": -1},
        {"start": "soon"},
        {"start": 9.5, "end": 9.0},
        {"end": float("inf")},
        {"note": 5},
        {"criterion_id": [1]},
        {"criterion_id": True},
        {"turn_position": "x"},
        {"turn_position": -1},
        {"turn_position": 10**30},
        {"quote": "half a pair \ud800"},
        {"note": "no \0 in a text"},
        {"client_key": "\ud800"},
    ],
)
def test_a_moment_that_makes_no_sense_is_refused(user, assignment, wrong):
    with pytest.raises(Refused):
        save_draft(user, assignment, 0, moments=[moment(**wrong)])


def test_a_moment_cannot_be_moved_to_end_before_it_starts(user, assignment):
    save_draft(user, assignment, 0, moments=[moment()])
    with pytest.raises(Refused):
        save_draft(user, assignment, 1, moments=[{"client_key": "k1", "end": 4.0}])


def test_two_moments_of_one_key_are_refused(user, assignment):
    with pytest.raises(Refused):
        save_draft(user, assignment, 0, moments=[moment(), moment(note="Another")])


@pytest.mark.parametrize("summary", ["\0", "\udfff"])
def test_a_text_that_no_database_keeps_is_refused(user, assignment, version, summary):
    comment = {key: {"comment": summary} for key in answers_for(version, probes=3)}
    with pytest.raises(Refused):
        save_draft(user, assignment, 0, summary=summary)
    with pytest.raises(Refused):
        save_draft(user, assignment, 0, answers=comment)


def test_a_conversation_without_an_agent_cannot_be_reviewed(user, assignment):
    assignment.interaction.agent = None
    with pytest.raises(Refused):
        save_draft(user, assignment, 0, summary="?")


def test_a_replaced_assignment_takes_no_answers(user, assignment):
    assignment.state = REPLACED
    with pytest.raises(Refused):
        save_draft(user, assignment, 0, summary="?")


def test_a_rubric_without_a_published_version_cannot_be_used():
    version = make_version()
    version.published_at = None
    assignment = make_assignment(make_user("evaluator"), rubric=version.rubric)
    with pytest.raises(Refused):
        save_draft(assignment.evaluator, assignment, 0, summary="?")
