"""Plans as documents and on their pages."""

import io
import json
from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.db import db
from evaluation.refusals import Refused
from evaluation.sampling.actions import draw
from evaluation.sampling.models import Absence, Draw, SamplingPlan, WorkLimit
from evaluation.sampling.plans import document_of, known_names, save_plan
from evaluation.sampling.queries import picks_of
from tests.evaluation.factories import make_plan, make_reviewable, make_version
from tests.factories import make_agent, make_team, make_user

DOCUMENT = {
    "format": "rubrica.sampling-plan/1",
    "name": "Billing calls",
    "rubric": "small",
    "active": True,
    "frame": {
        "channels": ["voice", "chat"], "teams": ["North"], "reasons": ["billing"],
        "languages": ["en"], "longer_than": 60, "shorter_than": None,
    },
    "schedule": {"kind": "week", "days": 7, "automatic": True},
    "picks": {
        "per_agent": 2, "random_share": 0.4, "strata": ["channel", "reason"],
        "hours": 12.5, "minutes": 20, "width": 7.5,
    },
    "hands": {
        "evaluators": ["eva@example.org"], "not_own_team": True, "double_share": 0.1,
        "due_days": 5, "abandoned_days": 3, "hide_score": True,
    },
}  # fmt: skip


@pytest.fixture
def lead(app):
    make_version()
    make_team(name="North")
    make_user("evaluator", email="eva@example.org", name="Eva")
    return make_user("qa_lead")


def test_a_document_goes_in_and_comes_out_exactly(lead):
    plan = save_plan(lead, None, DOCUMENT)
    db.session.commit()
    db.session.refresh(plan)
    assert document_of(plan) == DOCUMENT
    assert save_plan(lead, plan, document_of(plan)) is plan
    assert document_of(plan) == DOCUMENT


@pytest.mark.parametrize(
    ("part", "name", "value", "said"),
    [
        (None, "rubric", "none", "there is no rubric 'none'"),
        (None, "extra", 1, "unknown field 'extra'"),
        ("frame", "teams", ["South"], "plan.frame: there is no team 'South'"),
        ("frame", "channels", ["fax"], "there is no channel 'fax'"),
        ("frame", "shorter_than", 60, "nothing is both"),
        ("frame", "reasons", ["a\0b" * 100], "must hold texts"),
        ("schedule", "days", 0, "days must be between 1 and 366"),
        ("picks", "per_agent", 1.5, "must be a whole number"),
        ("picks", "random_share", 0.01, "at least 0.05"),
        ("picks", "strata", ["agent"], "strata must be of channel, reason"),
        ("hands", "double_share", 0.9, "between 0 and 0.5"),
        ("hands", "evaluators", ["nobody@example.org"], "there is no evaluator"),
        ("hands", "not_own_team", 1, "must be true or false"),
    ],
)
def test_a_mistake_in_a_document_is_named(lead, part, name, value, said):
    document = deepcopy(DOCUMENT)
    (document[part] if part else document)[name] = value
    with pytest.raises(Refused, match=said):
        save_plan(lead, None, document)


def test_names_of_plans_are_unlike(lead):
    save_plan(lead, None, DOCUMENT)
    with pytest.raises(Refused):
        save_plan(lead, None, DOCUMENT)


def posted(**values):
    form = {
        "name": "Chats", "rubric": "small", "kind": "rolling", "days": "7", "per_agent": "2",
        "random_share": "60", "minutes": "15", "width": "5", "double_share": "5", "due_days": "7",
        "abandoned_days": "5", "channels": ["chat"], "longer_than": "1.5", "active": "y",
    }  # fmt: skip
    return form | values


def test_a_plan_is_written_on_its_page(lead, sign_in):
    db.session.commit()
    client = sign_in(lead)
    assert '<option value="small">Small</option>' in client.get("/sampling/new").text
    answer = client.post("/sampling/new", data=posted(hide_score="y"))
    plan = db.session.scalar(select(SamplingPlan))
    assert plan.rules.hands.hide_score
    assert answer.location == f"/sampling/{plan.id}"
    assert (plan.per_agent, plan.random_share, plan.rules.frame.longer_than) == (2, 0.6, 90)
    assert client.get(answer.location).status_code == 200
    page = client.get(f"/sampling/{plan.id}/edit").text
    assert 'value="Chats"' in page
    assert 'value="1.5"' in page
    client.post(f"/sampling/{plan.id}/edit", data=posted(name="Chats only", hours="10"))
    db.session.refresh(plan)
    assert (plan.name, plan.rules.picks.hours) == ("Chats only", 10)


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"per_agent": "0"}, {"random_share": "0"}, {"shorter_than": "1"},
     {"channels": ["fax"]}, {"days": "x"}, {"double_share": "60"}],
)  # fmt: skip
def test_a_form_that_cannot_be_a_plan_comes_back(lead, sign_in, wrong):
    db.session.commit()
    answer = sign_in(lead).post("/sampling/new", data=posted(**wrong))
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(SamplingPlan)) == 0


def test_the_count_follows_the_filters_in_words(lead, sign_in):
    team = make_team(name="South")
    agent = make_agent(team=team)
    for channel, seconds in (("chat", 100), ("voice", 50), ("chat", 30), ("email", 100)):
        when = now() - timedelta(days=1)
        make_reviewable(agent=agent, channel=channel, started_at=when, duration_seconds=seconds)
    make_reviewable(agent=make_agent(), channel="chat", started_at=now() - timedelta(days=1))
    db.session.commit()
    query = {"channels": ["chat", "voice"], "teams": "South", "longer_than": "0.6", "days": "7"}
    answer = sign_in(lead).get("/sampling/count", query_string=query | {"kind": "rolling"})
    assert answer.json["words"] == (
        "Chats and calls of the last 7 days, team South, longer than 0:36: "
        "2 contacts of 1 agent that nobody has been given yet."
    )


def test_filters_that_cannot_be_read_have_no_count(lead, sign_in):
    db.session.commit()
    answer = sign_in(lead).get("/sampling/count?days=x&kind=rolling")
    assert (answer.status_code, list(answer.json)) == (422, ["message"])


def test_a_plan_goes_out_as_a_file_and_comes_in_again(lead, sign_in):
    plan = save_plan(lead, None, DOCUMENT)
    db.session.commit()
    client = sign_in(lead)
    text = client.get(f"/sampling/{plan.id}/download").text
    assert json.loads(text) == DOCUMENT
    copy = json.dumps(json.loads(text) | {"name": "A copy"}).encode()
    client.post("/sampling/import", data={"file": (io.BytesIO(copy), "plan.json")})
    found = db.session.scalar(select(SamplingPlan).where(SamplingPlan.name == "A copy"))
    assert document_of(found, known_names()) == DOCUMENT | {"name": "A copy"}


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, b"[]", b'{"format": 1}'])
def test_files_that_are_no_plan_are_refused_with_a_reason(lead, sign_in, content):
    db.session.commit()
    client = sign_in(lead)
    answer = client.post("/sampling/import", data={"file": (io.BytesIO(content), "plan.json")})
    assert (answer.status_code, answer.location) == (302, "/sampling")
    assert db.session.scalar(select(func.count()).select_from(SamplingPlan)) == 0


def test_a_plan_shows_what_it_would_draw_and_draws_exactly_that(lead, sign_in):
    plan = make_plan()
    for _ in range(5):
        make_reviewable(started_at=now())
    db.session.commit()
    client = sign_in(lead)
    assert "What would be drawn now" in client.get(f"/sampling/{plan.id}?seed=3").text
    client.post(f"/sampling/{plan.id}/draw", data={"seed": "3"})
    row = db.session.scalars(select(Draw)).one()
    assert row.seed == 3
    page = client.get(f"/sampling/{plan.id}?prove={row.id}").text
    assert "the record follows from its frame, design and seed" in page
    assert client.post(f"/sampling/{plan.id}/draw", data={"seed": "-3"}).status_code == 400


def test_a_draw_is_proved_on_its_page(lead, sign_in):
    plan = make_plan(per_agent=1)
    make_reviewable(agent=make_agent(), started_at=now() - timedelta(hours=2))
    row = draw(lead, plan, seed=1)
    db.session.commit()
    client = sign_in(lead)
    assert "Draw again from the record" in client.get(f"/sampling/{plan.id}").text
    assert "the record follows" in client.get(f"/sampling/{plan.id}?prove={row.id}").text
    db.session.get(type(row), row.id).seed = 2
    picks_of(row)[0].inclusion_probability = 0.5
    db.session.commit()
    page = client.get(f"/sampling/{plan.id}?prove={row.id}").text
    assert "the recorded probabilities are not those of the design" in page


def test_limits_and_absences_are_set_on_their_page(lead, sign_in):
    eva = next(user for user in db.session.scalars(select(type(lead))) if user.name == "Eva")
    db.session.commit()
    client, today = sign_in(lead), now().date()
    client.post(f"/sampling/staff/{eva.id}", data={"reviews": "20", "hours": ""})
    assert db.session.get(WorkLimit, eva.id).reviews == 20
    days = {"first_day": today.isoformat(), "last_day": today.isoformat()}
    client.post("/sampling/absences", data=days | {"user_id": str(eva.id), "note": "away"})
    absence = db.session.scalar(select(Absence))
    assert (absence.user_id, absence.first_day, absence.note) == (eva.id, today, "away")
    page = client.get("/sampling/staff").text
    assert 'value="20"' in page
    client.post(f"/sampling/absences/{absence.id}/remove")
    client.post(f"/sampling/staff/{eva.id}", data={"reviews": "", "hours": ""})
    assert db.session.scalar(select(Absence)) is None
    assert db.session.scalar(select(WorkLimit)) is None
    wrong = days | {"user_id": "", "last_day": (today - timedelta(days=1)).isoformat()}
    assert client.post("/sampling/absences", data=wrong).status_code == 422


def test_waiting_reviews_are_passed_on_and_taken_over_on_their_pages(lead, sign_in):
    make_reviewable(agent=make_agent(), started_at=now() - timedelta(hours=2))
    other = make_user("evaluator")
    pick = picks_of(draw(lead, make_plan(per_agent=1), seed=1))[0]
    to = other if pick.evaluator_id != other.id else pick.evaluator
    before = pick.evaluator_id
    eva = next(user for user in db.session.scalars(select(type(lead))) if user.name == "Eva")
    to = eva if before == other.id else other
    db.session.commit()
    client = sign_in(lead)
    assert "Pass on" in client.get("/sampling/work").text
    client.post(f"/sampling/work/{pick.id}", data={"to": to.id, "reason": "on holiday"})
    db.session.refresh(pick)
    assert pick.evaluator_id == to.id
    pick.due_on = now().date() - timedelta(days=9)
    db.session.commit()
    answer = sign_in(db.session.get(type(lead), before)).get("/queue/left")
    assert f"/queue/left/{pick.id}" in answer.text
    client = sign_in(db.session.get(type(lead), before))
    answer = client.post(f"/queue/left/{pick.id}")
    assert answer.location == f"/review/{pick.id}"


def test_leads_read_plans_and_change_nothing(lead, sign_in):
    plan = make_plan()
    db.session.commit()
    client = sign_in(make_user("lead"))
    db.session.commit()
    assert client.get(f"/sampling/{plan.id}").status_code == 200
    for path in ("/sampling/new", f"/sampling/{plan.id}/edit", "/sampling/work", "/sampling/staff"):
        assert client.get(path).status_code == 403
