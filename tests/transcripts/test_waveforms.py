"""Calls that came with their words get their waveform from a job."""

import io
from pathlib import Path

import av
import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from core.jobs.models import Job
from core.jobs.runner import run_pending
from core.storage import storage
from tests.factories import make_interaction
from tests.transcripts.sounds import wav
from transcripts.models import Interaction, Recording
from transcripts.waveforms import queue_missing_waveforms

pytestmark = pytest.mark.database


def imported(tmp_path: Path, content: bytes) -> Interaction:
    """A call with words and a recording that nobody has looked at."""
    call = make_interaction(channel="voice", duration_seconds=None)
    file = tmp_path / "call"
    file.write_bytes(content)
    key = f"originals/{call.external_id}"
    size = storage().put(key, file)
    db.session.add(
        Recording(
            interaction=call, storage_key=key, media_type="audio/wav", size=size, sha256="0" * 64
        )
    )
    db.session.commit()
    return call


def drawn(app: Flask) -> list[Recording]:
    queue_missing_waveforms()
    db.session.commit()
    run_pending(app)
    db.session.rollback()
    return list(db.session.scalars(select(Recording)))


def test_each_channel_is_drawn_and_the_length_is_noted(app: Flask, tmp_path: Path) -> None:
    imported(tmp_path, wav(3.0, channels=2))
    (sound,) = drawn(app)
    assert sound.peaks["per_second"] == 10
    assert [len(channel) for channel in sound.peaks["channels"]] == [30, 30]
    assert len(sound.overview[0]) == 30
    assert sound.duration_seconds == sound.interaction.duration_seconds == 3.0


def test_what_is_no_recording_is_tried_once_and_its_words_stay(app: Flask, tmp_path: Path) -> None:
    call = imported(tmp_path, b"this is no sound at all")
    (sound,) = drawn(app)
    assert sound.peaks["channels"] == []
    assert call.is_ready
    assert queue_missing_waveforms() == 0


def test_what_browsers_cannot_play_gets_a_file_that_they_can(app: Flask, tmp_path: Path) -> None:
    target = io.BytesIO()
    with av.open(target, "w", format="wav") as container:
        stream = container.add_stream("pcm_mulaw", rate=8000, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=8000)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    imported(tmp_path, target.getvalue())
    original, made = sorted(drawn(app), key=lambda recording: recording.kind)
    assert (original.kind, original.peaks) == ("original", None)
    assert (made.kind, made.media_type) == ("playback", "audio/webm")
    assert len(made.peaks["channels"][0]) == 10


def test_a_call_with_a_waveform_and_one_without_words_are_left_alone(
    app: Flask, tmp_path: Path
) -> None:
    call = imported(tmp_path, wav(1.0))
    drawn(app)
    assert queue_missing_waveforms() == 0
    other = imported(tmp_path, wav(1.0, seed=2))
    other.state = "received"
    db.session.commit()
    assert queue_missing_waveforms() == 0
    assert db.session.scalars(select(Job.arguments)).all() == [{"interaction_id": call.id}]
