"""Putting interactions into their customers' journeys, whatever the order of arrival."""

from collections.abc import Iterable

from sqlalchemy import select

from core.db import db
from transcripts.journeys.marks import transfers_told
from transcripts.journeys.models import Case
from transcripts.journeys.self_service import self_service_failed
from transcripts.journeys.telling import NAMELESS
from transcripts.journeys.threads import knit_around
from transcripts.models import Customer, Interaction

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
    place_all([interaction.id])


def prepare_for_journey(interaction: Interaction, case_ref: str | None = None) -> None:
    """Note what the journey will depend on; ``place_all`` must follow. Flushes."""
    if case_ref:
        interaction.case_ref = case_ref[:160]
    interaction.tells_of_failure = customer_tells_of_failure(interaction)
    interaction.transfers = transfers_told(interaction.facts, interaction.outcome)
    db.session.flush()
    if interaction.case_ref:
        case_by_reference(interaction, interaction.case_ref)


def place_all(interaction_ids: Iterable[int]) -> None:
    """Place prepared interactions, all at once: many cost little more than one. Flushes."""
    around = set(interaction_ids)
    while around:  # a customer who becomes known by it may have other contacts
        around = knit_around(around)


def case_by_reference(interaction: Interaction, reference: str) -> Case:
    """Return the case that the source names, new if nobody spoke of it before. Flushes."""
    case = db.session.scalar(select(Case).where(Case.external_ref == reference))
    if case is None:
        customer = interaction.customer or customer_known_as(f"{NAMELESS}{reference}")
        case = Case(
            external_ref=reference,
            customer=customer,
            reason=interaction.reason,
            opened_at=interaction.started_at,
        )
        db.session.add(case)
    if interaction.customer is None:
        interaction.customer = case.customer
    db.session.flush()
    return case


def customer_known_as(reference: str) -> Customer:
    """Return the customer with this reference, new if there was none."""
    reference = reference[:160]
    customer = db.session.scalar(select(Customer).where(Customer.external_ref == reference))
    if customer is None:
        customer = Customer(external_ref=reference)
        db.session.add(customer)
        db.session.flush()
    return customer


def customer_tells_of_failure(interaction: Interaction) -> bool:
    """Say whether the customer begins with having tried to help themselves first."""
    turns = interaction.transcript.turns if interaction.transcript else []
    said = [turn.text for turn in turns if turn.speaker == "customer"][:FIRST_TURNS]
    return self_service_failed("\n".join(said), interaction.language)
