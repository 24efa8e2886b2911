"""Who is asked to rule: nobody concerned, the one with least to do, else somebody who is named."""

import pytest
from sqlalchemy import select

from core.db import db
from core.jobs.queue import enqueue
from core.jobs.runner import run_pending
from evaluation.appeals.actions import appoint_decider, decide_dispute, open_dispute
from evaluation.appeals.deciders import concerned_in, may_decide
from evaluation.models import Dispute
from evaluation.queries import evaluation_for
from evaluation.refusals import Refused
from evaluation.release.actions import WantedRule, set_rule
from people.notices.models import Notice
from tests.evaluation.factories import answers_for, make_reviewable, released_evaluation
from tests.factories import make_agent, make_team, make_user
from tests.rows import told

pytestmark = pytest.mark.usefixtures("app")
REASON = "I did ask which month it was about."
WORDS = "The question is at 0:05 indeed."


def reviewed(evaluator=None, lead=None):
    agent = make_agent(team=make_team(lead), user=make_user("agent"))
    return released_evaluation(evaluator, interaction=make_reviewable(agent=agent))


def disputed(evaluation, key="probes"):
    criterion = next(iter(answers_for(evaluation.version, **{key: 0})))
    value = 4.0 if key == "probes" else 0.0
    return open_dispute(evaluation.agent.user, evaluation, criterion, REASON, value=value)


def test_neither_the_evaluator_nor_the_agent_nor_their_lead_is_asked(app):
    both = make_user("qa_lead", "evaluator")
    leading = make_user("qa_lead", "lead")
    evaluation = reviewed(both, leading)
    free = make_user("qa_lead")
    assert concerned_in(evaluation) == {both.id, leading.id, evaluation.agent.user_id}
    assert disputed(evaluation).decider == free


def test_the_one_with_fewest_open_disputes_is_asked(app):
    first, second = make_user("qa_lead"), make_user("qa_lead")
    evaluation = reviewed()
    assert disputed(evaluation).decider == first
    assert disputed(evaluation, "verified").decider == second


def test_leads_of_other_teams_are_asked_where_the_rubric_says_so(app):
    own, other = make_user("lead"), make_user("lead")
    evaluation = reviewed(None, own)
    wanted = WantedRule(False, "qa_lead", None, 3, leads_decide=True)
    set_rule(make_user("admin"), evaluation.version.rubric, wanted)
    dispute = disputed(evaluation)
    assert dispute.decider == other
    assert (dispute.due_on - dispute.opened_at.date()).days == 3
    assert evaluation_for(other, evaluation.id) == evaluation


def test_where_nobody_may_decide_that_is_said_and_somebody_named(app):
    lead = make_user("qa_lead", "evaluator", name="Ona")
    evaluation = reviewed(lead)
    admin, outsider = make_user("admin"), make_user("evaluator")
    dispute = disputed(evaluation)
    assert dispute.decider is None
    assert "Name one." in told(admin)[0] and "Name one." in told(lead)[0]
    with pytest.raises(Refused):
        appoint_decider(admin, dispute, lead.id)
    appoint_decider(admin, dispute, outsider.id)
    assert told(admin) == []
    assert "You are asked to decide by" in told(outsider)[0]
    assert decide_dispute(outsider, dispute, accepted=False, decision=WORDS) == evaluation


def test_somebody_who_was_not_asked_and_could_not_be_does_not_decide(app):
    make_user("qa_lead")
    dispute = disputed(reviewed())
    for role in ("evaluator", "lead", "admin", "agent"):
        with pytest.raises(Refused):
            decide_dispute(make_user(role), dispute, accepted=False, decision=WORDS)


def test_who_leads_the_team_by_now_does_not_decide(app):
    lead = make_user("qa_lead")
    evaluation = reviewed()
    dispute = disputed(evaluation)
    assert may_decide(lead, dispute)
    evaluation.agent.team.leads.append(lead)
    db.session.flush()
    assert not may_decide(lead, dispute)


def test_all_concerned_are_told_of_the_decision_and_nobody_waits_any_more(app):
    decider, evaluator = make_user("qa_lead"), make_user("evaluator")
    evaluation = reviewed(evaluator)
    agent = evaluation.agent
    dispute = disputed(evaluation)
    assert "disputes an answer of yours" in told(evaluator)[0]
    decide_dispute(decider, dispute, accepted=True, decision=WORDS, value=4.0)
    words = f"A dispute of {agent.name} was accepted: the review of 1 Feb 2026 is revised."
    assert told(agent.user)[-1] == told(evaluator)[0] == words
    assert told(decider) == []


def test_a_late_decider_is_reminded_once_a_day(app):
    decider = make_user("qa_lead")
    dispute = disputed(reviewed())
    dispute.due_on = dispute.opened_at.date().replace(year=2020)
    for _ in range(2):
        enqueue("disputes.remind")
        db.session.commit()
        assert run_pending(app) == ["done"]
    late = select(Notice).where(Notice.user_id == decider.id, Notice.kind == "dispute.overdue")
    assert len(db.session.scalars(late).all()) == 1


def test_a_new_qa_lead_is_asked_what_nobody_could_decide(app):
    disputed(reviewed())
    late = make_user("qa_lead")
    enqueue("disputes.remind")
    db.session.commit()
    assert run_pending(app) == ["done"]
    assert db.session.scalars(select(Dispute)).one().decider_id == late.id
