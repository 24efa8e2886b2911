"""Contacts as a telephone system or desk lists them: when, who, how long, without their words."""

from sqlalchemy import select

from core.db import db
from transcripts.formats.records import ContactRecord
from transcripts.incoming import RecordingRefused
from transcripts.journeys.placing import prepare_for_journey
from transcripts.models import READY, Interaction, Source
from transcripts.record_rows import clean, fill_in, new_interaction


def take_contact(record: ContactRecord, source_id: int, user_id: int | None) -> tuple[bool, int]:
    """Add what the row knows to its contact, or the contact itself where it is not there.

    Returns whether anything changed, and the interaction's id. Flushes; the caller places it in
    its journey. Raises RecordingRefused (contact_no_start) for an unknown contact without a time.
    """
    with db.session.begin_nested():
        interaction = contact_known_as(clean(record.external_id, 200), source_id)
        if interaction:
            changed = fill_in(interaction, record)
        else:
            interaction, changed = new_contact(record, source_id, user_id), True
        if changed:
            prepare_for_journey(interaction, clean(record.case_ref, 160) or None)
        return changed, interaction.id


def contact_known_as(external_id: str, source_id: int) -> Interaction | None:
    """Return the contact with this id: of the source itself, else of the only one that has it."""
    found = db.session.scalars(
        select(Interaction).where(Interaction.external_id == external_id).limit(50)
    ).all()
    own = [interaction for interaction in found if interaction.source_id == source_id]
    if own:
        return own[0]
    return found[0] if len(found) == 1 else None


def new_contact(record: ContactRecord, source_id: int, user_id: int | None) -> Interaction:
    """Add a contact of which nothing but the row is known. Flushes."""
    if record.started_at is None:
        raise RecordingRefused("contact_no_start")
    interaction = new_interaction(record, db.session.get_one(Source, source_id), user_id)
    interaction.state = READY
    db.session.add(interaction)
    db.session.flush()
    return interaction
