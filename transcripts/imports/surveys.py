"""Customers' answers from a survey, put to the contact that they are about."""

from datetime import timedelta

from sqlalchemy import select

from core.db import db
from transcripts.formats.records import SurveyRecord
from transcripts.imports.contacts import contact_known_as
from transcripts.incoming import RecordingRefused
from transcripts.models import Customer, Interaction, Survey
from transcripts.record_rows import clean

ABOUT_THE_LAST = timedelta(days=7)
"""How long before the answer the contact may lie that it is about."""


def take_survey(record: SurveyRecord, source_id: int) -> tuple[bool, int]:
    """Attach an answer to its contact: the one it names, else the customer's last one before it.

    Returns whether it was new, and the interaction's id. Flushes. Raises RecordingRefused
    (survey_no_contact, survey_other_answer).
    """
    with db.session.begin_nested():
        if not record.external_id and (known := same_answer(record)):
            return False, known.interaction_id
        interaction = contact_of(record, source_id)
        if interaction is None:
            raise RecordingRefused("survey_no_contact")
        answered = record.answered_at or interaction.started_at + timedelta(
            seconds=interaction.duration_seconds or 0
        )
        survey = db.session.scalar(select(Survey).where(Survey.interaction_id == interaction.id))
        if survey is not None:
            if (survey.csat, survey.answered_at) == (record.csat, answered):
                return False, interaction.id
            raise RecordingRefused("survey_other_answer")
        db.session.add(
            Survey(interaction_id=interaction.id, csat=record.csat, answered_at=answered)
        )
        db.session.flush()
        return True, interaction.id


def same_answer(record: SurveyRecord) -> Survey | None:
    """Return the same answer of the same customer, so that a later contact does not get it too."""
    return db.session.scalar(
        select(Survey)
        .join(Interaction, Interaction.id == Survey.interaction_id)
        .join(Customer, Customer.id == Interaction.customer_id)
        .where(
            Customer.external_ref == clean(record.customer_ref, 160),
            Survey.answered_at == record.answered_at,
            Survey.csat == record.csat,
        )
        .limit(1)
    )


def contact_of(record: SurveyRecord, source_id: int) -> Interaction | None:
    """Return the contact that an answer is about, None where there is none."""
    if record.external_id:
        return contact_known_as(clean(record.external_id, 200), source_id)
    if record.answered_at is None:
        return None
    since = record.answered_at - ABOUT_THE_LAST
    return db.session.scalar(
        select(Interaction)
        .join(Customer, Customer.id == Interaction.customer_id)
        .where(
            Customer.external_ref == clean(record.customer_ref, 160),
            Interaction.started_at.between(since, record.answered_at),
        )
        .order_by(Interaction.started_at.desc(), Interaction.id.desc())
        .limit(1)
    )
