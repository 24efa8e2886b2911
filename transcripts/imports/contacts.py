"""Contacts as a telephone system or desk lists them: when, who, how long, without their words."""

from core.db import db
from transcripts.formats.records import ContactRecord
from transcripts.formats.values import fitted
from transcripts.imports.known import Known
from transcripts.incoming import RecordingRefused
from transcripts.journeys.placing import prepare_for_journey
from transcripts.models import READY, Interaction
from transcripts.record_rows import fill_in, new_interaction


def take_contact(record: ContactRecord, known: Known) -> tuple[bool, Interaction]:
    """Add what the row knows to its contact, or the contact itself where it is not there.

    Returns whether anything changed, and the interaction. The caller flushes and places it in its
    journey. Raises RecordingRefused (contact_no_start) for an unknown contact without a time.
    """
    interaction, case_ref = known.contact(record.external_id), fitted(record.case_ref, 160)
    if interaction and known.is_emptied(interaction):
        return False, interaction
    if interaction:
        changed = fill_in(interaction, record, known.people)
        changed |= bool(case_ref) and case_ref != interaction.case_ref
    else:
        interaction, changed = new_contact(record, known), True
    if changed:
        prepare_for_journey(interaction, case_ref or None)
    return changed, interaction


def new_contact(record: ContactRecord, known: Known) -> Interaction:
    """Add a contact of which nothing but the row is known."""
    if record.started_at is None:
        raise RecordingRefused("contact_no_start")
    interaction = new_interaction(record, known.source, known.user_id, known.people)
    interaction.state = READY
    db.session.add(interaction)
    known.add(interaction)
    return interaction
