"""What a person decides about journeys; it is kept against all knitting afterwards."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import select

from core.db import db
from core.jobs.queue import enqueue
from people import audit
from people.models import AuditEvent, User
from transcripts.journeys.models import Case
from transcripts.journeys.settings import (
    JourneySettings,
    journey_settings,
    keep_journey_settings,
)
from transcripts.journeys.telling import retell
from transcripts.models import Interaction
from transcripts.queries import ids_visible_to

REKNIT = "transcripts.reknit"


class NotPossible(Exception):
    """The contacts cannot be joined or parted: one is out of sight, or nothing would change."""


def contacts_of(case: Case) -> list[Interaction]:
    """Return the contacts of a case in order of time."""
    return list(
        db.session.scalars(
            select(Interaction)
            .where(Interaction.case_id == case.id)
            .order_by(Interaction.started_at, Interaction.id)
        )
    )


def merge_journeys(user: User, case: Case, other: Case) -> None:
    """Join ``other`` to ``case``: its contacts, and what the source will still say of it.

    Raises NotPossible for the same case, for one that was joined already, and where the user does
    not see every contact of both. Flushes.
    """
    if case.id == other.id or case.merged_into_id or other.merged_into_id:
        raise NotPossible
    kept, moved = contacts_of(case), contacts_of(other)
    require_sight(user, [*kept, *moved])
    tie(case, [*kept, *moved])
    other.merged_into_id = case.id
    retell([case.id, other.id])
    ids = [contact.id for contact in moved]
    audit.record(user, "journey.merged", case, merged=other.id, interactions=ids)


def add_contact(user: User, case: Case, interaction: Interaction) -> None:
    """Put a contact that stands alone into a case. Raises NotPossible as ``merge_journeys``."""
    if interaction.case_id is not None or case.merged_into_id:
        raise NotPossible
    kept = contacts_of(case)
    require_sight(user, [*kept, interaction])
    tie(case, [*kept, interaction])
    retell([case.id])
    audit.record(user, "journey.merged", case, interactions=[interaction.id])


def split_journey(user: User, case: Case, interaction_ids: Sequence[int]) -> Case:
    """Part these contacts of a case from the others, into a new case; return it.

    Raises NotPossible where none or all of the case's contacts would go, and where the user does
    not see every contact of it. Flushes.
    """
    contacts = contacts_of(case)
    going = [contact for contact in contacts if contact.id in set(interaction_ids)]
    staying = [contact for contact in contacts if contact not in going]
    if not going or not staying:
        raise NotPossible
    require_sight(user, contacts)
    parted = Case(
        customer_id=going[0].customer_id or case.customer_id,
        reason=going[0].reason,
        opened_at=going[0].started_at,
    )
    db.session.add(parted)
    db.session.flush()
    tie(parted, going)
    tie(case, staying)
    retell([case.id, parted.id])
    ids = [contact.id for contact in going]
    audit.record(user, "journey.split", case, parted=parted.id, interactions=ids)
    return parted


def tie(case: Case, contacts: Sequence[Interaction]) -> None:
    """Put contacts into a case by hand: no knitting moves them any more."""
    for contact in contacts:
        contact.case_id, contact.case_by_hand = case.id, True
    db.session.flush()


def require_sight(user: User, contacts: Sequence[Interaction]) -> None:
    """Raise NotPossible unless the user may see every one of these contacts."""
    if len(ids_visible_to(user, contacts)) < len(contacts):
        raise NotPossible


def change_settings(user: User, settings: JourneySettings) -> bool:
    """Keep the centre's decision; return whether all journeys are knitted anew for it. Flushes."""
    reknit = settings.window_days != journey_settings().window_days
    keep_journey_settings(settings)
    if reknit:
        enqueue(REKNIT)
    event = AuditEvent(
        user_id=user.id, verb="journeys.set", subject_type="CentreSetting", details=asdict(settings)
    )
    db.session.add(event)
    db.session.flush()
    return reknit
