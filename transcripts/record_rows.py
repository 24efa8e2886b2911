"""Rows from imported records: the interaction, its agent and customer, its written words."""

from datetime import datetime
from typing import Any

from core.clock import now
from transcripts.formats.records import InteractionRecord, MediaRecord, TurnRecord
from transcripts.formats.values import fitted
from transcripts.known_people import KnownPeople
from transcripts.metrics.measuring import HANDLED_IN_ONE_GO
from transcripts.models import RECEIVED, Interaction, Source, Transcript, Turn
from transcripts.redaction import redact

ATTACHED, MOST_NAMED = "attachments", 100


def new_interaction(
    record: InteractionRecord, source: Source, user_id: int | None, people: KnownPeople
) -> Interaction:
    """Make the interaction of a record, in state received, with its agent and customer."""
    length = seconds_between(record.started_at, record.ended_at)
    return Interaction(
        source=source,
        external_id=fitted(record.external_id, 200),
        channel=record.channel,
        state=RECEIVED,
        agent=people.agent(record),
        customer=people.customer(record.customer_ref),
        uploaded_by_id=user_id,
        subject=redact(fitted(record.subject, 200), record.language)[0][:200],
        reason=fitted(record.reason, 120),
        outcome=fitted(record.outcome, 40),
        language=fitted(record.language, 5) or source.language,
        started_at=record.started_at or now(),
        duration_seconds=length,
        handle_seconds=handle_seconds_of(record, length),
        facts=facts_of(record),
        simulated=source.simulated,
    )


def facts_of(record: InteractionRecord) -> dict[str, Any] | None:
    """Return what a source tells that has no column, with the names of what it enclosed."""
    enclosed = [
        redact(fitted(medium.filename, 200), record.language)[0] + size_of(medium)
        for medium in record.media[:MOST_NAMED]
        if not (is_somewhere(medium) and medium.mediatype.startswith(("audio/", "video/")))
    ]
    return (record.metadata | ({ATTACHED: enclosed} if enclosed else {})) or None


def is_somewhere(medium: MediaRecord) -> bool:
    """Say whether a medium is more than a name."""
    return medium.data is not None or medium.path is not None or medium.url is not None


def size_of(medium: MediaRecord) -> str:
    """Return the size of an enclosure as ``" (12 kB)"``, nothing where it is not known."""
    size = medium.size if medium.data is None else len(medium.data)
    if size is None:
        return ""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f" ({round(size / factor)} {unit})"
    return f" ({size} B)"


def fill_in(interaction: Interaction, record: InteractionRecord, people: KnownPeople) -> bool:
    """Add to an interaction what a record knows and it does not; say whether anything changed.

    What is there stays, but for the handle time, which the one who measures it knows best.
    """
    length = seconds_between(record.started_at, record.ended_at)
    told: dict[str, Any] = {
        "agent": None if interaction.agent else people.agent(record),
        "customer": None if interaction.customer else people.customer(record.customer_ref),
        "subject": redact(fitted(record.subject, 200), record.language)[0][:200],
        "reason": fitted(record.reason, 120),
        "outcome": fitted(record.outcome, 40),
        "language": fitted(record.language, 5),
        "duration_seconds": length,
    }
    changes = {
        name: value for name, value in told.items() if value and not getattr(interaction, name)
    }
    handled = record.handle_seconds
    if handled is not None and handled != interaction.handle_seconds:
        changes["handle_seconds"] = handled
    facts = (facts_of(record) or {}) | (interaction.facts or {})
    if facts != (interaction.facts or {}):
        changes["facts"] = facts
    for name, value in changes.items():
        setattr(interaction, name, value)
    return bool(changes)


def seconds_between(start: datetime | None, end: datetime | None) -> float | None:
    """Return how long something lasted, or None where an end is missing or before the start."""
    if start is None or end is None or end < start:
        return None
    return (end - start).total_seconds()


def handle_seconds_of(record: InteractionRecord, length: float | None) -> float | None:
    """Return how long somebody worked on a contact: as the source says, else how long it lasted.

    An e-mail or a message may lie for days, so there only the source can know.
    """
    told = record.handle_seconds
    told = record.metadata.get("handle_seconds") if told is None else told
    if isinstance(told, (int, float)) and 0 <= told < 1e9:
        return float(told)
    return length if record.channel in HANDLED_IN_ONE_GO else None


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
    """Make one turn, not redacted yet; a message has a moment, speech a start and an end."""
    start, end = turn.start, turn.end
    if start is None and turn.at is not None:
        start = max(0.0, (turn.at - interaction.started_at).total_seconds())
        end = start
    return Turn(
        position=position,
        speaker=turn.speaker,
        start=start,
        end=end,
        text=turn.text.replace("\x00", ""),
        words=None,
    )
