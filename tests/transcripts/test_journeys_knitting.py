"""Which contacts belong together: whatever the order in which they arrive."""

import itertools
import random
from collections import defaultdict
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.db import db
from tests.factories import LONG_AGO, make_agent, make_customer, make_interaction, make_source
from transcripts.actions import place_in_journey
from transcripts.journeys.knitting import Near, Piece, knit
from transcripts.models import Case, Interaction

DAY = timedelta(days=1)


def piece(key: int, days: float, anchor: str | None = None, matter: str | None = "bill") -> Piece:
    return Piece(key, LONG_AGO + days * DAY, matter, anchor)


def test_a_chain_goes_on_as_long_as_each_follows_another_within_the_window() -> None:
    assert knit([piece(1, 0), piece(2, 6), piece(3, 13), piece(4, 20.1)]) == {
        1: Near(1),
        2: Near(1),
        3: Near(1),
        4: None,
    }


def test_what_somebody_tied_stays_and_draws_the_rest_of_its_chain() -> None:
    assert knit([piece(1, 0), piece(2, 3, "A"), piece(3, 30)]) == {1: "A", 2: "A", 3: None}


def test_between_two_named_cases_the_nearer_one_wins_and_the_earlier_of_equals() -> None:
    pieces = [piece(1, 0, "A"), piece(2, 1), piece(3, 2), piece(4, 3), piece(5, 4, "B")]
    assert knit(pieces) == {1: "A", 2: "A", 3: "A", 4: "B", 5: "B"}


def test_without_customer_or_reason_nobody_is_joined_but_a_name_holds() -> None:
    assert knit([piece(1, 0, None, None), piece(2, 0, None, None)]) == {1: None, 2: None}
    assert knit([piece(1, 0, "A", None), piece(2, 90, "A", "other")]) == {1: "A", 2: "A"}


def test_another_window_is_another_answer() -> None:
    assert knit([piece(1, 0), piece(2, 2)], timedelta(days=1)) == {1: None, 2: None}


pieces = st.lists(
    st.tuples(
        st.integers(0, 40), st.sampled_from([None, None, None, "A", "B"]), st.sampled_from("xy")
    ),
    max_size=12,
)


@given(pieces, st.randoms())
def test_the_order_makes_no_difference(told, shuffler: random.Random) -> None:
    contacts = [piece(key, *values) for key, values in enumerate(told)]
    mixed = list(contacts)
    shuffler.shuffle(mixed)
    assert knit(mixed) == knit(contacts)


# --- in the database -----------------------------------------------------------------------------

TOLD = [(0, None), (3, "T-1"), (6, None), (9, "T-2"), (20, None), (24, None), (40, None)]


def groups() -> set[frozenset[str]]:
    """The contacts by case, by their names."""
    db.session.expire_all()
    found: dict[object, set[str]] = defaultdict(set)
    for contact in db.session.scalars(select(Interaction)):
        found[contact.case_id or contact.external_id].add(contact.external_id)
    return {frozenset(group) for group in found.values()}


def tell(contacts, source, customer) -> None:
    for day, reference in contacts:
        found = make_interaction(
            customer=customer,
            started_at=LONG_AGO + day * DAY,
            external_id=f"day-{day}",
            source=source,
        )
        place_in_journey(found, reference)


@pytest.mark.database
@pytest.mark.parametrize("seed", range(12))
def test_imports_in_any_order_end_in_the_same_journeys(app: Flask, seed: int) -> None:
    contacts = list(TOLD)
    random.Random(seed).shuffle(contacts)
    tell(contacts, make_source(), make_customer())
    assert groups() == {
        frozenset({"day-0", "day-3", "day-6"}),  # the sixth day is as near to both: the earlier
        frozenset({"day-9"}),
        frozenset({"day-20", "day-24"}),
        frozenset({"day-40"}),
    }
    told = db.session.scalars(select(Case).where(Case.merged_into_id.is_(None))).all()
    assert sorted(case.contacts for case in told) == [1, 2, 3]
    assert sorted(case.repeats for case in told) == [0, 1, 2]


@pytest.mark.database
@pytest.mark.parametrize("order", list(itertools.permutations((0, 6, 12, 18)))[::3])
def test_a_late_contact_that_closes_a_gap_makes_one_of_two(app: Flask, order) -> None:
    tell([(day, None) for day in order], make_source(), make_customer())
    assert groups() == {frozenset({"day-0", "day-6", "day-12", "day-18"})}
    marks = db.session.scalars(select(Interaction.is_repeat).order_by(Interaction.started_at))
    assert list(marks) == [False, True, True, True]
    current = select(Case.contacts).where(Case.merged_into_id.is_(None))
    assert db.session.scalars(current).all() == [4]


@pytest.mark.database
def test_an_emptied_case_leads_on_to_where_its_contacts_went(app: Flask) -> None:
    tell([(0, None), (1, None), (12, None), (13, None)], make_source(), make_customer())
    kept, emptied = db.session.scalars(select(Case).order_by(Case.id)).all()
    tell([(6.5, None)], make_source(), kept.customer)
    db.session.expire_all()
    assert (kept.contacts, kept.merged_into_id) == (5, None)
    assert (emptied.contacts, emptied.merged_into_id) == (0, kept.id)


@pytest.mark.database
@pytest.mark.parametrize("known_first", [True, False])
def test_a_case_learns_who_its_customer_is_and_finds_their_other_contacts(
    app: Flask, known_first: bool
) -> None:
    customer = make_customer()
    source = make_source()
    tell([(1, None)], source, customer)
    told = [(customer, [(5, "T-9")]), (None, [(2, "T-9")])]
    for who, contacts in told if known_first else reversed(told):
        tell(contacts, source, who)
    assert groups() == {frozenset({"day-1", "day-2", "day-5"})}
    assert set(db.session.scalars(select(Interaction.customer_id))) == {customer.id}


@pytest.mark.database
@pytest.mark.parametrize("reverse", [False, True])
def test_a_repeat_is_charged_to_the_first_handler(app: Flask, reverse: bool) -> None:
    customer, source = make_customer(), make_source()
    first, second, third = make_agent(), make_agent(), make_agent()
    handled = [(0, first), (4, second), (9, third), (30, second)]
    for day, agent in reversed(handled) if reverse else handled:
        contact = make_interaction(
            customer=customer, started_at=LONG_AGO + day * DAY, agent=agent, source=source
        )
        place_in_journey(contact, "T-3")
    rows = db.session.scalars(select(Interaction).order_by(Interaction.started_at))
    assert [row.charged_agent_id for row in rows] == [None, first.id, first.id, None]


@pytest.mark.database
@pytest.mark.parametrize(
    ("facts", "outcome", "transfers"),
    [
        (None, "", 0),
        (None, "transferred", 1),
        ({"transfers": 2}, "transferred", 2),
        ({"transfers": [{"to": "a"}]}, "", 1),
        ({"transferred_to": "second line"}, "", 1),
        ({"agents": ["a", "b", "b", "a"]}, "", 2),
        ({"transfers": "many", "agents": "a"}, "", 0),
        ({"transfers": -3}, "", 0),
    ],
)
def test_transfers_are_told_by_the_source(app: Flask, facts, outcome, transfers) -> None:
    found = make_interaction(customer=make_customer(), outcome=outcome)
    found.facts = facts
    place_in_journey(found, "T-4")
    assert found.transfers == found.case.transfers == transfers
