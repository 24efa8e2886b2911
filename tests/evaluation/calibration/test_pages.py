"""The calibration pages: who gets in, what they see, and what they can do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.calibration.models import CalibrationSession
from people.models import CentreSetting
from tests.evaluation.calibration.factories import make_session, score
from tests.evaluation.factories import make_reviewable, make_version
from tests.factories import make_user


def test_a_qa_lead_opens_a_session_by_the_form(browse) -> None:
    lead, ana, ben = make_user("qa_lead"), make_user("evaluator"), make_user("evaluator")
    rubric = make_version().rubric
    interaction = make_reviewable(started_at=now() - timedelta(days=2))
    client = browse(lead)
    page = client.get("/calibration/new").text
    assert "with Agent" in page
    form = {
        "title": "Probing",
        "rubric": rubric.id,
        "participants": [ana.id, ben.id],
        "expert": lead.id,
        "interactions": [interaction.id],
        "deadline": (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
    }
    response = client.post("/calibration/new", data=form)
    session = db.session.scalars(select(CalibrationSession)).one()
    assert response.location == f"/calibration/{session.id}"
    assert (session.title, session.expert_id, len(session.items)) == ("Probing", lead.id, 1)
    again = client.post("/calibration/new", data=form | {"participants": [ana.id]})
    assert again.status_code == 200
    assert len(db.session.scalars(select(CalibrationSession)).all()) == 1


def test_while_it_is_blind_the_page_shows_progress_and_no_answers(browse) -> None:
    lead = make_user("qa_lead")
    ana, ben = make_user("evaluator", name="Ana"), make_user("evaluator", name="Ben")
    session = make_session([ana, ben], lead=lead)
    score(ana, session)
    for person in (lead, ben):
        page = browse(person).get(f"/calibration/{session.id}").text
        assert "1 of 2 reviews submitted" in page
        assert "Side by side" not in page
    assert "Score it" in browse(ben).get(f"/calibration/{session.id}").text


def test_a_closed_session_shows_all_answers_and_takes_words_and_references(browse) -> None:
    lead, ana, ben = make_user("qa_lead"), make_user("evaluator"), make_user("evaluator")
    session = make_session([ana, ben], lead=lead)
    score(ana, session, probes=4)
    score(ben, session, probes=0)
    item, number = session.items[0].id, session.id
    words = {"question": "all/probes", "text": "One question is enough."}
    said = browse(ana).post(f"/calibration/{number}/items/{item}/comment", data=words)
    assert said.location == f"/calibration/{number}?item={item}#q-all-probes"
    right = {"question": "all/probes", "answer": "3.0", "reason": "Two questions, both open."}
    browse(ben).post(f"/calibration/{number}/items/{item}/reference", data=right)
    assert "Two questions, both open." not in browse(ben).get(f"/calibration/{number}").text
    browse(lead).post(f"/calibration/{number}/items/{item}/reference", data=right)
    page = browse(ben).get(f"/calibration/{number}").text
    for words in ("Side by side", "One question is enough.", "Two questions, both open.", "0/1"):
        assert words in page
    assert "4 more conversations scored by two people are needed." in page


def test_a_session_costs_the_same_number_of_queries_whatever_its_size(
    browse, count_queries
) -> None:
    lead = make_user("qa_lead")
    rubric = make_version().rubric
    costs = []
    for people, items in ((2, 1), (5, 3)):
        team = [make_user("evaluator") for _ in range(people)]
        session = make_session(team, items=items, lead=lead, rubric=rubric)
        for person in team:
            for number in range(items):
                score(person, session, number)
        address = f"/calibration/{session.id}"
        client = browse(lead)
        client.get(address)
        before = len(count_queries)
        assert client.get(address).status_code == 200
        costs.append(len(count_queries) - before)
    assert costs[0] == costs[1]


def test_strangers_find_no_session_and_nothing_of_others(browse) -> None:
    session = make_session()
    stranger = make_user("evaluator")
    item = session.items[0].id
    client = browse(stranger)
    assert client.get(f"/calibration/{session.id}").status_code == 404
    address = f"/calibration/{session.id}/items/{item}/comment"
    assert client.post(address, data={"text": "hello"}).status_code == 404
    assert "You are in no calibration session" in client.get("/calibration").text
    for path in ("/calibration/new", "/calibration/agreement"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("role", ["agent", "lead", "hr", "admin"])
def test_others_find_no_calibration_at_all(browse, role: str) -> None:
    client = browse(make_user(role))
    for path in ("/calibration", "/calibration/severity", "/calibration/agreement"):
        assert client.get(path).status_code == 403


def test_a_deadline_is_moved_and_a_session_closed(browse) -> None:
    lead = make_user("qa_lead")
    session = make_session(lead=lead)
    number, later = session.id, session.deadline + timedelta(days=1)
    client = browse(lead)
    data = {"deadline": later.strftime("%Y-%m-%dT%H:%M")}
    client.post(f"/calibration/{number}/extend", data=data)
    moved = db.session.get(CalibrationSession, number)
    assert moved.deadline == later.replace(second=0, microsecond=0)
    assert client.post(f"/calibration/{number}/extend", data={}).status_code == 400
    client.post(f"/calibration/{number}/close")
    db.session.expire_all()
    assert db.session.get(CalibrationSession, number).closed_at is not None


def test_the_pages_of_an_empty_centre_say_what_to_do(browse) -> None:
    client = browse(make_user("qa_lead"))
    assert "No calibration session yet" in client.get("/calibration").text
    assert "No double reviews in this time" in client.get("/calibration/agreement").text
    assert "Severity has not been fitted yet" in client.get("/calibration/severity").text
    assert "Nothing to calibrate on" in client.get("/calibration/new").text
    assert client.get("/calibration/agreement?days=5").status_code == 400


def test_fair_scores_are_switched_by_the_qa_lead_only(browse) -> None:
    assert browse(make_user("evaluator")).post("/calibration/fair-scores").status_code == 403
    browse(make_user("qa_lead")).post("/calibration/fair-scores", data={"on": "0"})
    assert db.session.get(CentreSetting, "fair_scores").value == {"on": False}
