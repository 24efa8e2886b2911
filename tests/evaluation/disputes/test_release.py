"""Approval: by the QA lead or, where the rubric says so, the team's lead; never by oneself."""

import pytest
from sqlalchemy import select

from core.db import db
from evaluation.actions import submit_evaluation
from evaluation.drafts import save_draft
from evaluation.models import DRAFT, RELEASED, SUBMITTED
from evaluation.refusals import Refused
from evaluation.release.actions import WantedRule, approve, send_back, set_centre_days, set_rule
from evaluation.release.queries import approvers_of, centre_days, rules_of, sent_back, waiting_for
from evaluation.sampling.models import OPEN
from people.models import AuditEvent
from people.notices.models import Notice
from tests.evaluation.factories import (
    answers_for,
    make_reviewable,
    make_version,
    released_evaluation,
)
from tests.factories import make_agent, make_team, make_user

pytestmark = pytest.mark.usefixtures("app")
REASON = "Listen again from 0:05 on, please."
BY_LEAD = WantedRule(True, "lead", None, None, leads_decide=False)


@pytest.fixture
def lead(app):
    return make_user("lead")


@pytest.fixture
def submitted(lead):
    agent = make_agent(team=make_team(lead), user=make_user("agent"))
    rubric = make_version(needs_approval=True).rubric
    return released_evaluation(rubric=rubric, interaction=make_reviewable(agent=agent))


def test_a_qa_lead_approves_unless_the_rubric_says_otherwise(lead, submitted):
    qa_lead = make_user("qa_lead")
    assert submitted.state == SUBMITTED
    assert approvers_of(submitted) == [qa_lead]
    with pytest.raises(Refused):
        approve(lead, submitted)
    assert approve(qa_lead, submitted).state == RELEASED


def test_the_teams_lead_approves_where_the_rubric_says_so(lead, submitted):
    set_rule(make_user("qa_lead"), submitted.version.rubric, BY_LEAD)
    assert approvers_of(submitted) == [lead]
    with pytest.raises(Refused):
        approve(make_user("lead"), submitted)
    assert approve(lead, submitted).state == RELEASED


def test_nobody_approves_or_sends_back_their_own(lead, submitted):
    set_rule(make_user("qa_lead"), submitted.version.rubric, BY_LEAD)
    submitted.evaluator = lead
    for verb in (lambda: approve(lead, submitted), lambda: send_back(lead, submitted, REASON)):
        with pytest.raises(Refused):
            verb()
    assert approvers_of(submitted) != [lead]


def test_each_sees_what_they_may_approve_and_nothing_else(lead, submitted):
    qa_lead, other = make_user("qa_lead"), make_user("lead")
    assert list(waiting_for(lead)) == []
    set_rule(qa_lead, submitted.version.rubric, BY_LEAD)
    assert list(waiting_for(lead)) == list(waiting_for(qa_lead)) == [submitted]
    assert list(waiting_for(other)) == list(waiting_for(submitted.evaluator)) == []


def test_sent_back_it_is_its_evaluators_again_and_what_was_said_is_kept(submitted):
    qa_lead = make_user("qa_lead")
    send_back(qa_lead, submitted, REASON)
    assert (submitted.state, submitted.assignment.state) == (DRAFT, OPEN)
    evaluator = submitted.evaluator
    kinds = select(Notice.kind).where(Notice.user_id == evaluator.id)
    assert list(db.session.scalars(kinds)) == ["review.sent_back"]

    changed = answers_for(submitted.version, probes=4)
    save_draft(evaluator, submitted.assignment, submitted.revision, answers=changed)
    again = submit_evaluation(evaluator, submitted.assignment)
    assert (again.id, again.state, again.quality) == (submitted.id, SUBMITTED, 100)
    (kept,) = sent_back(submitted.id)
    assert (kept.reason, kept.composite, kept.by) == (REASON, 87.5, qa_lead)
    assert sorted(answer["value"] for answer in kept.answers) == [1.0, 3.0]
    verbs = set(db.session.scalars(select(AuditEvent.verb)))
    assert "evaluation.sent_back" in verbs


def test_sending_back_needs_a_sentence_and_a_review_that_waits(submitted):
    qa_lead = make_user("qa_lead")
    with pytest.raises(Refused):
        send_back(qa_lead, submitted, "no")
    approve(qa_lead, submitted)
    with pytest.raises(Refused):
        send_back(qa_lead, submitted, REASON)
    assert submitted.state == RELEASED


def test_a_rubrics_days_win_over_the_centres(submitted):
    admin, rubric = make_user("admin"), submitted.version.rubric
    assert centre_days() == (14, 7)
    set_centre_days(admin, 10, 5)
    set_rule(admin, rubric, WantedRule(False, "qa_lead", 3, None, leads_decide=False))
    found = rules_of(rubric.id)
    assert (found.dispute_days, found.decide_days) == (3, 5)
    for days in (0, 366):
        with pytest.raises(Refused):
            set_centre_days(admin, days, 5)
        with pytest.raises(Refused):
            set_rule(admin, rubric, WantedRule(False, "lead", days, 5, leads_decide=False))
