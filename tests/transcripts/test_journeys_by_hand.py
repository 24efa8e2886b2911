"""Journeys counted by hand, and what changes in them after words, ids or contacts change."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from core.db import db
from tests.factories import add, make_agent, make_customer, make_source, make_user
from tests.transcripts.contacts import contact
from tests.transcripts.imports.imported import run_import
from transcripts.actions import place_in_journey, swap_roles
from transcripts.corrections.actions import correct_turn_text
from transcripts.journeys.settings import JourneySettings, keep_journey_settings
from transcripts.models import Case, Customer, Interaction, Survey
from transcripts.privacy.emptying import RETENTION, empty_interactions

pytestmark = pytest.mark.database
TELLS = [("customer", "I tried the app and it does not work."), ("agent", "Let me see.")]


@pytest.fixture
def customer(app: Flask) -> Customer:
    return make_customer(name="Ada Pons")


def at(*moment: int) -> datetime:
    """A moment in UTC."""
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type, misc]


def answer(of: Interaction, csat: int) -> None:
    add(Survey(interaction_id=of.id, csat=csat, answered_at=of.started_at))


def shown(page: str) -> list[tuple[str, str, str]]:
    """Each total with its unit and its note, as a reader sees it."""
    totals = page.partition('aria-label="Totals"')[2].partition("</section>")[0]
    pieces = [part.partition('class="stat__label">')[2] for part in totals.split('class="stat"')]
    found = [re.sub(r"\s+", " ", re.sub("<[^>]*>?", " ", one)).strip('"> ') for one in pieces]
    return [one for one in found if one]


def test_the_totals_of_a_journey_over_the_change_of_clocks(customer, visit) -> None:
    """The clocks of Madrid went forward at 01:00 UTC on 29 March 2026, inside this journey.

    By hand: five contacts. The page failed at 23:30, the call of 00:15 came 45 minutes later, so
    it is after failed self-service. The calls of one second are both repeats, as each follows
    another within the week; the mail twelve days later is none. From 23:30 on the 28th to 10:10 on
    10 April are 12 days, 10 hours and 40 minutes: 12.4 days. Channels: web, voice, voice, chat,
    e-mail, so three changes. Handled: 5 + 10 + 2.5 + 20 = 37.5 minutes. Cost: 15 minutes of voice
    at 1.20 and 2.5 of chat at 0.40 are 19.00. Answers 2 and 5 are 3.5.
    """
    first, second = make_agent(name="Noor"), make_agent(name="Iris")
    night = at(2026, 3, 29, 0, 15)
    for began, channel, values in (
        (at(2026, 3, 28, 23, 30), "web", {"outcome": "failed", "handle_seconds": None}),
        (night, "voice", {"agent": first, "handle_seconds": 300.0, "facts": {"transfers": 2}}),
        (at(2026, 3, 29, 1, 0), "voice", {"agent": second, "handle_seconds": 600.0}),
        (at(2026, 3, 29, 1, 0), "chat", {"agent": second, "handle_seconds": 150.0}),
        (at(2026, 4, 10, 10, 0), "email", {"agent": first, "handle_seconds": 1200.0}),
    ):
        found = contact(customer, 0, "T-1", started_at=began, channel=channel, **values)
        found.duration_seconds = 600.0
        if channel in ("chat", "email"):
            answer(found, {"chat": 2, "email": 5}[channel])
    keep_journey_settings(JourneySettings(cost_per_minute={"voice": 1.2, "chat": 0.4}))
    case = db.session.scalars(db.select(Case)).one()
    page = visit(make_user("qa_lead"), f"/journeys/{case.id}").text
    assert shown(page) == [
        "Contacts 5 2 repeats",
        "From first to last 12.4 days",
        "Channels 4 3 changes of channel",
        "Handle time 37.5 min of 4 of 5 contacts",
        "Cost 19.00 EUR of 3 of 5 contacts",
        "Satisfaction, 1 to 5 3.5 from 2 answers",
    ]
    case = db.session.scalars(db.select(Case)).one()
    told = (case.contacts, case.repeats, case.transfers, case.channel_moves)
    assert (*told, case.failed_self_service) == (5, 2, 2, 3, 1)
    assert page.count("repeat of a contact of Noor") == 2


def test_of_two_contacts_in_one_second_the_one_told_last_ends_the_journey(customer) -> None:
    began = at(2026, 3, 28, 12, 0)
    for outcome in ("unresolved", "resolved"):
        contact(customer, 0, "T-1", started_at=began, outcome=outcome)
    assert db.session.scalars(db.select(Case.outcome)).all() == ["resolved"]


@pytest.mark.parametrize("word", ["resolved", "Solved", "closed"])
def test_self_service_that_a_source_calls_solved_did_not_fail(customer, word: str) -> None:
    contact(customer, 1.2, channel="web", outcome=word)
    assert not contact(customer, 1, channel="voice").after_failed_self_service


def test_words_that_are_corrected_tell_the_journey_anew(customer) -> None:
    call = contact(customer, 1, "T-1", channel="voice", agent=make_agent(), turns=TELLS)
    assert (call.after_failed_self_service, call.case.failed_self_service) == (True, 1)
    turn = call.transcript.turns[0]
    correct_turn_text(make_user("qa_lead"), turn, "I love the app.", turn.revision)
    assert (call.after_failed_self_service, call.case.failed_self_service) == (False, 0)


def test_sides_that_are_swapped_tell_the_journey_anew(customer) -> None:
    call = contact(customer, 1, "T-1", channel="voice", agent=make_agent(), turns=TELLS)
    swap_roles(make_user("qa_lead"), call)
    assert (call.tells_of_failure, call.case.failed_self_service) == (False, 0)


def test_a_case_id_that_comes_late_brings_two_contacts_together(app: Flask, customer) -> None:
    source = make_source()
    values = {"agent": make_agent(), "source": source, "handle_seconds": 60.0}
    numbers = [
        contact(customer, days, channel="voice", external_id=name, reason=reason, **values).id
        for days, name, reason in ((30, "77", "billing"), (10, "78", "delivery"))
    ]
    table = b"call_id,started_at,case_id\n77,2026-03-04,T-9\n78,2026-03-24,T-9\n"
    import_ = run_import(app, source, {"acd.csv": table})
    assert (import_.imported, import_.already) == (2, 0)
    found = [db.session.get_one(Interaction, number) for number in numbers]
    assert {contact.case.external_ref for contact in found} == {"T-9"}
    again = run_import(app, db.session.merge(source), {"acd.csv": table})
    assert (again.imported, again.already) == (0, 2)


def test_a_journey_counts_what_is_left_after_a_contact_was_emptied(customer) -> None:
    agent = make_agent()
    old, new = (contact(customer, days, "T-1", agent=agent) for days in (4, 1))
    case = new.case
    empty_interactions([old.id], RETENTION)
    assert (case.contacts, case.opened_at) == (1, new.started_at)
    assert (new.is_repeat, case.repeats) == (True, 1)
    place_in_journey(new)
    assert case.contacts == 1
