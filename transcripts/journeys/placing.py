"""Putting an interaction into its customer's journey, whatever the order of arrival."""

from datetime import timedelta

from sqlalchemy import select

from core.db import db
from transcripts.journeys.marks import Contact, mark_contacts
from transcripts.journeys.self_service import self_service_failed
from transcripts.models import Case, Customer, Interaction
from transcripts.queries import journey_of

SAME_MATTER = timedelta(days=7)


def place_in_journey(interaction: Interaction, case_ref: str | None = None) -> None:
    """Link the interaction to its case and see again which contacts of it are repeats.

    An explicit case reference decides; without one, a contact of the same customer for the same
    reason within seven days belongs to the same case. Flushes.
    """
    db.session.flush()
    case = case_by_reference(interaction, case_ref) if case_ref else case_of_neighbour(interaction)
    if case:
        interaction.case = case
        db.session.flush()
    mark_repeats(interaction)
    db.session.flush()


def case_by_reference(interaction: Interaction, reference: str) -> Case:
    """Return the case that the source names, new if nobody spoke of it before."""
    case = db.session.scalar(select(Case).where(Case.external_ref == reference))
    if case is None:
        customer = interaction.customer or customer_known_as(f"case:{reference}")
        interaction.customer = customer
        case = Case(
            external_ref=reference,
            customer=customer,
            reason=interaction.reason,
            opened_at=interaction.started_at,
        )
        db.session.add(case)
    elif interaction.customer is None:
        interaction.customer = case.customer
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


def case_of_neighbour(interaction: Interaction) -> Case | None:
    """Return the case that this customer's nearest contact for the same reason belongs to."""
    if interaction.case or interaction.customer_id is None or not interaction.reason:
        return interaction.case
    neighbour = nearest_contact(interaction)
    if neighbour is None:
        return None
    if neighbour.case is None:
        first = min(neighbour.started_at, interaction.started_at)
        neighbour.case = Case(
            customer_id=interaction.customer_id, reason=interaction.reason, opened_at=first
        )
    return neighbour.case


def nearest_contact(interaction: Interaction) -> Interaction | None:
    """Return the contact of the same customer for the same reason that lies closest in time."""
    since, until = interaction.started_at - SAME_MATTER, interaction.started_at + SAME_MATTER
    contacts = db.session.scalars(
        select(Interaction).where(
            Interaction.customer_id == interaction.customer_id,
            Interaction.reason == interaction.reason,
            Interaction.id != interaction.id,
            Interaction.started_at.between(since, until),
        )
    )
    return min(contacts, key=lambda c: abs(c.started_at - interaction.started_at), default=None)


def mark_repeats(interaction: Interaction) -> None:
    """See again, for all contacts of the interaction's case, what each is in the journey."""
    contacts = journey_of(interaction)
    told = interaction.id if customer_tells_of_failure(interaction) else None
    marks = mark_contacts([contact_of(contact, told) for contact in contacts])
    for contact in contacts:
        contact.is_repeat = marks[contact.id].is_repeat
        contact.after_failed_self_service = marks[contact.id].after_failed_self_service


def contact_of(interaction: Interaction, told: int | None) -> Contact:
    """Return an interaction as its journey sees it; ``told`` is the id of one that was heard.

    The others were heard when they came, so what they were marked with stands.
    """
    virtual = interaction.agent is not None and interaction.agent.is_virtual
    return Contact(
        interaction.id,
        "self_service" if interaction.channel == "web" or virtual else "assisted",
        interaction.started_at,
        interaction.outcome,
        interaction.id == told or interaction.after_failed_self_service,
    )


def customer_tells_of_failure(interaction: Interaction) -> bool:
    """Say whether the customer speaks of having tried to help themselves first."""
    turns = interaction.transcript.turns if interaction.transcript else []
    said = " ".join(turn.text for turn in turns if turn.speaker == "customer")
    return self_service_failed(said, interaction.language)
