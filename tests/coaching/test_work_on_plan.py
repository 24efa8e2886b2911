"""Working on a plan: actions, sessions, notes, moves, acknowledging and closing."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from coaching.models import Action, Plan, Session
from core.clock import now
from core.db import db
from people.models import AuditEvent
from tests.coaching.factories import make_draw, make_moment, make_plan, make_review, show_in_plan

PRIVATE = "for the lead alone"
NEXT_WEEK = (now() + timedelta(7)).date().isoformat()
VERBS = {
    "actions": {"owner": "agent", "text": "call twice", "due_on": NEXT_WEEK},
    "sessions": {"starts_at": "2030-03-04T10:30", "minutes": "45", "agenda": "two calls"},
    "move": {"state": "in_progress"},
    "close": {"outcome": "asks first now"},
}


def verbs() -> list[str]:
    return db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()


def post(client, plan: Plan, verb: str, **changes: str):
    return client.post(f"/plans/{plan.id}/{verb}", data=VERBS[verb] | changes)


def test_an_action_is_added(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    client = browse(floor.lead)
    assert post(client, plan, "actions").location == f"/plans/{plan.id}"
    added = db.session.scalars(select(Action).where(Action.text == "call twice")).one()
    assert (added.owner, added.due_on.isoformat(), added.is_done) == ("agent", NEXT_WEEK, False)
    assert verbs() == ["plan.action_added"]


def test_a_session_is_arranged_and_goes_into_a_calendar(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    post(browse(floor.lead), plan, "sessions")
    session = db.session.scalars(select(Session).where(Session.minutes == 45)).one()
    assert session.starts_at == datetime(2030, 3, 4, 10, 30, tzinfo=UTC)
    response = browse(floor.user).get(f"/plans/{plan.id}/sessions/{session.id}.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    event = Calendar.from_ical(response.data).walk("VEVENT")[0]
    assert event.decoded("dtstart") == session.starts_at
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=45)
    assert (event["summary"], event["description"]) == ("Coaching: Ask first", "two calls")


def test_a_plan_moves_and_is_closed_with_its_outcome(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    client = browse(floor.lead)
    post(client, plan, "move")
    assert db.session.get(Plan, plan.id).state == "in_progress"
    db.session.rollback()
    post(client, plan, "close")
    closed = db.session.get(Plan, plan.id)
    assert (closed.state, closed.outcome) == ("closed", "asks first now")
    assert closed.closed_at is not None
    assert verbs() == ["plan.moved", "plan.closed"]


@pytest.mark.parametrize(
    ("verb", "changes", "said"),
    [
        ("actions", {"text": ""}, "This field is required."),
        ("actions", {"owner": "boss"}, "Not a valid choice"),
        ("actions", {"due_on": "never"}, "Not a valid date value."),
        ("sessions", {"minutes": "4"}, "Number must be between 5 and 480."),
        ("sessions", {"starts_at": "noon"}, "Not a valid datetime value."),
        ("close", {"outcome": " "}, "This field is required."),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field(floor, browse, verb, changes, said) -> None:
    plan = make_plan(floor.agent, floor.lead)
    response = post(browse(floor.lead), plan, verb, **changes)
    assert response.status_code == 422
    assert said in response.text
    assert verbs() == []


def test_a_plan_moves_nowhere_else(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    client = browse(floor.lead)
    page = client.post(f"/plans/{plan.id}/move", data={"state": "closed"}, follow_redirects=True)
    assert "A plan cannot be moved there." in page.text
    assert db.session.get(Plan, plan.id).state == "agreed"


def test_a_closed_plan_stays_as_it_is(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead, state="closed", closed_at=now(), outcome="done")
    client = browse(floor.lead)
    for verb in VERBS:
        page = client.get(post(client, plan, verb).location)
        assert "This plan is closed" in page.text
    assert verbs() == []


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("who", "code"), [("outsider", 404), ("hr", 403), ("user", 403), ("admin", 403)]
)
def test_others_change_nothing(floor, browse, verb, who, code) -> None:
    plan = make_plan(floor.agent, floor.lead)
    assert post(browse(getattr(floor, who)), plan, verb).status_code == code
    assert verbs() == []


def test_the_agent_ticks_their_own_actions_only(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    own, of_lead = plan.actions
    client = browse(floor.user)
    path = "/plans/{}/actions/{}/tick-mine"
    assert client.post(path.format(plan.id, own.id), data={"done": "yes"}).status_code == 302
    assert client.post(path.format(plan.id, of_lead.id), data={"done": "yes"}).status_code == 404
    done = db.session.scalars(select(Action.owner).where(Action.done_at.is_not(None))).all()
    assert done == ["agent"]


def test_a_lead_ticks_and_unticks_any_action(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    path = f"/plans/{plan.id}/actions/{plan.actions[0].id}/tick"
    client = browse(floor.lead)
    client.post(path, data={"done": "yes"})
    client.post(path, data={"done": "yes"})
    client.post(path, data={"done": "no"})
    assert verbs() == ["plan.action_ticked", "plan.action_ticked"]
    assert db.session.scalars(select(Action).where(Action.done_at.is_not(None))).all() == []


def test_an_action_of_another_plan_is_not_ticked_from_this_one(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    other = make_plan(floor.other_agent, floor.outsider)
    path = f"/plans/{plan.id}/actions/{other.actions[0].id}/tick"
    assert browse(floor.lead).post(path, data={"done": "yes"}).status_code == 404


def test_the_agent_acknowledges_once(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    client = browse(floor.user)
    client.post(f"/plans/{plan.id}/acknowledge")
    first = db.session.get(Plan, plan.id).acknowledged_at
    db.session.rollback()
    client.post(f"/plans/{plan.id}/acknowledge")
    assert first is not None
    assert db.session.get(Plan, plan.id).acknowledged_at == first
    assert verbs() == ["plan.acknowledged"]


@pytest.mark.parametrize("who", ["lead", "hr", "outsider"])
def test_nobody_acknowledges_for_the_agent(floor, browse, who) -> None:
    plan = make_plan(floor.agent, floor.lead)
    assert browse(getattr(floor, who)).post(f"/plans/{plan.id}/acknowledge").status_code == 403


def notes_of(plan: Plan, **values: str) -> tuple[str, dict[str, str]]:
    session = plan.sessions[0]
    named = {f"session-{session.id}-{name}": value for name, value in values.items()}
    return f"/plans/{plan.id}/sessions/{session.id}/notes", named


def test_notes_are_kept_and_a_held_session_starts_the_plan(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    path, data = notes_of(plan, held="y", shared_notes="we agreed", private_notes="tired")
    browse(floor.lead).post(path, data=data)
    session = db.session.scalars(select(Session)).one()
    assert (session.shared_notes, session.private_notes) == ("we agreed", "tired")
    assert session.held_at is not None
    assert session.plan.state == "in_progress"
    event = db.session.scalars(select(AuditEvent)).one()
    assert "tired" not in str(event.details)


def test_a_qa_lead_neither_reads_nor_overwrites_private_notes(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    client = browse(floor.qa_lead)
    assert PRIVATE not in client.get(f"/plans/{plan.id}").text
    path, data = notes_of(plan, shared_notes="seen", private_notes="forged")
    client.post(path, data=data)
    session = db.session.scalars(select(Session)).one()
    assert (session.shared_notes, session.private_notes) == ("seen", PRIVATE)


def test_notes_too_long_to_keep_are_refused(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    path, data = notes_of(plan, shared_notes="x" * 5001)
    page = browse(floor.lead).post(path, data=data, follow_redirects=True)
    assert "The notes are too long; nothing was kept." in page.text
    assert db.session.scalars(select(Session.shared_notes)).one() == "what both keep"


def test_the_lead_reads_everything(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    review = make_review(floor.agent, make_draw(), 3, probing=40)
    show_in_plan(plan, make_moment(review, quote="Which month?"))
    page = browse(floor.lead).get(f"/plans/{plan.id}").text
    for text in (PRIVATE, "what both keep", "agenda of the talk", "step of the agent"):
        assert text in page
    assert "Which month?" in page
    assert f"/interactions/{review.interaction_id}#t=12.5" in page
    assert "no page shows an effect for one person" in page


def test_the_agent_reads_all_but_the_private_notes(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    page = browse(floor.user).get(f"/plans/{plan.id}").text
    assert "what both keep" in page
    assert "This is what we agreed" in page
    assert PRIVATE not in page
    assert "private_notes" not in page


def test_hr_reads_progress_without_notes_moments_or_promises(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    review = make_review(floor.agent, make_draw(), 3, probing=40)
    show_in_plan(plan, make_moment(review, quote="Which month?"))
    client = browse(floor.hr)
    page = client.get(f"/plans/{plan.id}").text
    assert "0 of 2 actions done" in page
    secrets = (PRIVATE, "what both keep", "agenda of the talk", "step of the", "Which month?")
    for secret in secrets:
        assert secret not in page
    invitation = f"/plans/{plan.id}/sessions/{plan.sessions[0].id}.ics"
    assert client.get(invitation).status_code == 404


def test_a_lead_who_is_coached_does_not_read_the_notes_about_themselves(floor, browse) -> None:
    floor.agent.user = floor.lead
    plan = make_plan(floor.agent, floor.qa_lead)
    page = browse(floor.lead).get(f"/plans/{plan.id}")
    assert page.status_code == 200
    assert PRIVATE not in page.text


def test_a_lead_who_is_also_hr_reads_private_notes_of_their_own_team_only(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    floor.outsider.roles.extend(floor.hr.roles)
    page = browse(floor.outsider).get(f"/plans/{plan.id}")
    assert page.status_code == 200
    for secret in (PRIVATE, "what both keep"):
        assert secret not in page.text


def test_another_lead_does_not_find_the_plan(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead)
    assert browse(floor.outsider).get(f"/plans/{plan.id}").status_code == 404


def test_the_present_level_counts_contacts_since_the_plan_began(floor, browse) -> None:
    plan = make_plan(floor.agent, floor.lead, opened_at=now() - timedelta(20))
    draw = make_draw()
    for days in (30, 29, 28, 27):
        make_review(floor.agent, draw, days, probing=20)
    for days in (10, 9, 8):
        make_review(floor.agent, draw, days, probing=80)
    page = browse(floor.lead).get(f"/plans/{plan.id}").text
    assert "needs at least 4 reviews of contacts since then" in page
    make_review(floor.agent, draw, 7, probing=80)
    page = browse(floor.lead).get(f"/plans/{plan.id}").text
    assert "Contacts since then: 80, very likely between" in page
