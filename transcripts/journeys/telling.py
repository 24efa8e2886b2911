"""Telling a journey anew: what each contact is in it, and what the case keeps for its lists."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import db
from transcripts.journeys.marks import Contact, mark_contacts
from transcripts.journeys.models import Case
from transcripts.journeys.queries import surveys_of
from transcripts.journeys.settings import journey_settings
from transcripts.journeys.story import Step, channel_moves, meaning_of, outcome_told
from transcripts.models import Customer, Interaction, Survey

NAMELESS = "case:"
"""How the reference of a customer begins of whom only the case is known."""


def retell(case_ids: Iterable[int], *, mark_anew: bool = True) -> set[int]:
    """Tell these cases anew; return the ids of contacts whose customer became known by it.

    Flushes. Marks every contact (repeat, charged to whom, after failed self-service), unless it is
    to stay what it was in its journey, and writes the case's counts, times and outcome. A case
    without contacts keeps its row with zeros.
    """
    ids = sorted(set(case_ids))
    window = journey_settings().window
    contacts: dict[int | None, list[Interaction]] = defaultdict(list)
    rows = (
        select(Interaction)
        .where(Interaction.case_id.in_(ids))
        .order_by(Interaction.started_at, Interaction.id)
    )
    for contact in db.session.scalars(rows.options(joinedload(Interaction.agent))):
        contacts[contact.case_id].append(contact)
    everyone = [contact for told in contacts.values() for contact in told]
    surveys, nameless = surveys_of(everyone), _nameless_among(everyone)
    named: set[int] = set()
    for case in db.session.scalars(select(Case).where(Case.id.in_(ids))):
        told = contacts[case.id]
        named |= _name_customer(case, told, nameless)
        if mark_anew:
            mark(told, window)
        _keep(case, told, surveys)
    db.session.flush()
    return named


def mark(contacts: Sequence[Interaction], window: timedelta) -> None:
    """Mark the contacts of one case."""
    marks = mark_contacts([contact_of(contact) for contact in contacts], window)
    agents = {contact.id: contact.agent_id for contact in contacts}
    for contact in contacts:
        found = marks[contact.id]
        contact.is_repeat = found.is_repeat
        contact.after_failed_self_service = found.after_failed_self_service
        contact.charged_agent_id = agents.get(found.charged_to or 0)


def contact_of(interaction: Interaction) -> Contact:
    """Return an interaction as its journey sees it."""
    kind = "self_service" if is_self_service(interaction) else "assisted"
    return Contact(
        interaction.id,
        "self_service" if kind == "self_service" else "assisted",
        interaction.started_at,
        meaning_of(interaction.outcome),
        bool(interaction.tells_of_failure),
    )


def is_self_service(interaction: Interaction) -> bool:
    """Say whether the customer met a web page or a virtual agent, and no person."""
    virtual = interaction.agent is not None and interaction.agent.is_virtual
    return interaction.channel == "web" or virtual


def step_of(interaction: Interaction, survey: Survey | None) -> Step:
    """Return an interaction as its journey's totals see it."""
    return Step(
        interaction.started_at,
        interaction.channel,
        interaction.outcome,
        interaction.duration_seconds,
        interaction.handle_seconds,
        survey.csat if survey else None,
        survey.resolved if survey else None,
    )


def _nameless_among(contacts: Sequence[Interaction]) -> set[int]:
    """Return the customers of these contacts of whom only a case is known."""
    known = {contact.customer_id for contact in contacts if contact.customer_id}
    return set(
        db.session.scalars(
            select(Customer.id).where(
                Customer.id.in_(known), Customer.external_ref.startswith(NAMELESS, autoescape=True)
            )
        )
    )


def _keep(case: Case, contacts: Sequence[Interaction], surveys: dict[int, Survey]) -> None:
    """Write what the case keeps for its lists."""
    outcome = outcome_told([step_of(contact, surveys.get(contact.id)) for contact in contacts])
    case.contacts = len(contacts)
    case.repeats = sum(contact.is_repeat for contact in contacts)
    case.transfers = sum(contact.transfers for contact in contacts)
    case.channel_moves = channel_moves([contact.channel for contact in contacts])
    case.failed_self_service = sum(contact.after_failed_self_service for contact in contacts)
    case.outcome = outcome.word if outcome.known_from else None
    case.outcome_from = outcome.known_from or None
    if contacts:
        case.opened_at, case.last_at = contacts[0].started_at, contacts[-1].started_at
        case.reason = next((contact.reason for contact in contacts if contact.reason), "")


def _name_customer(case: Case, contacts: Sequence[Interaction], nameless: set[int]) -> set[int]:
    """Give the case, and its contacts without one, the customer whom its first contact names."""
    named = [c.customer_id for c in contacts if c.customer_id and c.customer_id not in nameless]
    chosen = named[0] if named else case.customer_id
    case.customer_id = chosen
    changed = set()
    for contact in contacts:
        if contact.customer_id != chosen and (
            contact.customer_id is None or contact.customer_id in nameless
        ):
            contact.customer_id = chosen
            changed.add(contact.id)
    return changed
