"""Waveforms of recordings that came with their words, so that nobody transcribed them."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import exists, select

from core.db import db
from core.jobs.context import JobContext
from core.jobs.models import UPKEEP
from core.jobs.queue import enqueue
from core.jobs.registry import job, periodic
from core.storage import storage
from transcripts.intake import forget
from transcripts.models import READY, Interaction, Recording, Transcript
from transcripts.speech.audio import decode_channels
from transcripts.speech.messages import SpeechError
from transcripts.speech.peaks import PEAKS_PER_SECOND, waveform_peaks
from transcripts.speech.playback import make_playable
from transcripts.transcribing import Playback, add_playback, keep_playback

DRAW = "transcripts.draw_waveform"
NOTHING = {"per_second": PEAKS_PER_SECOND, "channels": []}  # tried, and there is nothing to draw
BATCH = 50


@dataclass(frozen=True)
class Sound:
    """What a recording looks like, how long it is, and the file made for browsers, if one was."""

    peaks: dict[str, Any]
    seconds: float | None = None
    playback: Playback | None = None


def queue_missing_waveforms(limit: int = BATCH) -> int:
    """Queue the drawing of ready calls whose sound has no waveform; returns how many. Flushes."""
    drawn = exists().where(Recording.interaction_id == Interaction.id, Recording.peaks.is_not(None))
    sound = exists().where(Recording.interaction_id == Interaction.id, Recording.kind == "original")
    words = exists().where(Transcript.interaction_id == Interaction.id)
    waiting = db.session.scalars(
        select(Interaction.id)
        .where(Interaction.state == READY, Interaction.channel == "voice", words, sound, ~drawn)
        .order_by(Interaction.id.desc())
        .limit(limit)
    ).all()
    for number in waiting:
        arguments = {"interaction_id": number}
        enqueue(DRAW, arguments, queue=UPKEEP, dedupe_key=f"waveform:{number}")
    return len(waiting)


@periodic("transcripts.missing_waveforms", every_seconds=120)
def look_for_missing(context: JobContext) -> None:
    """Have the waveforms drawn that are missing."""
    queue_missing_waveforms()
    context.finish()
    db.session.commit()


@job(DRAW)
def draw_waveform(context: JobContext, *, interaction_id: int) -> None:
    """Draw a recording, and make what browsers play where they cannot play the original.

    A recording that cannot be read keeps an empty waveform, so that it is tried once; the words
    stay readable without it.
    """
    originals = select(Recording.storage_key).where(
        Recording.interaction_id == interaction_id, Recording.kind == "original"
    )
    keys = db.session.scalars(originals.order_by(Recording.position)).all()
    db.session.commit()
    if not keys:
        return
    with tempfile.TemporaryDirectory(prefix="rubrica-waveform-") as folder:
        sound = listen(list(keys), Path(folder))
    interaction = db.session.get(Interaction, interaction_id)
    if interaction is None or any(recording.peaks for recording in interaction.recordings):
        db.session.rollback()
        forget([sound.playback.storage_key] if sound.playback else [])
        return
    first = next(r for r in interaction.recordings if r.kind == "original")
    shown = add_playback(interaction, sound.playback) if sound.playback else first
    shown.peaks = sound.peaks
    shown.duration_seconds = sound.seconds or shown.duration_seconds
    if interaction.duration_seconds is None:
        interaction.duration_seconds = sound.seconds
    context.finish()
    db.session.commit()


def listen(keys: list[str], folder: Path) -> Sound:
    """Fetch recordings, draw their channels and keep what browsers need to play them."""
    limit = current_app.config["SETTINGS"].max_audio_hours * 3600
    paths = [folder / f"original-{number}" for number in range(len(keys))]
    for key, path in zip(keys, paths, strict=True):
        storage().fetch(key, path)
    try:
        peaks = drawn(paths, limit)
        playable = make_playable(paths, folder / "playback.webm", max_seconds=limit)
    except SpeechError:
        return Sound(NOTHING)
    longest = max(map(len, peaks["channels"]), default=0)
    return Sound(peaks, longest / PEAKS_PER_SECOND, keep_playback(playable))


def drawn(paths: list[Path], limit: float) -> dict[str, Any]:
    """Draw each channel. Raises SpeechError for what is no recording."""
    decoded = decode_channels(paths, max_seconds=limit)
    try:
        channels = [waveform_peaks(channel) for channel in decoded.channels]
    finally:
        decoded.close()
    return {"per_second": PEAKS_PER_SECOND, "channels": channels}
