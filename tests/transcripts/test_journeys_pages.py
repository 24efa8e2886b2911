"""The pages of journeys: who sees what, and what a person decides."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from people.models import AuditEvent
from tests.factories import (
    add,
    make_agent,
    make_customer,
    make_team,
    make_user,
)
from tests.transcripts.contacts import TODAY, contact
from transcripts.actions import place_in_journey
from transcripts.journeys.settings import JourneySettings, keep_journey_settings
from transcripts.models import Case, Survey

pytestmark = pytest.mark.database


@pytest.fixture
def customer(app: Flask):
    return make_customer(name="Ada Pons")


@pytest.fixture
def story(customer):
    """Self-service that failed, a chat that did not help, a call of another team that did."""
    near, far = make_team(), make_team()
    contact(customer, 5, "T-1", channel="web", outcome="failed", handle_seconds=None)
    chat = contact(
        customer, 4.9, "T-1", agent=make_agent(name="Noor", team=near), subject="Chat subject"
    )
    call = contact(
        customer, 1, "T-1", channel="voice", agent=make_agent(name="Iris", team=far),
        outcome="resolved", handle_seconds=360.0, subject="Call subject",
    )  # fmt: skip
    add(Survey(interaction_id=call.id, csat=5, answered_at=TODAY))
    place_in_journey(call)
    return {"case": chat.case, "chat": chat, "call": call, "near": near}


def test_it_tells_the_story_with_its_totals(story, visit) -> None:
    page = visit(make_user("qa_lead"), f"/journeys/{story['case'].id}").text
    for expected in (
        "Ada Pons", "resolved, by the last contact", "Chat subject", "Call subject", "Iris",
        "after failed self-service", "1 repeat", "2 changes of channel", "of 2 of 3 contacts",
        "repeat of a contact of Noor", "satisfaction 5 of 5", "4 days later", "case T-1",
    ):  # fmt: skip
        assert expected in page, expected


def test_cost_is_minutes_by_what_a_minute_costs(story, visit) -> None:
    keep_journey_settings(JourneySettings(cost_per_minute={"voice": 1.5}))
    page = visit(make_user("qa_lead"), f"/journeys/{story['case'].id}").text
    assert "9.00" in page
    assert "of 1 of 3 contacts" in page


def test_contacts_outside_the_scope_are_shown_without_content(story, visit) -> None:
    lead = make_user("lead")
    story["near"].leads.append(lead)
    page = visit(lead, f"/journeys/{story['case'].id}").text
    assert "Chat subject" in page
    assert "outside your scope" in page
    for hidden in ("Call subject", "Iris", "satisfaction 5", f"/interactions/{story['call'].id}"):
        assert hidden not in page


@pytest.mark.parametrize(("role", "status"), [("lead", 404), ("agent", 404), ("hr", 403)])
def test_who_sees_no_contact_sees_no_journey(story, visit, role: str, status: int) -> None:
    user = make_user(role)
    assert visit(user, f"/journeys/{story['case'].id}").status_code == status
    if status == 404:
        assert "Ada Pons" not in visit(user, "/journeys").text


def test_an_interaction_shows_its_journey_across_the_top(story, visit) -> None:
    page = visit(make_user("qa_lead"), f"/interactions/{story['chat'].id}").text
    assert f'href="/journeys/{story["case"].id}"' in page
    assert f'href="/interactions/{story["call"].id}"' in page


# --- the list ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Ada", "Bob", "Cleo"}),
        ("?repeat=1", {"Ada", "Bob"}),
        ("?failed=1", {"Ada"}),
        ("?moved=1", {"Ada"}),
        ("?open=1", {"Bob", "Cleo"}),
        ("?reason=delivery", {"Bob"}),
        ("?since=2999-01-01", set()),
        ("?since=nonsense&reason=billing", {"Ada", "Cleo"}),
    ],
)
def test_the_filters(story, visit, query: str, shown: set[str]) -> None:
    bob, cleo = make_customer(name="Bob"), make_customer(name="Cleo")
    for days in (2, 1):
        contact(bob, days, reason="delivery")
    contact(cleo, 3, "T-7")
    page = visit(make_user("qa_lead"), f"/journeys{query}").text
    assert {name for name in ("Ada", "Bob", "Cleo") if f"<td>{name}" in page} == shown


def test_shares_come_with_their_n_and_interval(story, visit) -> None:
    page = visit(make_user("qa_lead"), "/journeys").text
    assert "of 1 journey" in page
    assert "21% to 100%" in page  # Wilson: 1 of 1


def test_many_journeys_come_a_page_at_a_time(app: Flask, visit, monkeypatch) -> None:
    monkeypatch.setattr("transcripts.journeys.queries.PAGE_SIZE", 2)
    for number in range(3):
        contact(make_customer(name=f"N{number}"), number, f"P-{number}")
    user = make_user("qa_lead")
    first = visit(user, "/journeys").text
    assert ["<td>N0" in first, "<td>N1" in first, "<td>N2" in first] == [True, True, False]
    older = first.split('rel="next" href="')[1].split('"')[0]
    assert "<td>N2" in visit(user, older).text


# --- by hand -------------------------------------------------------------------------------------


def test_joining_two_is_kept_against_knitting(customer, visit) -> None:
    first = [contact(customer, day) for day in (30, 29)]
    second = [contact(customer, day, reason="other") for day in (3, 2)]
    kept, joined = first[0].case_id, second[0].case_id
    user = make_user("qa_lead")
    answer = visit(user, f"/journeys/{kept}/merge", "post", data={"with": f"journey:{joined}"})
    assert answer.location == f"/journeys/{kept}"
    for found in second:
        place_in_journey(found)
    newer = contact(customer, 1, reason="other")
    assert {found.case_id for found in (*first, *second, newer)} == {kept}
    assert visit(user, f"/journeys/{joined}").location == f"/journeys/{kept}"
    event = db.session.scalars(select(AuditEvent)).one()
    ids = [found.id for found in second]
    assert (event.verb, event.details) == (
        "journey.merged",
        {"merged": joined, "interactions": ids},
    )


def test_a_reference_of_a_joined_case_leads_to_where_it_went(customer, visit) -> None:
    first, second = contact(customer, 30, "A"), contact(customer, 3, "B")
    kept = first.case_id
    visit(
        make_user("qa_lead"),
        f"/journeys/{kept}/merge",
        "post",
        data={"with": f"journey:{second.case_id}"},
    )
    assert contact(customer, 1, "B").case_id == kept


def test_a_lone_contact_can_be_joined(customer, visit) -> None:
    first, lone = contact(customer, 30, "A"), contact(customer, 3, reason="other")
    user = make_user("evaluator")
    assert f"contact:{lone.id}" in visit(user, f"/journeys/{first.case_id}").text
    visit(user, f"/journeys/{first.case_id}/merge", "post", data={"with": f"contact:{lone.id}"})
    assert lone.case_id == first.case_id
    assert first.case.contacts == 2


def test_parting_is_kept_against_knitting(customer, visit) -> None:
    one, two, three = (contact(customer, day) for day in (3, 2, 1))
    before = one.case_id
    user = make_user("qa_lead")
    answer = visit(user, f"/journeys/{before}/split", "post", data={"contact": [two.id]})
    assert answer.location == f"/journeys/{two.case_id}"
    assert two.case_id != before
    for found in (one, two, three):
        place_in_journey(found)
    assert [found.case_id == before for found in (one, two, three)] == [True, False, True]
    assert (three.is_repeat, two.is_repeat) == (True, False)
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.verb, event.details) == (
        "journey.split",
        {"parted": two.case_id, "interactions": [two.id]},
    )


@pytest.mark.parametrize("chosen", [[], ["all"], ["999999"], ["x"]])
def test_parting_none_or_all_is_refused(customer, visit, chosen) -> None:
    contacts = [contact(customer, day) for day in (3, 2)]
    ids = [found.id for found in contacts] if chosen == ["all"] else chosen
    answer = visit(
        make_user("qa_lead"),
        f"/journeys/{contacts[0].case_id}/split",
        "post",
        data={"contact": ids, "a": 1},
    )
    assert answer.status_code == 302
    assert db.session.scalars(select(AuditEvent)).all() == []
    assert len({found.case_id for found in contacts}) == 1


@pytest.mark.parametrize("wanted", ["", "journey:", "journey:999999", "contact:-1", "case:1", "x"])
def test_joining_what_is_not_there_is_refused(customer, visit, wanted: str) -> None:
    first = contact(customer, 3, "A")
    url = f"/journeys/{first.case_id}/merge"
    assert (
        visit(make_user("qa_lead"), url, "post", data={"with": wanted, "a": "1"}).status_code == 302
    )
    own = f"journey:{first.case_id}"
    visit(make_user("qa_lead"), url, "post", data={"with": own})
    assert db.session.scalars(select(AuditEvent)).all() == []


@pytest.mark.parametrize("role", ["lead", "agent", "hr"])
@pytest.mark.parametrize("verb", ["merge", "split"])
def test_others_decide_nothing(story, visit, role: str, verb: str) -> None:
    answer = visit(make_user(role), f"/journeys/{story['case'].id}/{verb}", "post", data={"a": "1"})
    assert answer.status_code == 403


def test_who_does_not_see_every_contact_parts_nothing(app: Flask, story, visit) -> None:
    user = make_user("evaluator", "lead")
    story["near"].leads.append(user)
    app.config["SETTINGS"] = narrowed(app)
    visit(user, f"/journeys/{story['case'].id}/split", "post", data={"contact": [story["chat"].id]})
    assert story["chat"].case_id == story["call"].case_id


def narrowed(app: Flask):
    from dataclasses import replace

    return replace(app.config["SETTINGS"], evaluators_see_all=False)


def test_a_survey_says_the_end_before_the_source(story) -> None:
    survey = db.session.scalars(select(Survey)).one()
    survey.resolved = False
    place_in_journey(story["call"])
    case = db.session.get_one(Case, story["case"].id)
    assert (case.outcome, case.outcome_from) == ("unresolved", "survey")
