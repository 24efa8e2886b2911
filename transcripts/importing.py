"""Importing records: from what a reader found to interactions, with a reason for each refusal."""

import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core.db import db
from core.storage import StorageError
from people import audit
from people.models import User
from transcripts.formats.records import InteractionRecord, MediaRecord, Outcome, Refusal
from transcripts.incoming import ArrivedFile, IncomingFile, RecordingRefused, arrived
from transcripts.intake import (
    add_recordings,
    forget,
    keep,
    queue_transcription,
    receive_recording,
)
from transcripts.journeys.placing import place_in_journey
from transcripts.models import READY, Interaction, Source
from transcripts.record_rows import clean, new_interaction, written_transcript
from transcripts.speech.audio import MAX_CHANNELS
from transcripts.wording import problem_words, refusal_words

BATCH = 200


@dataclass(frozen=True)
class RefusedRecord:
    """A record that was not taken: the file, the place in it and the reason in words."""

    path: str
    place: str
    reason: str


@dataclass
class ImportReport:
    """What became of each record of an import."""

    imported: int = 0
    already: int = 0
    refused: list[RefusedRecord] = field(default_factory=list)
    interaction_ids: list[int] = field(default_factory=list)


def import_records(
    records: Iterable[Outcome], source: Source, *, user: User | None = None
) -> ImportReport:
    """Save each record as an interaction of ``source`` and report on every one.

    An import may be long, so it commits after each batch of 200 records: what was taken stays
    taken, and running it again adds only what is missing. A record that fails takes nothing with
    it. Agents, customers and cases are made from their references.
    """
    report = ImportReport()
    source_id, user_id = source.id, user.id if user else None
    stream = iter(records)
    while batch := list(islice(stream, BATCH)):
        for outcome in batch:
            take(outcome, db.session.get_one(Source, source_id), user_id, report)
        db.session.commit()
    if report.imported:
        who = db.session.get(User, user_id) if user_id else None
        counts = {"imported": report.imported, "refused": len(report.refused)}
        audit.record(who, "source.imported", db.session.get_one(Source, source_id), **counts)
        db.session.commit()
    return report


def take(outcome: Outcome, source: Source, user_id: int | None, report: ImportReport) -> None:
    """Save one record, or note why not."""
    try:
        if isinstance(outcome, Refusal):
            take_refused(outcome, source, user_id, report)
            return
        if is_known(source, clean(outcome.external_id, 200)):
            report.already += 1
            return
        with db.session.begin_nested():
            interaction = save_record(outcome, source, user_id)
        count(report, interaction, already=False)
    except RecordingRefused as error:
        reason = problem_words(error.code, error.params)
        report.refused.append(RefusedRecord(path_of(outcome), place_of(outcome), reason))
    except (SQLAlchemyError, StorageError, ValueError) as error:
        reason = f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"
        report.refused.append(RefusedRecord(path_of(outcome), place_of(outcome), reason))


def take_refused(
    refusal: Refusal, source: Source, user_id: int | None, report: ImportReport
) -> None:
    """Report a refusal; a recording on its own is no refusal but a call to transcribe."""
    if refusal.reason_code != "audio_file" or not Path(refusal.path).is_file():
        reason = refusal_words(refusal)
        report.refused.append(RefusedRecord(refusal.path, refusal.place, reason))
        return
    user = db.session.get(User, user_id) if user_id else None
    with Path(refusal.path).open("rb") as stream:
        file = IncomingFile(stream, refusal.path)
        received = receive_recording(user, [file], source=source)
    count(report, received.interaction, already=received.already)


def count(report: ImportReport, interaction: Interaction, *, already: bool) -> None:
    """Note a record that is there now."""
    report.interaction_ids.append(interaction.id)
    if already:
        report.already += 1
    else:
        report.imported += 1


def is_known(source: Source, external_id: str) -> bool:
    """Say whether the source's record is there already."""
    known = select(Interaction.id).where(
        Interaction.source_id == source.id, Interaction.external_id == external_id
    )
    return db.session.scalar(known) is not None


def save_record(record: InteractionRecord, source: Source, user_id: int | None) -> Interaction:
    """Make the interaction of a record: ready with its words, or received with its recording.

    Flushes. Raises RecordingRefused (nothing_to_keep, recording_elsewhere, ...) and StorageError.
    """
    speaks = bool(record.turns) or (record.channel != "voice" and not record.media)
    with sound_of(record) as sound:
        if not (speaks or sound):
            refuse_empty(record)
        keys = keep(sound)
        try:
            interaction = new_interaction(record, source, user_id)
            db.session.add(interaction)
            add_recordings(interaction, sound, keys)
            if speaks:
                interaction.state = READY
                db.session.add(written_transcript(record, interaction))
                place_in_journey(interaction, clean(record.case_ref, 160) or None)
            else:
                interaction.facts = (interaction.facts or {}) | {"case_ref": record.case_ref}
                queue_transcription(interaction)
            db.session.flush()
        except SQLAlchemyError:
            forget(keys)
            raise
    return interaction


def refuse_empty(record: InteractionRecord) -> None:
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
        files = [
            IncomingFile(streams.enter_context(opened(medium)), medium.filename) for medium in media
        ]
        try:
            found = streams.enter_context(arrived(files, limit))
        except RecordingRefused:
            if not record.turns:
                raise
            found = []  # the words are worth keeping without their sound
        yield found


def is_sound(medium: MediaRecord) -> bool:
    """Say whether a medium is a recording that is here."""
    here = medium.data is not None or medium.path is not None
    return here and medium.mediatype.startswith(("audio/", "video/"))


def opened(medium: MediaRecord) -> IO[bytes]:
    """Open a medium's bytes."""
    if medium.data is not None:
        return io.BytesIO(medium.data)
    return Path(medium.path or "").open("rb")


def path_of(outcome: Outcome) -> str:
    """Return the file that an outcome came from, as far as it tells."""
    return outcome.path if isinstance(outcome, Refusal) else ""


def place_of(outcome: Outcome) -> str:
    """Return where in its file an outcome stood, with the record's own id."""
    if isinstance(outcome, Refusal):
        return outcome.place
    return " ".join(part for part in (outcome.place, outcome.external_id) if part)
