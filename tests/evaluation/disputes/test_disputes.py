"""An agent acknowledges, or disputes one answer; somebody who took no part decides."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.appeals.actions import acknowledge_evaluation, decide_dispute, open_dispute
from evaluation.appeals.queries import answered, newest_revision
from evaluation.drafts import save_draft
from evaluation.models import RELEASED, SUPERSEDED, Evaluation, Moment
from evaluation.refusals import Refused
from people.models import AuditEvent
from scorecards.reviews import released_reviews
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
def lead():
    return make_user("qa_lead")


@pytest.fixture
def dispute(agent_user, evaluation, criterion, lead):
    return open_dispute(agent_user, evaluation, criterion, REASON, value=4.0)


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
    assert (dispute.proposed_value, dispute.proposed_na) == (4.0, False)
    assert (dispute.due_on - dispute.opened_at.date()).days == 7


@pytest.mark.parametrize("reason", ["", "   ", "unfair"])
def test_a_dispute_needs_a_sentence(agent_user, evaluation, criterion, reason):
    with pytest.raises(Refused):
        open_dispute(agent_user, evaluation, criterion, reason, value=4.0)


def test_an_answer_is_disputed_only_once(agent_user, evaluation, criterion, dispute):
    with pytest.raises(Refused):
        open_dispute(agent_user, evaluation, criterion, REASON, value=4.0)


@pytest.mark.parametrize("proposal", [{}, {"value": 3.0}, {"value": 9.0}, {"value": 2.5}])
def test_a_dispute_proposes_another_answer_of_the_scale(
    agent_user, evaluation, criterion, proposal
):
    with pytest.raises(Refused):
        open_dispute(agent_user, evaluation, criterion, REASON, **proposal)


def test_the_proposal_can_be_that_the_question_does_not_apply(agent_user, evaluation, criterion):
    dispute = open_dispute(agent_user, evaluation, criterion, REASON, not_applicable=True)
    assert (dispute.proposed_value, dispute.proposed_na) == (None, True)


def test_the_window_is_shown_and_closes_after_its_last_day(agent_user, evaluation, criterion):
    assert (answered(evaluation).closes_on - evaluation.released_at.date()).days == 14
    evaluation.released_at = now() - timedelta(days=14)
    assert answered(evaluation).is_open
    evaluation.released_at = now() - timedelta(days=15)
    assert not answered(evaluation).is_open
    with pytest.raises(Refused, match="time to dispute"):
        open_dispute(agent_user, evaluation, criterion, REASON, value=4.0)


def test_a_revision_does_not_open_the_window_or_the_answer_again(
    lead, agent_user, evaluation, criterion, dispute
):
    other = next(r.criterion_id for r in evaluation.ratings if r.criterion_id != criterion)
    holds = decide_dispute(lead, dispute, accepted=True, decision=WORDS, value=4.0)
    with pytest.raises(Refused, match="disputed already"):
        open_dispute(agent_user, holds, criterion, REASON, value=2.0)
    evaluation.released_at = now() - timedelta(days=15)
    with pytest.raises(Refused, match="time to dispute"):
        open_dispute(agent_user, holds, other, REASON, value=0.0)


def test_only_the_agent_disputes(evaluation, criterion):
    with pytest.raises(Refused):
        open_dispute(make_user("agent"), evaluation, criterion, REASON, value=4.0)


def test_only_an_answer_of_this_form_is_disputed(agent_user, evaluation):
    with pytest.raises(Refused):
        open_dispute(agent_user, evaluation, 999_999, REASON, value=4.0)


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
    dispute = open_dispute(agent_user, evaluation, criterion, REASON, value=4.0)
    holds = decide_dispute(lead, dispute, accepted=True, decision=WORDS, not_applicable=True)
    assert [m.note for m in holds.moments] == ["Well asked"]
    assert holds.quality == 100


def test_a_revision_keeps_every_part_of_the_other_answers(lead, dispute, evaluation, criterion):
    other = next(r for r in evaluation.ratings if r.criterion_id != criterion)
    other.root_causes, other.override_reason, other.measured = ["haste"], "heard it", 2.0
    holds = decide_dispute(lead, dispute, accepted=True, decision=WORDS, value=4.0)
    copy = next(r for r in holds.ratings if r.criterion_id == other.criterion_id)
    assert (copy.root_causes, copy.override_reason, copy.measured) == (["haste"], "heard it", 2.0)


def test_the_answer_that_fell_stays_known(lead, dispute, evaluation, criterion):
    holds = decide_dispute(lead, dispute, accepted=True, decision=WORDS, value=4.0)
    found = answered(holds)
    assert {key: rating.value for key, rating in found.fallen.items()} == {criterion: 3.0}
    assert found.disputes[criterion].decision == WORDS


def test_the_scorecard_follows_at_once(lead, dispute, evaluation):
    start, end = evaluation.interaction_at, evaluation.interaction_at + timedelta(days=1)
    before = released_reviews([evaluation.agent_id], start, end)
    decide_dispute(lead, dispute, accepted=True, decision=WORDS, value=4.0)
    after = released_reviews([evaluation.agent_id], start, end)
    assert [review.quality for review in before] == [87.5]
    assert [review.quality for review in after] == [100]


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
