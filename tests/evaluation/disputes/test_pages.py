"""The pages of approvals and disputes, as each role meets them."""

import pytest

from core.db import db
from evaluation.appeals.actions import decide_dispute, open_dispute
from evaluation.models import DRAFT, RELEASED, Evaluation
from evaluation.release.queries import centre_days, rules_of
from tests.evaluation.factories import (
    answers_for,
    make_reviewable,
    make_version,
    released_evaluation,
)
from tests.factories import make_agent, make_team, make_user

pytestmark = pytest.mark.usefixtures("app")
REASON = "I did ask which month it was about."
WORDS = "The question is at 0:05 indeed."


@pytest.fixture
def people():
    lead = make_user("lead", name="Lena")
    return {
        "lead": lead,
        "agent": make_agent(team=make_team(lead), user=make_user("agent"), name="Ada"),
        "evaluator": make_user("evaluator", name="Eva"),
        "qa_lead": make_user("qa_lead", name="Quim"),
    }


def review(people, **values):
    interaction = make_reviewable(agent=people["agent"])
    return released_evaluation(people["evaluator"], interaction=interaction, **values)


def dispute_of(people):
    evaluation = review(people)
    criterion = next(iter(answers_for(evaluation.version, probes=0)))
    return open_dispute(people["agent"].user, evaluation, criterion, REASON, value=4.0)


def test_an_agent_disputes_in_the_page_and_the_decider_revises_it(sign_in, people):
    evaluation = review(people)
    criterion = next(iter(answers_for(evaluation.version, probes=0)))
    db.session.commit()
    agent, decider = sign_in(people["agent"].user), sign_in(people["qa_lead"])
    assert "You can dispute single answers until" in agent.get(f"/evaluations/{evaluation.id}").text
    sent = {"criterion": criterion, "reason": REASON, "answer": "4.0"}
    agent.post(f"/evaluations/{evaluation.id}/dispute", data=sent)

    listed = decider.get("/disputes").text
    assert "For you to decide" in listed and REASON in listed and "Proposed instead:" in listed
    page = decider.get(f"/evaluations/{evaluation.id}").text
    assert "Quim is asked to decide." in page
    words = {"decision": "accept", "words": WORDS, "answer": "4.0"}
    decided = decider.post("/disputes/1/decide", data=words)
    assert decided.location != f"/evaluations/{evaluation.id}"
    new = agent.get(decided.location).text
    assert "Score 100 of 100" in new and "<s>3" in new and WORDS in new


def test_a_dispute_is_seen_by_those_it_concerns_and_decided_by_none_of_them(sign_in, people):
    dispute = dispute_of(people)
    db.session.commit()
    for who in ("lead", "evaluator"):
        client = sign_in(people[who])
        assert REASON in client.get("/disputes").text
        page = client.get(f"/evaluations/{dispute.evaluation_id}").text
        assert REASON in page and "Decision, in words for both" not in page
        client.post(f"/disputes/{dispute.id}/decide", data={"decision": "reject", "words": WORDS})
        db.session.refresh(dispute)
        assert dispute.state == "open"


def test_a_stranger_sees_none_of_it(sign_in, people):
    dispute = dispute_of(people)
    other_lead, other_agent = make_user("lead"), make_agent(user=make_user("agent")).user
    db.session.commit()
    assert REASON not in sign_in(other_lead).get("/disputes").text
    assert sign_in(other_lead).get(f"/evaluations/{dispute.evaluation_id}").status_code == 404
    assert sign_in(other_lead).post(f"/disputes/{dispute.id}/decide").status_code == 404
    assert sign_in(other_agent).get("/disputes").status_code == 403
    assert sign_in(other_agent).get(f"/evaluations/{dispute.evaluation_id}").status_code == 404


def test_an_administrator_names_a_decider_where_nobody_may(sign_in, people):
    people["qa_lead"].roles = []
    db.session.flush()
    dispute = dispute_of(people)
    admin, outsider = make_user("admin"), make_user("evaluator", name="Olga")
    db.session.commit()
    client = sign_in(admin)
    page = client.get("/disputes").text
    assert "Nobody may decide these" in page and "Olga" in page and "Eva</option>" not in page
    client.post(f"/disputes/{dispute.id}/appoint", data={"decider": outsider.id})
    assert "For you to decide" in sign_in(outsider).get("/disputes").text
    assert (
        "Decision, in words" in sign_in(outsider).get(f"/evaluations/{dispute.evaluation_id}").text
    )
    appointed = sign_in(people["lead"]).post(f"/disputes/{dispute.id}/appoint")
    assert appointed.status_code == 403


def test_an_overdue_dispute_says_so(sign_in, people):
    dispute = dispute_of(people)
    dispute.due_on = dispute.due_on.replace(year=2020)
    db.session.commit()
    assert "overdue since" in sign_in(people["qa_lead"]).get("/disputes").text


def test_a_review_is_approved_or_sent_back_from_the_list(sign_in, people):
    evaluation = review(people, rubric=make_version(needs_approval=True).rubric)
    db.session.commit()
    client = sign_in(people["qa_lead"])
    assert f"/evaluations/{evaluation.id}" in client.get("/disputes/approvals").text
    assert "Approve and release" in client.get(f"/evaluations/{evaluation.id}").text
    lead = sign_in(people["lead"])
    assert "Approve and release" not in lead.get(f"/evaluations/{evaluation.id}").text
    lead.post(f"/evaluations/{evaluation.id}/approve")
    lead.post(f"/evaluations/{evaluation.id}/send-back", data={"reason": REASON})
    assert db.session.get(Evaluation, evaluation.id).state == "submitted"
    client.post(f"/evaluations/{evaluation.id}/send-back", data={"reason": REASON})
    assert db.session.get(Evaluation, evaluation.id).state == DRAFT
    assert "Nothing waits for your approval" in client.get("/disputes/approvals").text


def test_the_rules_are_set_in_the_page(sign_in, people):
    evaluation = review(people)
    rubric_id = evaluation.version.rubric_id
    db.session.commit()
    client = sign_in(people["qa_lead"])
    client.post("/disputes/rules/days", data={"dispute_days": "10", "decide_days": "5"})
    rule = {"needs_approval": "y", "approver": "lead", "dispute_days": "3", "decide_days": ""}
    client.post(f"/disputes/rules/{rubric_id}", data=rule)
    assert centre_days() == (10, 5)
    found = rules_of(rubric_id)
    assert (found.approver, found.dispute_days, found.decide_days) == ("lead", 3, 5)
    client.post("/disputes/rules/days", data={"dispute_days": "0", "decide_days": "5"})
    client.post(f"/disputes/rules/{rubric_id}", data=rule | {"approver": "nobody"})
    assert (centre_days(), rules_of(rubric_id)) == ((10, 5), found)
    page = client.get("/disputes/rules").text
    assert 'value="10"' in page and 'value="3"' in page
    assert sign_in(people["lead"]).get("/disputes/rules").status_code == 403


def test_statistics_show_everybody_to_the_qa_lead_and_ones_own_to_an_evaluator(sign_in, people):
    dispute = dispute_of(people)
    decide_dispute(people["qa_lead"], dispute, accepted=True, decision=WORDS, value=4.0)
    other = make_user("evaluator")
    db.session.commit()
    for who in ("qa_lead", "evaluator"):
        page = sign_in(people[who]).get("/disputes/statistics").text
        assert "1 of 1 decided disputes were accepted" in page
        assert "Asks what is needed" in page and "100 %, from 21 to 100" in page
    assert "No answer has been disputed yet" in sign_in(other).get("/disputes/statistics").text
    assert dispute.evaluation.state != RELEASED
