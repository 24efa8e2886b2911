"""After a session closes: comments, the reference answer and the distance from it."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from evaluation.calibration import actions
from evaluation.calibration.models import CalibrationSession
from evaluation.calibration.results import result_of
from evaluation.refusals import Refused
from people.models import AuditEvent, User
from tests.evaluation.calibration.factories import make_session, score
from tests.factories import make_user

REASON = "The customer is asked twice before anything is tried."


@pytest.fixture
def people(app: Flask) -> tuple[User, User, User]:
    return make_user("qa_lead"), make_user("evaluator"), make_user("evaluator")


@pytest.fixture
def closed(people: tuple[User, User, User]) -> CalibrationSession:
    lead, ana, ben = people
    session = make_session([ana, ben], lead=lead)
    score(ana, session, probes=4)
    score(ben, session, probes=1, verified=0)
    return session


def test_the_answers_stand_side_by_side(closed, people) -> None:
    _, ana, ben = people
    item = result_of(closed).items[0]
    probes = next(each for each in item.questions if each.question.key == "all/probes")
    assert [(each.user, each.answer.value) for each in probes.given] == [(ana, 4), (ben, 1)]
    assert probes.spread == 0.75
    assert item.farthest is not None
    assert item.farthest.question.key == "all/verified"
    assert item.score_range == (0.0, 100.0)


def test_too_few_conversations_give_no_coefficient_and_say_how_many_are_missing(closed) -> None:
    result = result_of(closed)
    found = {question.key: agreement for question, agreement in result.agreement}
    assert found["all/probes"].alpha is None
    assert (found["all/probes"].missing, found["all/verified"].missing) == (4, 19)
    assert (result.score.icc, result.score.missing) == (None, 4)


def test_the_expert_says_what_is_right_and_everybody_sees_how_far_they_were(closed, people) -> None:
    lead, ana, ben = people
    item = closed.items[0]
    answer = {"value": 3, "na": False}
    actions.set_reference(lead, closed, item, "all/probes", answer, REASON)
    actions.set_reference(lead, closed, item, "all/verified", {"value": 1, "na": False}, REASON)
    distances = {user.id: far for user, far in result_of(closed).distances}
    assert (distances[ana.id].matched, distances[ana.id].compared) == (1, 2)
    assert (distances[ana.id].lean, distances[ana.id].lean_interval) == (25.0, None)
    assert (distances[ben.id].matched, distances[ben.id].lean) == (0, -50.0)


def test_a_reference_recorded_again_replaces_the_first_and_the_trail_keeps_it(
    closed, people
) -> None:
    lead, item = people[0], closed.items[0]
    for value in (3, 2):
        answer = {"value": value, "na": False}
        actions.set_reference(lead, closed, item, "all/probes", answer, REASON)
    assert [(row.value, row.expert) for row in item.references] == [(2, lead)]
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.verb == "calibration.reference_recorded")
    ).all()
    assert [event.details["before"] for event in events] == [None, 3]


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        ("all/probes", {"value": 3, "na": False}, "short"),
        ("all/probes", {"value": 9, "na": False}, REASON),
        ("all/probes", {"value": None, "na": False}, REASON),
        ("all/verified", {"value": None, "na": True}, REASON),
        ("all/unheard", {"value": 3, "na": False}, REASON),
    ],
)
def test_a_reference_is_refused(closed, people, question, answer, reason) -> None:
    with pytest.raises(Refused):
        actions.set_reference(people[0], closed, closed.items[0], question, answer, reason)


def test_only_the_named_expert_records_a_reference(closed, people) -> None:
    for somebody in (people[1], make_user("qa_lead")):
        with pytest.raises(Refused):
            actions.set_reference(
                somebody, closed, closed.items[0], "all/probes", {"value": 3, "na": False}, REASON
            )


def test_people_discuss_an_answer_and_the_whole(closed, people) -> None:
    item = closed.items[0]
    actions.comment(people[1], closed, item, "all/probes", " One question is enough. ")
    actions.comment(people[2], closed, item, "", "A hard one.")
    shown = result_of(closed).items[0]
    probes = next(each for each in shown.questions if each.question.key == "all/probes")
    assert [row.text for row in probes.comments] == ["One question is enough."]
    assert [row.text for row in shown.comments] == ["A hard one."]


@pytest.mark.parametrize(
    ("question", "text"), [("", "  "), ("", "nul \0"), ("all/unheard", "what?")]
)
def test_a_comment_is_refused(closed, people, question, text) -> None:
    with pytest.raises(Refused):
        actions.comment(people[1], closed, closed.items[0], question, text)


def test_nothing_is_said_while_it_is_blind(people) -> None:
    lead, ana, ben = people
    session = make_session([ana, ben], lead=lead)
    with pytest.raises(Refused):
        actions.comment(ana, session, session.items[0], "", "I gave a 3.")
    with pytest.raises(Refused):
        actions.set_reference(
            lead, session, session.items[0], "all/probes", {"value": 3, "na": False}, REASON
        )
