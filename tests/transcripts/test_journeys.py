"""Journeys: which contacts belong together, which are repeats, which need not have been."""

from datetime import timedelta

import pytest
from flask import Flask

from core.db import db
from tests.factories import LONG_AGO, make_agent, make_customer, make_interaction
from transcripts.actions import place_in_journey
from transcripts.journeys.marks import Contact, Marks, mark_contacts
from transcripts.models import Interaction
from transcripts.queries import journey_of

DAY = timedelta(days=1)


def contact(key: int, days: float, kind="assisted", outcome: str = "", told: bool = False):
    return Contact(key, kind, LONG_AGO + days * DAY, outcome, told)


def marked(*contacts: Contact) -> dict[int, tuple[bool, bool]]:
    marks = mark_contacts(contacts)
    return {key: (mark.is_repeat, mark.after_failed_self_service) for key, mark in marks.items()}


def test_a_contact_within_seven_days_of_another_is_a_repeat() -> None:
    assert marked(contact(1, 0), contact(2, 7), contact(3, 14.01)) == {
        1: (False, False),
        2: (True, False),
        3: (False, False),
    }


def test_the_order_in_which_they_are_given_does_not_matter() -> None:
    assert marked(contact(2, 3), contact(1, 0)) == {1: (False, False), 2: (True, False)}


def test_self_service_is_no_repeat_and_makes_none() -> None:
    assert marked(contact(1, 0, "self_service"), contact(2, 2)) == {
        1: (False, False),
        2: (False, False),
    }


@pytest.mark.parametrize(
    ("outcome", "days", "caused"),
    [
        ("unresolved", 0.5, True),
        ("", 1, True),
        ("resolved", 0.5, False),
        ("unresolved", 1.1, False),
    ],
)
def test_a_call_soon_after_a_self_service_that_did_not_help(outcome, days, caused) -> None:
    marks = mark_contacts([contact(1, 0, "self_service", outcome), contact(2, days)])
    assert marks[2] == Marks(False, caused)


def test_only_the_first_contact_after_it_was_caused_by_it() -> None:
    failed = contact(1, 0, "self_service", "unresolved")
    assert marked(failed, contact(2, 0.1), contact(3, 0.2))[3] == (True, False)


def test_what_the_customer_says_counts_too() -> None:
    assert marked(contact(1, 0, told=True)) == {1: (False, True)}


# --- in the database -----------------------------------------------------------------------------


@pytest.fixture
def customer(app: Flask):
    return make_customer()


def placed(customer, days: float, case_ref: str | None = None, **values) -> Interaction:
    found = make_interaction(
        values.pop("turns", None), customer=customer, started_at=LONG_AGO + days * DAY, **values
    )
    place_in_journey(found, case_ref)
    return found


@pytest.mark.database
def test_same_customer_and_reason_within_a_week_are_one_case(customer) -> None:
    first, second = placed(customer, 0), placed(customer, 6)
    assert first.case_id == second.case_id is not None
    assert (first.is_repeat, second.is_repeat) == (False, True)
    assert journey_of(first) == [first, second]


@pytest.mark.database
def test_what_arrives_late_finds_its_place(customer) -> None:
    later, earlier = placed(customer, 3), placed(customer, 0)
    db.session.refresh(later)
    assert (earlier.is_repeat, later.is_repeat) == (False, True)


@pytest.mark.database
@pytest.mark.parametrize("values", [{"days": 8}, {"days": 1, "reason": "delivery"}])
def test_later_or_about_something_else_is_another_matter(customer, values) -> None:
    first, second = placed(customer, 0), placed(customer, **values)
    assert first.case_id is second.case_id is None
    assert second.is_repeat is False
    assert journey_of(first) == [first]


@pytest.mark.database
def test_without_customer_or_reason_nothing_is_joined(customer) -> None:
    assert [placed(None, day).case_id for day in (0, 1)] == [None, None]
    assert [placed(customer, day, reason="").case_id for day in (0, 1)] == [None, None]


@pytest.mark.database
def test_a_case_that_is_named_joins_across_reasons_and_channels(customer) -> None:
    bot = make_agent(kind="virtual")
    first = placed(customer, 0, "T-1", channel="web", outcome="unresolved", agent=bot)
    second = placed(customer, 0.2, "T-1", channel="voice", reason="other")
    assert journey_of(second) == [first, second]
    assert (second.is_repeat, second.after_failed_self_service) == (False, True)


@pytest.mark.database
def test_a_named_case_without_a_customer_has_one_of_its_own(app: Flask) -> None:
    first, second = placed(None, 0, "T-2"), placed(None, 1, "T-2")
    assert first.customer.external_ref == "case:T-2"
    assert second.customer == first.customer


@pytest.mark.database
def test_a_customer_who_tells_of_the_website_is_heard(customer) -> None:
    told = placed(customer, 0, turns=[("customer", "Your website did not let me pay.")])
    assert told.after_failed_self_service
