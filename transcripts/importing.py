"""From the record that a reader found to an interaction with its words, sound and journey."""

import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NoReturn, cast

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from core.db import db
from transcripts.fetching import FetchError, fetch, may_fetch
from transcripts.formats.records import InteractionRecord, MediaRecord
from transcripts.formats.values import fitted
from transcripts.incoming import ArrivedFile, IncomingFile, RecordingRefused, arrived
from transcripts.intake import (
    add_recordings,
    forget,
    keep,
    queue_transcription,
)
from transcripts.journeys.placing import prepare_for_journey
from transcripts.known_people import KnownPeople
from transcripts.metrics.measuring import measure
from transcripts.models import READY, RECEIVED, Interaction, Source
from transcripts.privacy.applying import redact_interaction
from transcripts.queries import interaction_with_content
from transcripts.record_rows import fill_in, new_interaction, written_transcript
from transcripts.speech.audio import MAX_CHANNELS

FETCH_SECONDS = 300.0


class AlreadyHere(Exception):
    """What a record brings is here already, as the interaction with ``interaction_id``."""

    def __init__(self, interaction_id: int) -> None:
        super().__init__(interaction_id)
        self.interaction_id = interaction_id


def save_record(
    record: InteractionRecord, source_id: int, user_id: int | None, bare: Interaction | None = None
) -> Interaction:
    """Make the interaction of a record: ready with its words, or received with its recording.

    ``bare`` is the contact it belongs to, where that is known already but without words or sound.
    Rolls back first, and again in between, so that copying sound holds up nobody; flushes.
    Raises RecordingRefused (nothing_to_keep, recording_elsewhere, ...), StorageError and
    AlreadyHere where the same sound came before.
    """
    bare_id = bare.id if bare else None
    db.session.rollback()
    with sound_of(record) as sound:
        if not (sound or speaks(record)):
            refuse_empty(record)
        keys = keep(sound)
        try:
            with db.session.begin_nested():
                refuse_known_sound(record, sound)
                known = db.session.get(Interaction, bare_id) if bare_id else None
                source = db.session.get_one(Source, source_id)
                return add_record(record, source, user_id, KnownPeople(), known, sound, keys)
        except (SQLAlchemyError, AlreadyHere):
            forget(keys)
            raise


def speaks(record: InteractionRecord) -> bool:
    """Say whether a record has words, or is a written contact in which nobody said any."""
    return bool(record.turns) or (record.channel != "voice" and not record.media)


def refuse_known_sound(record: InteractionRecord, sound: Sequence[ArrivedFile]) -> None:
    """Raise AlreadyHere for a recording without words that came before, under whatever name."""
    if sound and not record.turns:
        known = interaction_with_content([file.sha256 for file in sound])
        if known:
            raise AlreadyHere(known.id)


def add_record(
    record: InteractionRecord,
    source: Source,
    user_id: int | None,
    people: KnownPeople,
    known: Interaction | None = None,
    sound: Sequence[ArrivedFile] = (),
    keys: Sequence[str] = (),
) -> Interaction:
    """Add the rows of a record whose sound, if any, is kept already.

    The caller flushes and places them in their journeys, many at once.
    """
    interaction = known or new_interaction(record, source, user_id, people)
    if known:
        fill_in(known, record, people)
    db.session.add(interaction)
    add_recordings(interaction, sound, keys)
    side = record.metadata.get("agent_channel")
    interaction.agent_channel = side if side in (0, 1) else interaction.agent_channel
    if speaks(record):
        interaction.state = READY
        db.session.add(written_transcript(record, interaction))
        redact_interaction(interaction, new=True)
        measure(interaction)
        prepare_for_journey(interaction, fitted(record.case_ref, 160) or None)
    else:
        interaction.state = RECEIVED
        interaction.facts = (interaction.facts or {}) | {"case_ref": record.case_ref}
        queue_transcription(interaction)
    return interaction


def refuse_empty(record: InteractionRecord) -> NoReturn:
    """Say why a record without words and without sound is not taken."""
    for medium in record.media:
        if medium.url:
            raise RecordingRefused("recording_elsewhere", place=medium.url[:200])
    raise RecordingRefused("nothing_to_keep")


@contextmanager
def sound_of(record: InteractionRecord) -> Iterator[list[ArrivedFile]]:
    """Give the recordings that came with a record, checked; none where they lie elsewhere."""
    media = [medium for medium in record.media if is_sound(medium)][:MAX_CHANNELS]
    if not media:
        yield []
        return
    limit = current_app.config["SETTINGS"].max_audio_hours * 3600
    with ExitStack() as streams:
        try:
            files = [
                IncomingFile(streams.enter_context(opened(medium)), medium.filename)
                for medium in media
            ]
            found = streams.enter_context(arrived(files, limit))
        except RecordingRefused:
            if not record.turns:
                raise
            found = []  # the words are worth keeping without their sound
        yield found


def is_sound(medium: MediaRecord) -> bool:
    """Say whether a medium is a recording that is here, or may be fetched."""
    here = medium.data is not None or medium.path is not None or is_fetched(medium)
    return here and medium.mediatype.startswith(("audio/", "video/"))


def is_fetched(medium: MediaRecord) -> bool:
    """Say whether a medium lies at a host from which the operator lets recordings be fetched."""
    return may_fetch(medium.url, current_app.config["SETTINGS"].fetch_hosts)


def opened(medium: MediaRecord) -> IO[bytes]:
    """Open a medium's bytes, fetching them first where they lie elsewhere.

    Raises RecordingRefused (fetch_failed, fetch_too_large, ...).
    """
    if medium.data is not None:
        return io.BytesIO(medium.data)
    return Path(medium.path).open("rb") if medium.path else fetched(medium)


def fetched(medium: MediaRecord) -> IO[bytes]:
    """Fetch a medium into a file that is gone when it is closed."""
    settings = current_app.config["SETTINGS"]
    kept = tempfile.NamedTemporaryFile(prefix="rubrica-fetched-")  # noqa: SIM115  (closed by the caller)
    try:
        fetch(
            medium.url or "",
            Path(kept.name),
            hosts=settings.fetch_hosts,
            max_bytes=settings.max_upload_mb << 20,
            max_seconds=FETCH_SECONDS,
            sha512=medium.sha512,
        )
    except FetchError as error:
        kept.close()
        raise RecordingRefused(error.code, "", **error.params) from error
    return cast(IO[bytes], kept)
