"""Background work of privacy: silencing sound, going over what older rules redacted."""

import hashlib
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import or_, select

from core.db import db
from core.jobs.context import JobContext
from core.jobs.models import UPKEEP
from core.jobs.registry import JobFailed, job, periodic
from core.storage import storage
from transcripts.intake import new_key
from transcripts.models import READY, Interaction
from transcripts.privacy.applying import SILENCE, doom, redact_interaction
from transcripts.privacy.conversation import RULES
from transcripts.privacy.files import delete_doomed, sweep_redacted
from transcripts.privacy.models import Redaction
from transcripts.privacy.retaining import retain
from transcripts.privacy.sound import MEDIA_TYPE, write_redacted
from transcripts.speech.messages import SpeechError

BATCH = 50
REDACTING_EVERY = 300  # seconds, of which it works at most:
REDACTING_LASTS = 240


@dataclass(frozen=True)
class SilenceTask:
    """What silencing needs to know, free of the database."""

    keys: tuple[str, ...]
    silences: list[list[float]]
    wanted: str
    tone: bool


@job(SILENCE)
def silence(context: JobContext, *, interaction_id: int) -> None:
    """Make the sound of an interaction that all may hear, from its originals.

    Run twice it makes it once; where the words were changed meanwhile, another job follows.
    """
    task = begin(interaction_id)
    if task is None:
        return
    with tempfile.TemporaryDirectory(prefix="rubrica-silence-") as folder:
        made = make(task, Path(folder))
        key = new_key("redacted", "sound.webm")
        size = storage().put(key, made)
        with made.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    redaction = db.session.get(Redaction, interaction_id, with_for_update=True)
    if redaction is None or redaction.wanted != task.wanted:
        doom([key])
    else:
        if redaction.storage_key:
            doom([redaction.storage_key])
        redaction.storage_key, redaction.media_type = key, MEDIA_TYPE
        redaction.size, redaction.sha256, redaction.made_for = size, digest, task.wanted
    context.finish()
    db.session.commit()
    delete_doomed()


def begin(interaction_id: int) -> SilenceTask | None:
    """Return what there is to do, None where nothing is; ends the transaction."""
    interaction = db.session.get(Interaction, interaction_id)
    redaction = db.session.get(Redaction, interaction_id)
    keys = (
        tuple(r.storage_key for r in interaction.recordings if r.kind == "original")
        if interaction
        else ()
    )
    task = None
    if interaction and redaction and keys and redaction.wanted and not redaction.has_file:
        tone = interaction.source.redaction_sound == "tone"
        task = SilenceTask(keys, list(redaction.silences or []), redaction.wanted, tone)
    db.session.rollback()
    return task


def make(task: SilenceTask, folder: Path) -> Path:
    """Fetch the originals and write the silenced sound. Raises JobFailed for a bad recording."""
    paths = []
    for number, key in enumerate(task.keys):
        paths.append(folder / f"original-{number}")
        storage().fetch(key, paths[-1])
    target = folder / "redacted.webm"
    longest = current_app.config["SETTINGS"].max_audio_hours * 3600
    try:
        write_redacted(paths, target, task.silences, tone=task.tone, max_seconds=longest)
    except SpeechError as error:
        raise JobFailed(str(error)) from error
    return target


def redact_older(limit: int = BATCH, *, everything_before: int | None = None) -> int:
    """Go over up to ``limit`` ready interactions that older rules, or none, redacted; commits.

    With ``everything_before`` (an id), over the next ones below it whatever their rules, newest
    first. Returns the last id, 0 where none was left.
    """
    wanted = select(Interaction.id).outerjoin(Redaction).where(Interaction.state == READY)
    if everything_before is None:
        wanted = wanted.where(or_(Redaction.rules.is_(None), Redaction.rules != RULES))
    else:
        wanted = wanted.where(Interaction.id < everything_before)
    ids = db.session.scalars(wanted.order_by(Interaction.id.desc()).limit(limit)).all()
    for interaction_id in ids:
        redact_interaction(db.session.get_one(Interaction, interaction_id))
    db.session.commit()
    return ids[-1] if ids else 0


@periodic("privacy.redact_older", every_seconds=REDACTING_EVERY, queue=UPKEEP)
def redact_older_job(context: JobContext) -> None:
    """Bring what older rules redacted up to the present ones, a batch at a time.

    Leaves other upkeep its turn before the next slot: a million contacts take hours.
    """
    db.session.rollback()
    end = time.monotonic() + REDACTING_LASTS
    while time.monotonic() < end and not context.should_stop() and redact_older():
        pass


@periodic("privacy.delete_doomed", every_seconds=600)
def delete_doomed_job(_context: JobContext) -> None:
    """Delete the stored files whose rows are gone, should an earlier deletion have been cut off."""
    db.session.rollback()
    delete_doomed()


@periodic("privacy.retain", every_seconds=86_400, queue=UPKEEP)
def retain_job(_context: JobContext) -> None:
    """Remove once a day what sources keep no longer, and sounds that no row names."""
    db.session.rollback()
    retain()
    sweep_redacted()
    db.session.rollback()
