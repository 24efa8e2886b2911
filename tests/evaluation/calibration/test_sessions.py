"""Calibration sessions: opened, scored blind, closed by the last review or the deadline."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.clock import now
from core.db import db
from evaluation.actions import approve_evaluation, submit_evaluation
from evaluation.calibration import actions, closing, queries, reminders
from evaluation.calibration.results import result_of
from evaluation.models import DRAFT, SUBMITTED, Evaluation
from evaluation.queries import evaluation_for, queue_of
from evaluation.refusals import Refused
from evaluation.sampling.models import REPLACED
from people.notices.models import Notice
from tests.evaluation.calibration.factories import make_session, score
from tests.evaluation.factories import make_assignment, make_reviewable, make_version
from tests.factories import make_agent, make_team, make_user


def told(kind: str) -> set[int]:
    return set(db.session.scalars(select(Notice.user_id).where(Notice.kind == kind)))


def test_everybody_gets_every_conversation_outside_of_the_score(app: Flask) -> None:
    ana, ben = make_user("evaluator"), make_user("evaluator")
    session = make_session([ana, ben], items=2)
    for person in (ana, ben):
        rows = queue_of(person)
        assert [row.pick for row in rows] == ["calibration", "calibration"]
        assert not any(row.counts_in_score for row in rows)
    assert told("calibration.opened") == {ana.id, ben.id}
    assert session.is_open


@pytest.mark.parametrize("case", ["alone", "nothing", "past", "own", "given", "unpublished"])
def test_a_session_is_refused(app: Flask, case: str) -> None:
    ana, ben = make_user("evaluator"), make_user("evaluator")
    values = {
        "alone": lambda: {"people": [ana]},
        "nothing": lambda: {"interactions": []},
        "past": lambda: {"deadline": now() - timedelta(minutes=1)},
        "own": lambda: {"interactions": [make_reviewable(agent=make_agent(user=ana))]},
        "given": lambda: {
            "interactions": [(row := make_assignment(ana)).interaction],
            "rubric": row.rubric,
        },
        "unpublished": lambda: {"rubric": _unpublished()},
    }[case]()
    with pytest.raises(Refused):
        make_session(**{"people": [ana, ben]} | values)


def _unpublished():
    version = make_version()
    version.published_at = None
    db.session.flush()
    return version.rubric


def test_answers_are_hidden_from_everybody_until_the_last_is_in(app: Flask) -> None:
    ana, ben, lead, admin = (
        make_user(role) for role in ("evaluator", "evaluator", "qa_lead", "admin")
    )
    session = make_session([ana, ben], lead=lead)
    first = score(ana, session)
    assert (first.state, first.released_at) == (SUBMITTED, None)
    assert session.is_open
    assert evaluation_for(ana, first.id) is first
    assert [evaluation_for(who, first.id) for who in (ben, lead, admin)] == [None, None, None]
    with pytest.raises(ValueError, match="blind"):
        result_of(session)
    score(ben, session, probes=1)
    assert not session.is_open
    assert evaluation_for(ben, first.id) is first
    assert evaluation_for(lead, first.id) is first
    assert evaluation_for(admin, first.id) is None
    assert told("calibration.result") == {ana.id, ben.id, lead.id}


def test_neither_the_agent_nor_their_lead_ever_reads_a_calibration_review(app: Flask) -> None:
    lead_of_team, own = make_user("lead"), make_user("agent")
    agent = make_agent(team=make_team(lead_of_team), user=own)
    ana, ben = make_user("evaluator"), make_user("evaluator")
    session = make_session([ana, ben], interactions=[make_reviewable(agent=agent)])
    review = score(ana, session)
    score(ben, session)
    assert not session.is_open
    assert [evaluation_for(who, review.id) for who in (lead_of_team, own)] == [None, None]
    with pytest.raises(Refused):
        approve_evaluation(make_user("qa_lead"), review)


def test_the_deadline_closes_and_drops_what_was_not_submitted(app: Flask) -> None:
    ana, ben = make_user("evaluator"), make_user("evaluator")
    session = make_session([ana, ben])
    score(ana, session)
    assert closing.due_sessions(now()) == []
    late = session.deadline + timedelta(seconds=1)
    assert closing.due_sessions(late) == [session]
    closing.close(None, session)
    db.session.flush()
    assert [row.state for row in queries_tasks(session)] == ["submitted", REPLACED]
    assert queue_of(ben) == []
    with pytest.raises(Refused):
        submit_evaluation(ben, queries_tasks(session)[1])
    assert len(result_of(session).items[0].scores) == 1


def queries_tasks(session):
    return [task.assignment for item in session.items for task in item.tasks]


def test_a_draft_of_a_closed_session_is_gone(app: Flask) -> None:
    from evaluation.drafts import save_draft

    ana, ben = make_user("evaluator"), make_user("evaluator")
    session = make_session([ana, ben])
    save_draft(ben, queries_tasks(session)[1], 0, summary="half way")
    actions.close_session(make_user("qa_lead"), session)
    db.session.flush()
    drafts = select(func.count()).select_from(Evaluation).where(Evaluation.state == DRAFT)
    assert db.session.scalar(drafts) == 0


def test_more_time_only_while_it_is_blind(app: Flask) -> None:
    lead = make_user("qa_lead")
    session = make_session(lead=lead)
    later = session.deadline + timedelta(days=2)
    actions.extend_session(lead, session, later)
    assert session.deadline == later
    assert {row.due_on for row in queries_tasks(session)} == {later.date()}
    with pytest.raises(Refused):
        actions.extend_session(lead, session, later - timedelta(hours=1))
    actions.close_session(lead, session)
    with pytest.raises(Refused):
        actions.extend_session(lead, session, later + timedelta(days=1))
    with pytest.raises(Refused):
        actions.close_session(lead, session)


def test_late_participants_are_reminded_once_for_each_deadline(app: Flask) -> None:
    ana, ben = make_user("evaluator"), make_user("evaluator")
    session = make_session([ana, ben], deadline=now() + timedelta(hours=5))
    score(ana, session)
    assert (reminders.remind(), reminders.remind()) == (1, 0)
    assert told("calibration.due_soon") == {ben.id}


def test_only_people_of_a_session_see_it(app: Flask) -> None:
    ana, ben, stranger = make_user("evaluator"), make_user("evaluator"), make_user("evaluator")
    session = make_session([ana, ben])
    assert queries.session_for(ana, session.id) is session
    assert queries.session_for(stranger, session.id) is None
    assert queries.sessions_for(stranger) == []
    assert queries.sessions_for(make_user("qa_lead")) == [session]
    progress = queries.progress_of(ana, [session])[session.id]
    assert (progress.done, progress.all, progress.mine_done, progress.mine) == (0, 2, 0, 1)
