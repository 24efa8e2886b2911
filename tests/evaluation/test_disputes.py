"""An agent acknowledges, or disputes one answer; somebody who took no part decides."""

import pytest
from sqlalchemy import select

from core.db import db
from evaluation.disputes import (
    acknowledge_evaluation,
    decide_dispute,
    newest_revision,
    open_dispute,
)
from evaluation.drafts import save_draft
from evaluation.models import RELEASED, SUPERSEDED, Evaluation, Moment
from evaluation.refusals import Refused
from people.models import AuditEvent
from tests.evaluation.factories import (
    answers_for,
    make_assignment,
    make_reviewable,
    released_evaluation,
)
from tests.factories import make_agent, make_team, make_user

pytestmark = pytest.mark.usefixtures("app")
REASON = "I did ask which month it was about."
WORDS = "The question is at 0:05 indeed."


@pytest.fixture
def agent_user():
    return make_user("agent")


@pytest.fixture
def evaluation(agent_user):
    agent = make_agent(team=make_team(), user=agent_user)
    return released_evaluation(interaction=make_reviewable(agent=agent))


@pytest.fixture
def criterion(evaluation):
    return next(iter(answers_for(evaluation.version, probes=0)))


@pytest.fixture
def dispute(agent_user, evaluation, criterion):
    return open_dispute(agent_user, evaluation, criterion, REASON)


@pytest.fixture
def lead():
    return make_user("qa_lead")


def test_the_agent_acknowledges_once(agent_user, evaluation):
    acknowledge_evaluation(agent_user, evaluation)
    first = evaluation.acknowledged_at
    acknowledge_evaluation(agent_user, evaluation)
    assert evaluation.acknowledged_at == first is not None


def test_nobody_else_acknowledges_for_them(evaluation, lead):
    with pytest.raises(Refused):
        acknowledge_evaluation(lead, evaluation)


def test_an_answer_is_disputed_with_a_reason_and_a_date(dispute, evaluation):
    assert (dispute.state, dispute.reason) == ("open", REASON)
    assert (dispute.due_on - dispute.opened_at.date()).days == 7


@pytest.mark.parametrize("reason", ["", "   ", "unfair"])
def test_a_dispute_needs_a_sentence(agent_user, evaluation, criterion, reason):
    with pytest.raises(Refused):
        open_dispute(agent_user, evaluation, criterion, reason)


def test_an_answer_is_disputed_only_once(agent_user, evaluation, criterion, dispute):
    with pytest.raises(Refused):
        open_dispute(agent_user, evaluation, criterion, REASON)


def test_only_the_agent_disputes(evaluation, criterion):
    with pytest.raises(Refused):
        open_dispute(make_user("agent"), evaluation, criterion, REASON)


def test_only_an_answer_of_this_form_is_disputed(agent_user, evaluation):
    with pytest.raises(Refused):
        open_dispute(agent_user, evaluation, 999_999, REASON)


def test_a_rejected_dispute_changes_no_score(lead, dispute, evaluation):
    holds = decide_dispute(lead, dispute, accepted=False, decision=WORDS)
    assert holds.id == evaluation.id
    assert (dispute.state, dispute.decision, dispute.decided_by_id) == ("rejected", WORDS, lead.id)


def test_an_accepted_dispute_makes_a_revision_and_keeps_the_old_one(lead, dispute, evaluation):
    holds = decide_dispute(lead, dispute, accepted=True, decision=WORDS, value=4.0)

    assert (evaluation.state, evaluation.quality) == (SUPERSEDED, 87.5)
    assert (holds.state, holds.quality, holds.revises_id) == (RELEASED, 100, evaluation.id)
    assert holds.revision_reason == WORDS
    assert holds.acknowledged_at is None
    assert newest_revision(evaluation).id == holds.id


def test_a_revision_keeps_the_moments(lead, agent_user, evaluation, criterion):
    evaluation.moments.append(Moment(client_key="k", note="Well asked", start=5.0, end=9.0))
    dispute = open_dispute(agent_user, evaluation, criterion, REASON)
    holds = decide_dispute(lead, dispute, accepted=True, decision=WORDS, not_applicable=True)
    assert [m.note for m in holds.moments] == ["Well asked"]
    assert holds.quality == 100


def test_accepting_needs_the_answer_that_stands(lead, dispute):
    with pytest.raises(Refused):
        decide_dispute(lead, dispute, accepted=True, decision=WORDS)
    with pytest.raises(Refused):
        decide_dispute(lead, dispute, accepted=True, decision=WORDS, value=9.0)
    assert dispute.state == "open"


def test_a_decision_needs_words(lead, dispute):
    with pytest.raises(Refused):
        decide_dispute(lead, dispute, accepted=False, decision="no")


def test_the_evaluator_does_not_decide(dispute, evaluation):
    with pytest.raises(Refused):
        decide_dispute(evaluation.evaluator, dispute, accepted=False, decision=WORDS)


def test_nothing_is_decided_twice(lead, dispute):
    decide_dispute(lead, dispute, accepted=False, decision=WORDS)
    with pytest.raises(Refused):
        decide_dispute(make_user("qa_lead"), dispute, accepted=True, decision=WORDS, value=4.0)


def test_a_draft_cannot_be_answered(agent_user):
    agent = make_agent(user=make_user("agent"))
    assignment = make_assignment(interaction=make_reviewable(agent=agent))
    draft = save_draft(assignment.evaluator, assignment, 0, summary="begun")
    with pytest.raises(Refused):
        acknowledge_evaluation(agent.user, draft)


def test_the_trail_tells_of_it_all(lead, agent_user, dispute, evaluation):
    acknowledge_evaluation(agent_user, evaluation)
    decide_dispute(lead, dispute, accepted=True, decision=WORDS, value=4.0)
    db.session.flush()
    verbs = set(db.session.scalars(select(AuditEvent.verb)))
    assert {"dispute.opened", "dispute.accepted", "evaluation.acknowledged"} <= verbs
    assert db.session.scalar(select(Evaluation).where(Evaluation.revises_id.is_not(None)))
