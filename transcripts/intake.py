"""Receiving recordings: from an arrived file to an interaction whose transcription is queued."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

import structlog
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import db
from core.jobs.queue import enqueue
from core.storage import StorageError, storage
from people import audit
from people.models import Agent, User
from transcripts.incoming import ArrivedFile, IncomingFile, RecordingRefused, arrived
from transcripts.models import RECEIVED, Interaction, Recording, Source
from transcripts.queries import interaction_with_content

TRANSCRIBE = "transcripts.transcribe"
SPEECH_QUEUE = "speech"
ORPHAN_AGE = timedelta(days=1)
KNOWN_SUFFIXES = frozenset(
    (".wav", ".mp3", ".m4a", ".mp4", ".ogg", ".opus", ".webm", ".flac", ".aac", ".amr", ".au")
)


@dataclass(frozen=True)
class Received:
    """What became of a recording: its interaction, and whether that was there before."""

    interaction: Interaction
    already: bool


def receive_recording(
    user: User | None,
    files: Sequence[IncomingFile],
    *,
    source: Source,
    agent: Agent | None = None,
    agent_channel: int | None = None,
    started_at: datetime | None = None,
    subject: str = "",
    reason: str = "",
    priority: int = 0,
) -> Received:
    """Keep one or two files that form one call, and queue their transcription.

    The files are in storage before any row names them, so a crash leaves at worst a file without
    a row (``sweep_orphans`` removes it) and never an accepted call without its sound. The same
    content a second time gives the interaction that is there. Two files are one channel each.
    Flushes. Raises RecordingRefused.
    """
    found, keys = arrive_in_storage(files)
    existing = interaction_with_content([file.sha256 for file in found])
    if existing:
        forget(keys)
        return Received(existing, already=True)
    interaction = Interaction(
        source=source,
        external_id=external_id_of(found),
        channel="voice",
        state=RECEIVED,
        agent=agent,
        agent_channel=agent_channel,
        uploaded_by_id=user.id if user else None,
        subject=subject[:200],
        reason=reason[:120],
        started_at=started_at or now(),
        simulated=source.simulated,
    )
    return admit(user, interaction, found, keys, priority=priority)


def arrive_in_storage(files: Sequence[IncomingFile]) -> tuple[list[ArrivedFile], list[str]]:
    """Check the files of a call and put them into storage; return them with their keys.

    Asks the database nothing: a slow store must not hold the write lock.
    """
    limit = current_app.config["SETTINGS"].max_audio_hours * 3600
    try:
        with arrived(files, limit) as found:
            return found, keep(found)
    except (OSError, StorageError) as error:
        structlog.get_logger("rubrica.transcripts").error("recording not kept", error=str(error))
        raise RecordingRefused("storage_full") from error


def admit(
    user: User | None,
    interaction: Interaction,
    files: Sequence[ArrivedFile],
    keys: list[str],
    *,
    priority: int = 0,
) -> Received:
    """Save the interaction with its recordings and its job, unless another was quicker."""
    source_id, external_id = interaction.source.id, interaction.external_id
    try:
        with db.session.begin_nested():
            db.session.add(interaction)
            add_recordings(interaction, files, keys)
            queue_transcription(interaction, priority=priority)
    except IntegrityError:
        forget(keys)
        quicker = db.session.scalar(
            select(Interaction).where(
                Interaction.source_id == source_id, Interaction.external_id == external_id
            )
        )
        if quicker is None:
            raise
        return Received(quicker, already=True)
    audit.record(user, "interaction.received", interaction, files=len(files))
    return Received(interaction, already=False)


def queue_transcription(interaction: Interaction, *, priority: int = 0) -> None:
    """Queue the transcription of a call in the present transaction."""
    db.session.flush()
    arguments = {"interaction_id": interaction.id}
    job = enqueue(TRANSCRIBE, arguments, queue=SPEECH_QUEUE, priority=priority)
    interaction.job_id = job.id if job else None


def add_recordings(
    interaction: Interaction, files: Sequence[ArrivedFile], keys: Sequence[str]
) -> None:
    """Add a row for each original file, in the order of its channel."""
    for position, (file, key) in enumerate(zip(files, keys, strict=True)):
        recording = Recording(
            interaction=interaction,
            kind="original",
            position=position,
            storage_key=key,
            filename=file.filename,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            channels=file.info.channels,
            duration_seconds=file.info.duration,
        )
        db.session.add(recording)


def external_id_of(files: Sequence[ArrivedFile]) -> str:
    """Return an id that the same content always gets, so that it is taken once."""
    return "sha256:" + "+".join(sorted(file.sha256 for file in files))


def keep(files: Sequence[ArrivedFile]) -> list[str]:
    """Put all files into storage and return their keys; all are kept or none is."""
    keys: list[str] = []
    try:
        for file in files:
            key = new_key("originals", file.filename)
            storage().put(key, file.path)
            keys.append(key)
    except StorageError:
        forget(keys)
        raise
    return keys


def new_key(folder: str, filename: str) -> str:
    """Return a key that was never used; it tells nothing about the call but its format."""
    suffix = PurePosixPath(filename).suffix.lower()
    return f"{folder}/{now():%Y/%m}/{uuid.uuid4().hex}{suffix if suffix in KNOWN_SUFFIXES else ''}"


def forget(keys: Sequence[str]) -> None:
    """Delete files that no row names; what cannot be deleted now is swept later."""
    for key in keys:
        try:
            storage().delete(key)
        except StorageError as error:
            log = structlog.get_logger("rubrica.transcripts")
            log.warning("file left for the sweep", key=key, error=str(error))


def sweep_orphans(older_than: timedelta = ORPHAN_AGE) -> int:
    """Delete stored files of local storage that no recording names; return how many.

    Only files older than ``older_than`` count: a younger one may be about to get its row.
    """
    folder = storage().folder
    if folder is None:
        return 0
    deadline = (now() - older_than).timestamp()
    named = set(db.session.scalars(select(Recording.storage_key)))
    orphans = [
        key
        for top in ("originals", "playback")
        for path in (folder / top).rglob("*")
        if path.is_file()
        and path.stat().st_mtime < deadline
        and (key := path.relative_to(folder).as_posix()) not in named
    ]
    forget(orphans)
    return len(orphans)
