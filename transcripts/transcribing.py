"""Saving what a transcription found, or why there is none, and swapping who is who."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.clock import now
from core.db import db
from core.jobs import queue
from core.jobs.models import CANCELLED, FAILED, SOMEBODY_WAITS, Job
from core.storage import storage
from people import audit
from people.models import User
from transcripts import models
from transcripts.corrections.again import apply_again, set_aside
from transcripts.intake import new_key, queue_transcription
from transcripts.journeys.placing import place_in_journey
from transcripts.metrics.measuring import measure
from transcripts.models import (
    READY,
    RECEIVED,
    TRANSCRIBING,
    Interaction,
    Recording,
    Transcript,
    Turn,
)
from transcripts.privacy.applying import redact_interaction
from transcripts.speech.playback import Playable
from transcripts.speech.results import TranscriptionResult, TurnResult
from transcripts.text_changed import FLAG_AGAIN


class NotPossible(Exception):
    """The verb does not apply to the interaction as it is now."""


@dataclass(frozen=True)
class Playback:
    """A file that was made for browsers and put into storage."""

    storage_key: str
    media_type: str
    size: int
    sha256: str


def keep_playback(playable: Playable) -> Playback | None:
    """Put a file made for browsers into storage; None where the original can be played.

    Raises StorageError. Touches no database.
    """
    if not playable.made:
        return None
    with playable.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    key = new_key("playback", playable.path.name)
    return Playback(key, playable.media_type, storage().put(key, playable.path), digest)


def save_result(
    interaction: Interaction, result: TranscriptionResult, playback: Playback | None
) -> list[str]:
    """Make the interaction ready with its transcript, measures, waveform and sound to play.

    Replaces what an earlier run made, but for corrections, which are made again. Returns the keys
    of the files that no row names any more: they may be forgotten once this is committed. Flushes.
    """
    anew = interaction.transcript is not None
    corrections = set_aside(interaction)
    unnamed = remove_earlier_results(interaction)
    language = result.language
    interaction.transcript = Transcript(
        engine=result.engine,
        model=result.model,
        language=language,
        language_probability=result.language_probability,
        warnings=[
            {"code": notice.code, "params": dict(notice.params)} for notice in result.warnings
        ],
        speaker_method=result.speaker_method,
        speaker_confidence=result.speaker_confidence,
        turns=[turn_row(place, turn) for place, turn in enumerate(result.turns)],
    )
    sound = add_playback(interaction, playback) if playback else original_sound(interaction)
    sound.peaks = dict(result.peaks)
    sound.duration_seconds = result.duration
    interaction.language = language
    interaction.duration_seconds = result.duration
    redact_interaction(interaction, new=True, priority=SOMEBODY_WAITS)
    measure(interaction, result.metrics.voices)
    interaction.state, interaction.failure = READY, None
    case_ref = (interaction.facts or {}).get("case_ref")
    place_in_journey(interaction, str(case_ref)[:160] if case_ref else None)
    if anew:
        apply_again(interaction, corrections)
        queue.enqueue(FLAG_AGAIN, {"interaction_id": interaction.id})
    return unnamed


def remove_earlier_results(interaction: Interaction) -> list[str]:
    """Delete the rows that an earlier transcription made; return the keys of its files. Flushes."""
    made = [recording for recording in interaction.recordings if recording.kind == "playback"]
    for row in (interaction.transcript, interaction.speech_metrics, *made):
        if row is not None:
            db.session.delete(row)
    db.session.flush()
    db.session.expire(interaction, ["transcript", "speech_metrics", "recordings"])
    return [recording.storage_key for recording in made]


def turn_row(position: int, turn: TurnResult) -> Turn:
    """Make one turn of a call as it was recognised; nothing is taken out of it yet."""
    return Turn(
        position=position,
        speaker=turn.speaker,
        start=turn.start,
        end=turn.end,
        text=turn.text,
        words=[[word.text, word.start, word.end, word.probability] for word in turn.words],
    )


def add_playback(interaction: Interaction, playback: Playback) -> Recording:
    """Add the row of the file that browsers play."""
    recording = Recording(
        interaction=interaction,
        kind="playback",
        storage_key=playback.storage_key,
        media_type=playback.media_type,
        size=playback.size,
        sha256=playback.sha256,
    )
    db.session.add(recording)
    return recording


def original_sound(interaction: Interaction) -> Recording:
    """Return the first file as it was received."""
    return next(r for r in interaction.recordings if r.kind == "original")


def note_failure(
    interaction: Interaction, code: str, parameters: Mapping[str, Any] | None = None
) -> None:
    """Mark the interaction as failed, with a reason that every language can word.

    One that was only to be heard anew keeps the words that it has; its page says why they are old.
    """
    failure: dict[str, Any] = {"code": code, "parameters": dict(parameters or {})}
    if interaction.transcript is None:
        interaction.state = models.FAILED
    else:
        interaction.state = READY
        failure["at"] = now().isoformat()
    interaction.failure = failure  # whole: what is put into it later is not saved


def fail_abandoned() -> int:
    """Mark calls as failed whose job ended without them; return how many there were."""
    ended = select(Job.id).where(Job.state.in_((FAILED, CANCELLED)))
    abandoned = db.session.scalars(
        select(Interaction).where(
            Interaction.state.in_((RECEIVED, TRANSCRIBING)), Interaction.job_id.in_(ended)
        )
    ).all()
    for interaction in abandoned:
        note_failure(interaction, "worker_failed")
    return len(abandoned)


def cancel(user: User, interaction: Interaction) -> None:
    """End a transcription that is waiting or under way; the worker lets go of it in a moment.

    Raises NotPossible where there is none. What was received stays; it can be tried again.
    """
    if interaction.state not in (RECEIVED, TRANSCRIBING):
        raise NotPossible
    job = db.session.get(Job, interaction.job_id) if interaction.job_id else None
    if job is not None:
        queue.cancel(job)
    note_failure(interaction, CANCELLED)
    audit.record(user, "interaction.cancelled", interaction)


def retry(user: User, interaction: Interaction) -> None:
    """Queue the transcription of a call again, before what nobody waits for.

    Raises NotPossible unless it failed, was cancelled, or can be heard anew.
    """
    if not interaction.has_failed and not can_be_heard_anew(interaction):
        raise NotPossible
    interaction.state, interaction.failure = RECEIVED, None
    queue_transcription(interaction, priority=SOMEBODY_WAITS)
    audit.record(user, "interaction.retried", interaction)


def can_be_heard_anew(interaction: Interaction) -> bool:
    """Say whether a call that has its words could be transcribed once more."""
    kept = any(recording.kind == "original" for recording in interaction.recordings)
    return interaction.is_ready and interaction.is_voice and kept


def agent_channel_of(interaction: Interaction) -> int:
    """Return the channel (0 or 1) that the agent speaks on: the call's own, or its source's."""
    own = interaction.agent_channel
    return interaction.source.agent_channel if own is None else own
