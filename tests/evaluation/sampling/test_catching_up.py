"""Periods that passed while the server was down are drawn later: each once, on its own frame."""

import threading
from datetime import date, timedelta

import pytest

from core.clock import now
from core.db import db
from evaluation.sampling.jobs import draw_slot, due_slots
from evaluation.sampling.models import Draw
from evaluation.sampling.plans import document_of, save_plan
from evaluation.sampling.proving import prove
from evaluation.sampling.queries import picks_of
from evaluation.sampling.schedule import Schedule, slots_between
from tests.evaluation.factories import make_plan, make_reviewable
from tests.factories import make_agent, make_user

WEDNESDAY = date(2026, 3, 4)
DAILY = {"schedule": {"automatic": True}}


@pytest.fixture
def today(app):
    return now().date()


@pytest.fixture
def plan(today):
    """A plan that draws for each day, with a conversation on each of the last nine."""
    make_user("evaluator")
    agent = make_agent()
    for back in range(1, 10):
        make_reviewable(agent=agent, started_at=now() - timedelta(days=back))
    return make_plan(per_agent=1, frame={"days": 1}, settings=DAILY)


def caught_up(plan):
    for day in due_slots(plan):
        draw_slot(plan.id, day)
    return db.session.query(Draw).order_by(Draw.id).all()


def test_slots_are_counted_back_no_further_than_the_plan_or_the_limit():
    months = slots_between(Schedule("month"), date(2026, 1, 31), WEDNESDAY)
    assert months == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    weeks = slots_between(Schedule("week"), date(2025, 1, 1), WEDNESDAY, most=2)
    assert weeks == [date(2026, 2, 23), date(2026, 3, 2)]
    assert slots_between(Schedule(days=1), WEDNESDAY, WEDNESDAY) == [WEDNESDAY]


def test_each_missed_period_has_its_own_draw_the_oldest_first(plan, today):
    plan.automatic_since = today - timedelta(days=2)
    db.session.commit()
    rows = caught_up(plan)
    assert [row.period_end for row in rows] == [today - timedelta(days=n) for n in (3, 2, 1)]
    assert len({row.seed for row in rows}) == len({row.frame_hash for row in rows}) == 3
    for row in rows:
        (pick,) = picks_of(row)
        assert pick.interaction.started_at.date() == row.period_start == row.period_end
        assert prove(row).holds
    assert due_slots(plan) == []


def test_after_a_long_time_only_the_last_six_are_caught_up(plan, today):
    plan.automatic_since = today - timedelta(days=300)
    db.session.commit()
    assert [row.period_end for row in caught_up(plan)] == [
        today - timedelta(days=n) for n in (6, 5, 4, 3, 2, 1)
    ]


def test_a_period_that_cannot_be_drawn_does_not_hold_up_the_others(plan, today):
    plan.automatic_since = today - timedelta(days=2)
    middle = today - timedelta(days=2)
    plan.frame = plan.frame | {"channels": ["voice"]}
    make_reviewable(channel="voice", agent=make_agent(), started_at=now() - timedelta(days=1))
    db.session.commit()
    assert [row.period_end for row in caught_up(plan)] == [today - timedelta(days=1)]
    assert due_slots(plan) == [middle, middle + timedelta(days=1)]


def test_what_was_not_wanted_is_not_missed(plan, today):
    lead = make_user("qa_lead")
    assert due_slots(plan) == [today]
    plan.automatic_since = today - timedelta(days=4)
    document = document_of(plan)
    assert len(due_slots(save_plan(lead, plan, document))) == 5
    save_plan(lead, plan, document | {"active": False})
    assert due_slots(save_plan(lead, plan, document)) == [today]


@pytest.mark.database
def test_two_workers_draw_a_period_once(app, plan, today):
    plan.automatic_since = today - timedelta(days=1)
    db.session.commit()
    plan_id, days = plan.id, due_slots(plan)
    db.session.remove()
    ready = threading.Barrier(2)

    def work():
        with app.app_context():
            ready.wait()
            for day in days:
                draw_slot(plan_id, day)
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    slots = [row.slot for row in db.session.query(Draw).order_by(Draw.id)]
    assert len(slots) == len(set(slots)) == 2
