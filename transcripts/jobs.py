"""Background work of this room: transcribing one call, and tidying up."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from core.db import db
from core.jobs import queue
from core.jobs.context import JobContext
from core.jobs.models import UPKEEP
from core.jobs.registry import JobFailed, job, periodic
from core.storage import StorageError, storage
from transcripts.intake import TRANSCRIBE, forget, sweep_orphans
from transcripts.models import TRANSCRIBING, Interaction
from transcripts.notices import tell_no_transcript
from transcripts.speech.child import StoppedError, TranscriptionOptions, run_in_child
from transcripts.speech.engines import default_threads
from transcripts.speech.messages import SpeechError
from transcripts.speech.playback import Playable, make_playable
from transcripts.speech.results import TranscriptionResult
from transcripts.transcribing import (
    fail_abandoned,
    keep_playback,
    note_failure,
    save_result,
)

IDLE_SECONDS = 60.0  # the model stays loaded that long for another call
OPENS = {True: "agent", False: "customer"}


@dataclass(frozen=True)
class Task:
    """What a transcription needs to know, free of the database."""

    interaction_id: int
    keys: tuple[str, ...]
    options: TranscriptionOptions


@job(TRANSCRIBE)
def transcribe(context: JobContext, *, interaction_id: int) -> None:
    """Transcribe a call and save everything that follows from it in one transaction.

    Works outside any transaction, so nobody waits for it. Run twice, it replaces what it made.
    A recording that cannot be used is noted with its reason; other trouble is tried again.
    """
    task = begin(context, interaction_id)
    if task is None:
        return
    try:
        with tempfile.TemporaryDirectory(prefix="rubrica-call-") as folder:
            result, playable = work(context, task, Path(folder))
            playback = keep_playback(playable)
    except (SpeechError, StorageError, OSError) as error:
        if isinstance(error, StoppedError) or not is_final(context, error):
            raise
        give_up(context, task, error)
    interaction = db.session.get_one(Interaction, task.interaction_id)
    unnamed = save_result(interaction, result, playback)
    context.finish()
    db.session.commit()
    forget(unnamed)


def begin(context: JobContext, interaction_id: int) -> Task | None:
    """Mark the interaction as being transcribed and return what there is to do; commits.

    Raises LeaseLost when the job was cancelled before it began.
    """
    queue.change_held(db.session, context.claim, progress=0.0)
    interaction = db.session.get(Interaction, interaction_id)
    originals = [r for r in interaction.recordings if r.kind == "original"] if interaction else []
    if interaction is None or not originals:
        db.session.rollback()
        return None
    interaction.state, interaction.failure = TRANSCRIBING, None
    task = Task(
        interaction.id,
        tuple(recording.storage_key for recording in originals),
        options_for(interaction),
    )
    db.session.commit()
    return task


def options_for(interaction: Interaction) -> TranscriptionOptions:
    """Return how this call is to be transcribed: by the settings, its source and its own facts."""
    settings = current_app.config["SETTINGS"]
    source, channel = interaction.source, interaction.agent_channel
    opens = interaction.agent_opens
    return TranscriptionOptions(
        engine=settings.speech_engine,
        model=settings.speech_model,
        mode=source.mode,
        weights=str(settings.weights) if settings.weights else None,
        cache=str(settings.data / "weights"),
        allow_download=settings.allow_hub,
        language=source.language,
        threads=default_threads(current_app.config.get("SPEECH_WORKERS", 1)),
        agent_channel=source.agent_channel if channel is None else channel,
        first_speaker=source.mono_first_speaker if opens is None else OPENS[opens],
        first_speaker_certain=opens is not None,
        vocabulary=tuple(source.vocabulary or ()),
        idle_seconds=IDLE_SECONDS,
        max_seconds=settings.max_audio_hours * 3600,
    )


def work(context: JobContext, task: Task, folder: Path) -> tuple[TranscriptionResult, Playable]:
    """Fetch the recordings, transcribe them and make what browsers can play."""
    paths = []
    for number, key in enumerate(task.keys):
        path = folder / f"original-{number}"
        storage().fetch(key, path)
        paths.append(path)
    result = run_in_child(paths, task.options, context.progress, context.should_stop)
    limit = task.options.max_seconds
    return result, make_playable(paths, folder / "playback.webm", max_seconds=limit)


def is_final(context: JobContext, error: Exception) -> bool:
    """Say whether trying again is pointless: a bad recording stays bad, and tries run out."""
    hopeless = isinstance(error, SpeechError) and error.code != "child_died"
    return hopeless or context.claim.attempt >= context.claim.max_attempts


def give_up(context: JobContext, task: Task, error: Exception) -> None:
    """Save why the call could not be transcribed, if the job is still ours; raises JobFailed."""
    interaction = db.session.get_one(Interaction, task.interaction_id)
    if isinstance(error, SpeechError):
        note_failure(interaction, error.code, error.params)
    else:
        note_failure(interaction, "storage_failed")
    if interaction.has_failed:
        tell_no_transcript(interaction)
    queue.renew(db.session(), context.claim)  # fences the note by the lease, and commits it
    raise JobFailed(str(error)) from error


@periodic("transcripts.tidy", every_seconds=600, queue=UPKEEP)
def tidy(context: JobContext) -> None:
    """Fail calls whose worker died each time, and delete files that belong to no call."""
    fail_abandoned()
    context.finish()
    db.session.commit()
    sweep_orphans()
    db.session.rollback()
