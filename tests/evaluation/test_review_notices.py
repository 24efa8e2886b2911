"""What people are told about reviews, when, and when no more."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core.clock import now
from core.db import db
from core.jobs.queue import enqueue
from core.jobs.runner import run_pending
from evaluation.actions import approve_evaluation
from evaluation.notices import tell_of_draw
from evaluation.sampling.handing import reassign
from people.notices.actions import mark_read
from people.notices.models import Notice
from tests.coaching.factories import make_draw
from tests.evaluation.factories import (
    make_assignment,
    make_reviewable,
    make_version,
    released_evaluation,
)
from tests.factories import make_agent, make_team, make_user
from tests.rows import told

pytestmark = pytest.mark.database


def reviewed_agent():
    return make_agent(team=make_team(), user=make_user("agent"))


def remind(app: Flask) -> None:
    enqueue("evaluation.remind")
    db.session.commit()
    assert run_pending(app) == ["done"]


def test_the_agent_is_told_of_a_released_review(app: Flask) -> None:
    agent = reviewed_agent()
    released_evaluation(interaction=make_reviewable(agent=agent))
    assert told(agent.user) == ["The review of your conversation of 1 Feb 2026 is there to read."]


def test_an_agent_without_an_account_is_told_nothing(app: Flask) -> None:
    released_evaluation()
    assert db.session.scalars(select(Notice)).all() == []


def test_those_who_approve_are_told_before_and_the_agent_after(app: Flask) -> None:
    agent, lead = reviewed_agent(), make_user("qa_lead")
    evaluator = make_user("evaluator", "qa_lead", name="Ona")
    evaluation = released_evaluation(
        evaluator,
        rubric=make_version(needs_approval=True).rubric,
        interaction=make_reviewable(agent=agent),
    )
    assert told(lead) == ["A review by Ona waits for approval."]
    assert told(evaluator) == told(agent.user) == []
    approve_evaluation(lead, evaluation)
    assert told(lead) == []
    assert len(told(agent.user)) == 1


def test_a_draw_is_told_once_to_each_evaluator(app: Flask) -> None:
    draw, ana, ben = make_draw(), make_user("evaluator"), make_user("evaluator")
    due = now().date() + timedelta(days=3)
    for evaluator in (ana, ana, ben):
        make_assignment(
            evaluator, draw=draw, rubric=draw.plan.rubric, pick="random",
            inclusion_probability=0.5, due_on=due,
        )  # fmt: skip
    tell_of_draw(draw)
    assert told(ana)[0].startswith("2 reviews were put into your queue. The first is due on ")
    assert told(ben)[0].startswith("1 review was put into your queue. It is due on ")


def test_what_is_due_and_what_is_overdue_is_told_once_a_day(app: Flask) -> None:
    ana, today, rubric = make_user("evaluator"), now().date(), make_version().rubric
    for days in (-2, -1, 0, 1, 2):
        make_assignment(ana, due_on=today + timedelta(days=days), rubric=rubric)
    remind(app)
    expected = [
        "2 reviews in your queue are due by tomorrow.",
        "2 reviews in your queue are overdue.",
    ]
    assert told(ana) == expected
    mark_read(ana)
    remind(app)
    assert told(ana) == []


def test_what_is_done_is_no_longer_told(app: Flask) -> None:
    ana = make_user("evaluator")
    assignment = make_assignment(ana, due_on=now().date() - timedelta(days=1))
    remind(app)
    assert told(ana) == ["1 review in your queue is overdue."]
    assignment.state = "submitted"
    db.session.commit()
    remind(app)
    assert told(ana) == []


def test_who_gets_a_review_from_somebody_else_is_told(app: Flask) -> None:
    lead, ana = make_user("qa_lead"), make_user("evaluator")
    assignment = make_assignment(make_user("evaluator"), interaction=make_reviewable())
    reassign(lead, assignment, ana, "holidays")
    assert told(ana)[0].startswith("1 review was put into your queue.")
