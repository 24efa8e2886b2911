"""Putting interactions into their customers' journeys, whatever the order of arrival."""

from collections.abc import Iterable

from sqlalchemy import select

from core.db import db
from transcripts.journeys.marks import transfers_told
from transcripts.journeys.models import Case
from transcripts.journeys.self_service import self_service_failed
from transcripts.journeys.telling import NAMELESS
from transcripts.journeys.threads import knit_around
from transcripts.known_people import KnownPeople
from transcripts.models import Interaction

FIRST_TURNS = 5
"""How many turns of the customer are listened to: what brought them is said at the beginning."""


def place_in_journey(interaction: Interaction, case_ref: str | None = None) -> None:
    """Link the interaction to its case and tell again every journey that changes by it.

    A case reference decides; without one, a contact of the same customer for the same reason
    within the centre's window (seven days unless set otherwise) belongs to the same case. Where a
    late contact closes a gap, what lies on both sides becomes one. What a person decided stays.
    Flushes.
    """
    prepare_for_journey(interaction, case_ref)
    db.session.flush()
    place_all([interaction.id])


def prepare_for_journey(interaction: Interaction, case_ref: str | None = None) -> None:
    """Note what the journey will depend on; ``place_all`` must follow."""
    if case_ref:
        interaction.case_ref = case_ref[:160]
    interaction.tells_of_failure = customer_tells_of_failure(interaction)
    interaction.transfers = transfers_told(interaction.facts, interaction.outcome)


def place_all(interaction_ids: Iterable[int]) -> None:
    """Place prepared interactions, all at once: many cost little more than one. Flushes."""
    around = set(interaction_ids)
    make_cases(around)
    while around:  # a customer who becomes known by it may have other contacts
        around = knit_around(around)


def make_cases(interaction_ids: Iterable[int]) -> None:
    """Make the cases that these contacts' source names and nobody spoke of before. Flushes."""
    chosen = Interaction.id.in_(interaction_ids), Interaction.case_ref.is_not(None)
    contacts = db.session.scalars(select(Interaction).where(*chosen).order_by(Interaction.id)).all()
    references = {contact.case_ref for contact in contacts}
    known = db.session.scalars(select(Case).where(Case.external_ref.in_(references)))
    cases = {case.external_ref: case for case in known}
    people = KnownPeople()
    people.look_up_customers(f"{NAMELESS}{one}" for one in references - cases.keys())
    for contact in contacts:
        case = cases.get(contact.case_ref)
        if case is None:
            case = cases[contact.case_ref] = Case(
                external_ref=contact.case_ref,
                customer=contact.customer or people.customer(f"{NAMELESS}{contact.case_ref}"),
                reason=contact.reason,
                opened_at=contact.started_at,
            )
            db.session.add(case)
        if contact.customer is None:
            contact.customer = case.customer
    db.session.flush()


def hear_again(interaction: Interaction) -> None:
    """Tell a contact's journey anew if its words now say otherwise what brought the customer."""
    told = customer_tells_of_failure(interaction)
    if interaction.tells_of_failure not in (None, told):
        interaction.tells_of_failure = told
        db.session.flush()
        place_all([interaction.id])


def customer_tells_of_failure(interaction: Interaction) -> bool:
    """Say whether the customer begins with having tried to help themselves first."""
    said = [turn.text for turn in interaction.turns if turn.speaker == "customer"][:FIRST_TURNS]
    return self_service_failed("\n".join(said), interaction.language)
