"""What people are told about plans."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from coaching import actions
from coaching.actions import Promise
from core.clock import now
from core.db import db
from core.jobs.queue import enqueue
from core.jobs.runner import run_pending
from people.notices.models import Notice
from tests.coaching.factories import make_competency
from tests.factories import make_agent, make_team, make_user
from tests.rows import told

pytestmark = pytest.mark.database


@pytest.fixture
def lead(app: Flask):
    return make_user("lead", name="Lea")


@pytest.fixture
def plan(lead):
    agent = make_agent(name="Noor", team=make_team(lead), user=make_user("agent"))
    due = now().date() + timedelta(days=30)
    return actions.open_plan(
        lead,
        agent,
        make_competency(name={"en": "Probing"}),
        title="Ask more",
        target=80,
        due_on=due,
    )


def remind(app: Flask) -> None:
    enqueue("coaching.remind")
    db.session.commit()
    assert run_pending(app) == ["done"]


def test_the_agent_is_told_of_a_plan_and_its_lead_of_the_agreement(lead, plan) -> None:
    agent = plan.agent.user
    assert told(agent)[0].startswith("A plan for Probing was opened for you, until ")
    assert told(lead) == []
    actions.acknowledge_plan(agent, plan)
    assert told(agent) == []
    assert told(lead) == ["Noor agrees to the plan for Probing."]


def test_the_agent_is_invited_to_a_session(lead, plan) -> None:
    when = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    actions.add_session(lead, plan, when, 30, "")
    assert told(plan.agent.user)[-1] == (
        "A coaching session for Probing is arranged: 2 Mar 2026, 09:30 (UTC)."
    )


def test_each_side_is_reminded_once_of_its_own_promises(app: Flask, lead, plan) -> None:
    agent, today = plan.agent.user, now().date()
    for owner, days in (("agent", 1), ("agent", 9), ("lead", 0)):
        actions.add_action(lead, plan, Promise(owner, "Listen", today + timedelta(days=days)))
    remind(app)
    assert [words.startswith("What you promised") for words in told(agent)] == [False, True]
    assert [words.startswith("What you promised") for words in told(lead)] == [True]
    db.session.execute(Notice.__table__.update().values(read_at=now()))
    remind(app)
    assert told(agent) == told(lead) == []


def test_what_is_done_reminds_nobody(app: Flask, lead, plan) -> None:
    action = actions.add_action(lead, plan, Promise("lead", "Listen", now().date()))
    remind(app)
    assert len(told(lead)) == 1
    actions.tick_action(lead, action, True)
    assert told(lead) == []


def test_a_closed_plan_tells_its_end_and_nothing_else(app: Flask, lead, plan) -> None:
    agent = plan.agent.user
    actions.add_action(lead, plan, Promise("agent", "Listen", now().date()))
    remind(app)
    actions.close_plan(lead, plan, "It worked.")
    assert told(agent) == ["The plan for Probing is closed; read what came of it."]
    remind(app)
    assert len(told(agent)) == 1
