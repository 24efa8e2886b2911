"""A pulled conversation into the house: through the intake the first time, updated afterwards."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.db import db
from transcripts.actions import import_records
from transcripts.corrections.neighbours import put_in, take_out
from transcripts.formats.records import InteractionRecord, TurnRecord
from transcripts.formats.values import fitted
from transcripts.helpdesks.client import PullFailed
from transcripts.helpdesks.models import Connection, PulledConversation
from transcripts.journeys.placing import place_in_journey
from transcripts.known_people import KnownPeople
from transcripts.models import READY, Interaction, Transcript
from transcripts.privacy.models import Emptied
from transcripts.record_rows import ATTACHED, facts_of, fill_in, written_transcript, written_turn
from transcripts.text_changed import after_text_changed

REWRITTEN = ("speaker", "start", "end", "text", "original", "words")


def save(connection_id: int, record: InteractionRecord, pulled_at: datetime) -> int:
    """Save a conversation as it was when the pull began at ``pulled_at``; return the interaction.

    The first time it goes through the intake, which commits; later it is brought up to date, and
    the caller commits. What an older pull brings after a newer one changes nothing, and one whose
    content was removed stays empty. Raises PullFailed (not_taken) where the intake refuses it.
    """
    known = conversation(connection_id, record.external_id)
    if known is None:
        known = first_save(connection_id, record, pulled_at)
    emptied = db.session.get(Emptied, known.interaction_id)
    if known.pulled_at <= pulled_at and emptied is None:
        renew(known.interaction, record, known.messages)
        known.pulled_at = pulled_at
        known.messages = digests(record.turns)
    db.session.flush()
    return known.interaction_id


def conversation(connection_id: int, conversation_id: str) -> PulledConversation | None:
    """Return what is known of a conversation, held until the commit."""
    return db.session.scalar(
        select(PulledConversation)
        .where(
            PulledConversation.connection_id == connection_id,
            PulledConversation.conversation_id == conversation_id,
        )
        .with_for_update()
    )


def first_save(
    connection_id: int, record: InteractionRecord, pulled_at: datetime
) -> PulledConversation:
    """Give a conversation to the intake, and remember which interaction it is."""
    source = db.session.get_one(Connection, connection_id).source
    report = import_records([record], source)
    if not report.interaction_ids:
        reason = report.refused[0].reason if report.refused else record.external_id
        raise PullFailed(f"not_taken:{reason}"[:300])
    known = PulledConversation(
        connection_id=connection_id,
        conversation_id=record.external_id,
        interaction_id=report.interaction_ids[0],
        pulled_at=pulled_at,
        messages=digests(record.turns) if report.imported else [],
    )
    try:
        with db.session.begin_nested():
            db.session.add(known)
    except IntegrityError:  # another pull of the same conversation was quicker
        found = conversation(connection_id, record.external_id)
        if found is None:
            raise
        return found
    return known


def digests(turns: Sequence[TurnRecord]) -> list[str]:
    """A short digest of each message: who, when and what."""
    return [
        hashlib.sha256(f"{turn.speaker}\n{turn.at}\n{turn.text}".encode()).hexdigest()[:16]
        for turn in turns
    ]


def renew(interaction: Interaction, record: InteractionRecord, before: Sequence[str]) -> None:
    """Bring an interaction up to date. Turns whose message is as before stay untouched."""
    changed = rewrite(interaction, record, before)
    interaction.facts = {
        name: fact for name, fact in (interaction.facts or {}).items() if name != ATTACHED
    } | (facts_of(record) or {}) or None
    fill_in(interaction, record, KnownPeople())
    interaction.outcome = fitted(record.outcome, 40) or interaction.outcome
    if changed:
        db.session.flush()
        after_text_changed(interaction)
    place_in_journey(interaction, fitted(record.case_ref, 160) or None)


def rewrite(interaction: Interaction, record: InteractionRecord, before: Sequence[str]) -> bool:
    """Make the turns those of the record; say whether any changed."""
    transcript: Transcript | None = interaction.transcript
    if transcript is None:
        db.session.add(written_transcript(record, interaction))
        interaction.state = READY
        return True
    fresh = [written_turn(place, turn, interaction) for place, turn in enumerate(record.turns)]
    wanted, known = digests(record.turns), list(before)
    first, last = same_ends(known, wanted) if len(known) == len(transcript.turns) else (0, 0)
    old, new = len(transcript.turns) - last, len(fresh) - last
    changed = old != new
    for place in range(first, min(old, new)):
        if known[place : place + 1] != wanted[place : place + 1]:
            changed = True
            for name in REWRITTEN:
                setattr(transcript.turns[place], name, getattr(fresh[place], name))
            transcript.turns[place].revision += 1
    if old < new:
        put_in(transcript, old, fresh[old:new])
    elif new < old:
        take_out(transcript, new, old)
    return changed


def same_ends(known: Sequence[str], wanted: Sequence[str]) -> tuple[int, int]:
    """How many messages are as before at the beginning, and how many of the others at the end."""
    first = same_first(known, wanted)
    return first, same_first(known[first:][::-1], wanted[first:][::-1])


def same_first(one: Sequence[str], other: Sequence[str]) -> int:
    """How many entries two lists begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
