"""Writes the simulated journeys: customers, cases, interactions with their words, and flags."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from core.bulk import write
from core.db import db
from demo.phrasebook import sentences_of
from demo.simulate import World
from demo.world import Contact
from evaluation.review_model.actions import active_model
from evaluation.review_model.models import Flag, FlagRun
from transcripts.journeys.marks import transfers_told
from transcripts.journeys.telling import retell
from transcripts.models import (
    READY,
    Case,
    Customer,
    Interaction,
    Source,
    SpeechMetrics,
    Survey,
    Transcript,
    Turn,
)

SOURCE_NAME = "Simulated centre"


def load_contacts(world: World) -> None:
    """Write every contact, ready and marked as simulated, with what the rules flagged."""
    source = Source(name=SOURCE_NAME, simulated=True)
    db.session.add(source)
    model = active_model()
    db.session.flush()
    write(
        Customer.__table__,
        ({"id": c.id, "external_ref": c.reference, "name": c.name} for c in world.customers),
    )
    write(
        Case.__table__,
        (
            {
                "id": case.id,
                "external_ref": case.reference,
                "customer_id": case.customer,
                "reason": case.reason,
                "opened_at": case.opened_at,
            }
            for case in world.cases
        ),
    )
    references = {case.id: case.reference for case in world.cases}
    write(
        Interaction.__table__,
        (interaction_row(c, source.id, references[c.case]) for c in world.contacts),
    )
    write(Transcript.__table__, (transcript_row(c) for c in world.contacts))
    write(Turn.__table__, (row for c in world.contacts for row in turn_rows(c)))
    write(SpeechMetrics.__table__, metrics_rows(world))
    write(Survey.__table__, survey_rows(world))
    write(Flag.__table__, flag_rows(world, model.id))
    write(
        FlagRun.__table__,
        ({"interaction_id": c.id, "model_id": model.id, "at": ended(c)} for c in world.contacts),
    )
    retell(case.id for case in world.cases)


def ended(contact: Contact) -> Any:
    """When a contact was over."""
    return contact.started_at + timedelta(seconds=contact.duration_seconds)


def interaction_row(contact: Contact, source_id: int, case_ref: str) -> dict[str, Any]:
    """The row of one contact."""
    subject = sentences_of(contact.language)["reasons"][contact.reason]["subject"]
    return {
        "id": contact.id,
        "source_id": source_id,
        "external_id": f"simulated-{contact.id:06d}",
        "channel": contact.channel,
        "state": READY,
        "agent_id": contact.agent,
        "customer_id": contact.customer,
        "case_id": contact.case,
        "case_ref": case_ref,
        "tells_of_failure": contact.after_failed_self_service,
        "transfers": transfers_told(None, contact.outcome),
        "subject": subject,
        "reason": contact.reason,
        "complexity": contact.complexity,
        "outcome": contact.outcome,
        "language": contact.language,
        "started_at": contact.started_at,
        "duration_seconds": contact.duration_seconds,
        "handle_seconds": contact.handle_seconds,
        "expected_seconds": contact.expected_seconds,
        "is_repeat": contact.is_repeat,
        "after_failed_self_service": contact.after_failed_self_service,
        "simulated": True,
        "created_at": ended(contact),
    }


def transcript_row(contact: Contact) -> dict[str, Any]:
    """A simulated call was never spoken: its transcript says so."""
    return {
        "id": contact.id,
        "interaction_id": contact.id,
        "engine": "simulated" if contact.channel == "voice" else "written",
        "model": "",
        "language": contact.language,
        "warnings": [],
        "created_at": ended(contact),
    }


def turn_rows(contact: Contact) -> Iterator[dict[str, Any]]:
    """The turns of one contact."""
    for position, turn in enumerate(contact.said):
        yield {
            "transcript_id": contact.id,
            "position": position,
            "speaker": turn.speaker,
            "start": turn.start,
            "end": turn.end,
            "text": turn.text,
        }


def metrics_rows(world: World) -> Iterator[dict[str, Any]]:
    """How the talk of each simulated contact went."""
    for contact_id, metrics in world.speech.items():
        yield {"interaction_id": contact_id, **metrics.columns()}


def survey_rows(world: World) -> Iterator[dict[str, Any]]:
    """The customers' answers, a few hours later."""
    for contact in world.contacts:
        if contact.csat is not None:
            answered = ended(contact) + timedelta(hours=2)
            yield {"interaction_id": contact.id, "csat": contact.csat, "answered_at": answered}


def flag_rows(world: World, model_id: int) -> Iterator[dict[str, Any]]:
    """What the rules found, with its evidence."""
    for contact in world.contacts:
        for signal in world.flags[contact.id]:
            yield {
                "interaction_id": contact.id,
                "model_id": model_id,
                "signal": signal.signal,
                "strength": signal.strength,
                "evidence": [asdict(item) for item in signal.evidence],
                "created_at": ended(contact),
            }
