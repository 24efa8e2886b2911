"""Customers' answers from a survey, put to the contact that they are about."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.db import db
from transcripts.formats.records import SurveyRecord
from transcripts.formats.values import fitted
from transcripts.imports.known import Known
from transcripts.incoming import RecordingRefused
from transcripts.models import Customer, Interaction, Survey

ABOUT_THE_LAST = timedelta(days=7)
"""How long before the answer the contact may lie that it is about."""


def take_survey(record: SurveyRecord, known: Known) -> tuple[bool, Interaction]:
    """Attach an answer to its contact: the one it names, else the customer's last one before it.

    Returns whether it was new, and the interaction. The caller flushes. Raises RecordingRefused
    (survey_no_contact, survey_other_answer).
    """
    if not record.external_id and (interaction := given_to(record)):
        return False, interaction
    interaction = contact_of(record, known)
    if interaction is None:
        raise RecordingRefused("survey_no_contact")
    answered = record.answered_at or interaction.started_at + timedelta(
        seconds=interaction.duration_seconds or 0
    )
    survey = db.session.scalar(select(Survey).where(Survey.interaction_id == interaction.id))
    if survey is not None:
        if survey.csat == record.csat and record.answered_at in (None, survey.answered_at):
            return False, interaction
        raise RecordingRefused("survey_other_answer")
    db.session.add(Survey(interaction_id=interaction.id, csat=record.csat, answered_at=answered))
    return True, interaction


def given_to(record: SurveyRecord) -> Interaction | None:
    """Return the contact that has the same answer of the same customer: no later one gets it."""
    return db.session.scalar(
        select(Interaction)
        .join(Survey, Interaction.id == Survey.interaction_id)
        .join(Customer, Customer.id == Interaction.customer_id)
        .where(
            Customer.external_ref == fitted(record.customer_ref, 160),
            Survey.answered_at == record.answered_at,
            Survey.csat == record.csat,
        )
        .limit(1)
    )


def contact_of(record: SurveyRecord, known: Known) -> Interaction | None:
    """Return the contact that an answer is about, None where there is none."""
    if record.external_id:
        return known.contact(record.external_id)
    if record.answered_at is None:
        return None
    since, until = record.answered_at - ABOUT_THE_LAST, record.answered_at
    if until.astimezone(ZoneInfo(known.source.time_zone)).time() == time():
        until += timedelta(days=1, microseconds=-1)  # only the day is told
    return db.session.scalar(
        select(Interaction)
        .join(Customer, Customer.id == Interaction.customer_id)
        .where(
            Customer.external_ref == fitted(record.customer_ref, 160),
            Interaction.started_at.between(since, until),
        )
        .order_by(Interaction.started_at.desc(), Interaction.id.desc())
        .limit(1)
    )
