"""Limits, absences, hours: how many are drawn, for whom, due when."""

from datetime import timedelta

import pytest

from core.clock import now
from core.db import db
from evaluation.refusals import Refused
from evaluation.sampling.actions import draw
from evaluation.sampling.drawing import preview
from evaluation.sampling.jobs import draw_slot, due_slots
from evaluation.sampling.models import Absence, Draw, WorkLimit
from evaluation.sampling.numbers import past_of
from evaluation.sampling.proving import prove
from evaluation.sampling.queries import picks_of
from evaluation.sampling.schedule import automatic_period
from evaluation.sampling.working_days import days_between, due_day, working_days
from tests.evaluation.factories import make_plan, make_reviewable
from tests.factories import add, make_agent, make_user

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def evaluators():
    return [make_user("evaluator"), make_user("evaluator")]


@pytest.fixture
def frame():
    """Three agents with eight conversations each, of two channels."""
    for agent in (make_agent(), make_agent(), make_agent()):
        for n in range(8):
            channel = "chat" if n < 4 else "email"
            when = now() - timedelta(days=1)
            make_reviewable(agent=agent, channel=channel, started_at=when)


def drawn_by(plan):
    return picks_of(draw(None, plan, seed=1))


def test_no_more_is_drawn_than_people_can_do_and_every_chance_is_known(evaluators, frame):
    today = now().date()
    share = working_days(today, due_day(today, 7)) / 5
    for person in evaluators:
        add(WorkLimit(user_id=person.id, reviews=2))
    row = draw(None, make_plan(per_agent=4), seed=1)
    picks = picks_of(row)
    assert len(picks) == 2 * int(2 * share)
    for pick in picks:
        of_agent = [p for p in picks if p.interaction.agent_id == pick.interaction.agent_id]
        assert pick.inclusion_probability == pytest.approx(len(of_agent) / 8)
    assert prove(row).holds


def test_full_weeks_draw_nothing(evaluators, frame):
    for person in evaluators:
        add(WorkLimit(user_id=person.id, reviews=0))
    with pytest.raises(Refused):
        draw(None, make_plan(), seed=1)


def test_whoever_is_away_until_the_due_day_gets_nothing(evaluators, frame):
    today = now().date()
    add(Absence(user_id=evaluators[0].id, first_day=today, last_day=today + timedelta(days=30)))
    assert {p.evaluator_id for p in drawn_by(make_plan())} == {evaluators[1].id}


def test_holidays_move_the_due_day_of_everybody(evaluators, frame):
    usual = due_day(now().date(), 7)
    off = usual + timedelta(days=3)
    add(Absence(user_id=None, first_day=usual, last_day=off))
    expected = due_day(now().date(), 7, set(days_between(usual, off)))
    assert {p.due_on for p in drawn_by(make_plan())} == {expected}


def test_only_the_named_evaluators_take_part(evaluators, frame):
    plan = make_plan(settings={"hands": {"evaluators": [evaluators[1].id]}})
    assert {p.evaluator_id for p in drawn_by(plan)} == {evaluators[1].id}


def test_hours_are_spent_and_leave_nobody_below_the_least(evaluators, frame):
    plan = make_plan(per_agent=1, settings={"picks": {"hours": 4, "minutes": 15}})
    result = preview(plan, seed=1)
    assert (result.numbers.budget, len(result.picks)) == (16, 16)
    assert min(result.numbers.each.values()) >= 4  # pilots of agents of whom nothing is known
    assert all(row.after < row.before for row in result.numbers.forecast)
    assert prove(draw(None, plan, seed=1)).holds


def test_each_channel_gets_its_share_and_no_chance_changes(evaluators, frame):
    plan = make_plan(per_agent=4, settings={"picks": {"strata": ["channel"]}})
    row = draw(None, plan, seed=1)
    for agent in row.frame["agents"]:
        own = [p for p in picks_of(row) if p.interaction.agent_id == int(agent)]
        assert sorted(p.interaction.channel for p in own) == ["chat", "chat", "email", "email"]
        assert {p.inclusion_probability for p in own} == {0.5}
    assert prove(row).holds


def test_a_stratum_changed_in_the_record_is_found_out(evaluators, frame):
    row = draw(None, make_plan(settings={"picks": {"strata": ["channel"]}}), seed=1)
    agent, part = next(iter(row.frame["agents"].items()))
    other = part | {"strata": part["strata"][::-1]}
    row.frame = row.frame | {"agents": row.frame["agents"] | {agent: other}}
    assert not prove(row).holds


def test_equal_weights_are_worth_their_number_and_unequal_ones_less():
    assert past_of([(70, 0.5), (80, 0.5), (90, 0.5)]).effective == pytest.approx(3)
    assert past_of([(70, 0.5), (80, 0.5), (90, 0.5)]).variance == pytest.approx(100)
    assert past_of([(70, 0.1), (80, 1), (90, 1)]).effective == pytest.approx(144 / 102)


def automatic_plan():
    settings = {"schedule": {"automatic": True}}
    return make_plan(per_agent=1, frame={"days": 1}, settings=settings)


def test_a_plan_draws_by_itself_once_a_period(evaluators, frame):
    plan = automatic_plan()
    db.session.commit()
    (day,) = due_slots(plan)
    draw_slot(plan.id, day)
    draw_slot(plan.id, day)
    row = db.session.query(Draw).one()
    period = automatic_period(plan.rules.schedule, now().date())
    assert (row.period_start, row.period_end) == (period.start, period.end)
    assert due_slots(plan) == []


def test_a_paused_plan_and_one_for_the_hand_draw_nothing(frame):
    plan = automatic_plan()
    plan.active = False
    assert due_slots(plan) == []
    assert due_slots(make_plan(name="By hand", rubric=plan.rubric)) == []


def test_what_cannot_be_drawn_yet_waits_without_a_fault(frame):
    plan = automatic_plan()
    db.session.commit()
    (day,) = due_slots(plan)
    draw_slot(plan.id, day)  # nobody can review
    assert db.session.query(Draw).count() == 0
    assert due_slots(plan) == [day]
