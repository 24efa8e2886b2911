"""Draws: exact chances, fair hands, and a record that proves itself."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.db import db
from evaluation.refusals import Refused
from evaluation.review_model.actions import flag_ready_interactions
from evaluation.sampling import design
from evaluation.sampling.actions import draw, install_default_plan
from evaluation.sampling.drawing import preview
from evaluation.sampling.models import Assignment
from evaluation.sampling.proving import prove
from evaluation.sampling.queries import picks_of
from evaluation.sampling.working_days import due_day
from people.models import AuditEvent
from tests.evaluation.factories import make_assignment, make_plan, make_reviewable
from tests.factories import make_agent, make_user
from transcripts.models import FAILED, InteractionGrant

pytestmark = pytest.mark.usefixtures("app")
CALM = [("customer", "Where is it?"), ("agent", "On its way.")]
ANGRY = [("customer", "This is unacceptable."), ("agent", "Sorry about that.")]


def yesterday(hours: int = 0):
    return now() - timedelta(days=1, hours=hours)


@pytest.fixture
def evaluators():
    return [make_user("evaluator") for _ in range(3)]


@pytest.fixture
def agents():
    return [make_agent(), make_agent()]


@pytest.fixture
def frame(agents):
    """Ten conversations of each of two agents, two of each flagged."""
    for agent in agents:
        for n in range(10):
            turns = ANGRY if n < 2 else CALM
            make_reviewable(agent=agent, turns=turns, started_at=yesterday(n % 5))
    flag_ready_interactions()


@pytest.fixture
def plan():
    return make_plan(per_agent=4)


def test_each_agent_gets_as_many_reviews_as_the_plan_says(evaluators, agents, frame, plan):
    picks = picks_of(draw(None, plan, seed=1))
    assert {a.id: sum(p.interaction.agent_id == a.id for p in picks) for a in agents} == {
        agents[0].id: 4,
        agents[1].id: 4,
    }
    assert {pick.due_on for pick in picks} == {due_day(now().date(), 7)}


def test_the_chances_kept_are_exactly_those_of_the_design(evaluators, frame, plan):
    result = preview(plan, seed=1)
    first = result.frames[0]
    assert first.risks == (0.6, 0.6, *[0.0] * 8)
    expected = dict(
        zip(first.ids, design.inclusion_probabilities(first.risks, 4, 0.5).tolist(), strict=True)
    )
    assert {round(pi, 12) for pi in expected.values()} == {1.0, 0.25}
    for pick in picks_of(draw(None, plan, seed=1)):
        if pick.interaction_id in expected:
            assert pick.inclusion_probability == expected[pick.interaction_id]


def test_flagged_picks_say_which_signal_and_the_others_are_random(evaluators, frame, plan):
    picks = picks_of(draw(None, plan, seed=1))
    kinds = {(pick.pick, pick.reason) for pick in picks}
    assert kinds == {("risk", "complaint"), ("random", "")}
    assert all(pick.counts_in_score for pick in picks)


def test_the_same_seed_draws_the_same(frame, plan):
    assert preview(plan, seed=5).picks == preview(plan, seed=5).picks
    assert len({preview(plan, seed=s).picks for s in range(5)}) > 1


def test_looking_draws_nothing(evaluators, frame, plan):
    preview(plan, seed=1)
    assert db.session.scalar(select(func.count()).select_from(Assignment)) == 0


def test_a_draw_is_proved_from_its_record(evaluators, frame, plan):
    row = draw(None, plan, seed=1)
    assert prove(row).holds


@pytest.mark.parametrize("tampering", ["seed", "frame", "probability", "pick"])
def test_a_record_that_was_changed_is_found_out(evaluators, frame, plan, tampering):
    row = draw(None, plan, seed=1)
    picked = picks_of(row)[0]
    random_pick = next(pick for pick in picks_of(row) if pick.pick == "random")
    if tampering == "seed":
        row.seed = 2
    elif tampering == "frame":
        agent = next(iter(row.frame["agents"]))
        part = row.frame["agents"][agent]
        row.frame = row.frame | {
            "agents": row.frame["agents"] | {agent: part | {"risks": [1] * 10}}
        }
    elif tampering == "probability":
        random_pick.inclusion_probability = 0.5
    else:
        db.session.delete(picked)
    db.session.flush()
    assert not prove(row).holds


def test_the_work_is_shared_evenly(evaluators, frame, plan):
    picks = picks_of(draw(None, plan, seed=1))
    counts = sorted(sum(p.evaluator_id == e.id for p in picks) for e in evaluators)
    assert counts == [2, 3, 3]


def test_whoever_has_much_waiting_gets_less(evaluators, frame, plan):
    for _ in range(8):
        make_assignment(evaluators[0], rubric=plan.rubric)
    picks = picks_of(draw(None, plan, seed=1))
    assert {p.evaluator_id for p in picks} == {evaluators[1].id, evaluators[2].id}


def test_nobody_is_given_their_own_conversations(frame, agents, plan):
    first, second = make_user("evaluator", "agent"), make_user("evaluator")
    agents[0].user = first
    db.session.flush()
    picks = picks_of(draw(None, plan, seed=1))
    own = {p.evaluator_id for p in picks if p.interaction.agent_id == agents[0].id}
    assert own == {second.id}


def test_an_evaluator_may_open_what_was_drawn_for_them(evaluators, frame, plan):
    for pick in picks_of(draw(None, plan, seed=1)):
        assert db.session.get(InteractionGrant, (pick.interaction_id, pick.evaluator_id))


def test_what_was_given_out_is_not_drawn_again(evaluators, frame, plan):
    first = {p.interaction_id for p in picks_of(draw(None, plan, seed=1))}
    second = {p.interaction_id for p in picks_of(draw(None, plan, seed=1))}
    assert not first & second


def test_only_ready_conversations_of_the_period_and_channels_are_in_the_frame(evaluators, agents):
    plan = make_plan(frame={"days": 7, "channels": ["chat"]})
    wanted = make_reviewable(agent=agents[0], started_at=yesterday())
    make_reviewable(agent=agents[0], started_at=yesterday(), state=FAILED)
    make_reviewable(agent=agents[0], started_at=yesterday(), channel="email")
    make_reviewable(agent=agents[0], started_at=now() - timedelta(days=8))
    make_reviewable(agent=None, started_at=yesterday())
    assert [frame.ids for frame in preview(plan, seed=1).frames] == [(wanted.id,)]


def test_without_conversations_there_is_nothing_to_draw(evaluators, plan):
    with pytest.raises(Refused):
        draw(None, plan, seed=1)


def test_without_evaluators_nothing_is_drawn(frame, plan):
    with pytest.raises(Refused):
        draw(None, plan, seed=1)


def test_qa_leads_stand_in_where_there_are_no_evaluators(frame, plan):
    lead = make_user("qa_lead")
    assert {p.evaluator_id for p in picks_of(draw(lead, plan, seed=1))} == {lead.id}


def test_a_draw_is_in_the_audit_trail(evaluators, frame, plan):
    lead = make_user("qa_lead")
    row = draw(lead, plan, seed=1)
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.verb == "draw.made"))
    assert (event.user_id, event.subject_id, event.details["picked"]) == (lead.id, row.id, 8)


def test_a_new_centre_gets_one_plan():
    assert install_default_plan().id == install_default_plan().id


def test_looking_costs_the_same_number_of_queries_whatever_the_size(frame, plan, count_queries):
    db.session.commit()
    before = len(count_queries)
    preview(plan, seed=1)
    few = len(count_queries) - before
    for n in range(20):
        make_reviewable(agent=make_agent(), started_at=yesterday(n % 5), turns=ANGRY)
    flag_ready_interactions()
    db.session.commit()
    before = len(count_queries)
    preview(plan, seed=1)
    assert len(count_queries) - before == few
