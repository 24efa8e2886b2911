"""Rows from imported records: the interaction, its agent and customer, its written words."""

from datetime import datetime

from sqlalchemy import select

from core.clock import now
from core.db import db
from people.models import Agent
from transcripts.formats.records import InteractionRecord, TurnRecord
from transcripts.journeys.placing import customer_known_as
from transcripts.models import RECEIVED, Interaction, Source, Transcript, Turn
from transcripts.redaction import redact


def clean(text: str | None, longest: int) -> str:
    """Return a text that every database can keep, at most ``longest`` characters."""
    return (text or "").replace("\x00", "").strip()[:longest]


def new_interaction(record: InteractionRecord, source: Source, user_id: int | None) -> Interaction:
    """Make the interaction of a record, in state received, with its agent and customer."""
    length = seconds_between(record.started_at, record.ended_at)
    customer_ref = clean(record.customer_ref, 160)
    return Interaction(
        source=source,
        external_id=clean(record.external_id, 200),
        channel=record.channel,
        state=RECEIVED,
        agent=agent_of(record),
        customer=customer_known_as(customer_ref) if customer_ref else None,
        uploaded_by_id=user_id,
        subject=redact(clean(record.subject, 200), record.language)[0][:200],
        reason=clean(record.reason, 120),
        outcome=clean(record.outcome, 40),
        language=clean(record.language, 5) or source.language,
        started_at=record.started_at or now(),
        duration_seconds=length,
        handle_seconds=length,
        facts=record.metadata or None,
        simulated=source.simulated,
    )


def seconds_between(start: datetime | None, end: datetime | None) -> float | None:
    """Return how long something lasted, or None where an end is missing or before the start."""
    if start is None or end is None or end < start:
        return None
    return (end - start).total_seconds()


def agent_of(record: InteractionRecord) -> Agent | None:
    """Return the agent whom the source names, new if nobody spoke of this one before."""
    reference = clean(record.agent_ref, 120) or clean(record.agent_name, 120)
    if not reference:
        return None
    agent = db.session.scalar(select(Agent).where(Agent.external_ref == reference))
    if agent is None:
        speakers = {turn.speaker for turn in record.turns}
        virtual = "bot" in speakers and "agent" not in speakers
        agent = Agent(
            name=clean(record.agent_name, 120) or reference,
            external_ref=reference,
            kind="virtual" if virtual else "person",
        )
        db.session.add(agent)
        db.session.flush()
    return agent


def written_transcript(record: InteractionRecord, interaction: Interaction) -> Transcript:
    """Make the transcript of a record that came with its words."""
    codes = record.metadata.get("warnings") or []
    return Transcript(
        interaction=interaction,
        language=interaction.language,
        warnings=[{"code": str(code), "params": {}} for code in codes],
        turns=[
            written_turn(position, turn, interaction) for position, turn in enumerate(record.turns)
        ],
    )


def written_turn(position: int, turn: TurnRecord, interaction: Interaction) -> Turn:
    """Make one turn, redacted; a message has a moment, a stretch of speech start and end."""
    start, end = turn.start, turn.end
    if start is None and turn.at is not None:
        start = max(0.0, (turn.at - interaction.started_at).total_seconds())
        end = start
    text = turn.text.replace("\x00", "")
    shown, _ = redact(text, interaction.language)
    return Turn(
        position=position,
        speaker=turn.speaker,
        start=start,
        end=end,
        text=shown,
        original=text if shown != text else None,
        words=None,
    )
