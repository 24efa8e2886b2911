"""A call of two hours in somebody's queue: three thousand turns, and sound that weighs little."""

import struct
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from core.db import db
from core.storage import storage
from evaluation.rubrics.models import Rubric
from evaluation.sampling.models import Assignment
from people.models import Agent
from tests.browser.calls import Call, user
from tests.browser.house import TODAY
from transcripts.metrics.measuring import measure
from transcripts.models import READY, Interaction, Recording, Source, Transcript, Turn
from transcripts.privacy.applying import redact_interaction

HOUR = 3600.0
RATE = 3000  # the least that browsers play; eight bits of silence a sample
WORDS = ["the", "line", "has", "been", "down", "since", "Monday", "evening"]
STEP = 2.4  # seconds from one turn to the next


def silent_wav(path: Path, seconds: float) -> Path:
    """A playable WAV of silence that takes no room on the disk."""
    size = int(seconds * RATE)
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8, b"data", size,
    )  # fmt: skip
    with path.open("wb") as file:
        file.write(header)
        file.truncate(44 + size)
    return path


def turn_at(position: int, words: int = 7) -> Turn:
    """A turn of ``words`` words; the first one says its number, so that it can be found."""
    start = position * STEP
    texts = [f"number-{position}", *(WORDS[: words - 1])]
    timed = [
        [text, round(start + 0.25 * place, 2), round(start + 0.25 * place + 0.25, 2), 0.9]
        for place, text in enumerate(texts)
    ]
    if position % 10 == 3:
        timed[2][3] = 0.31
    return Turn(
        position=position,
        speaker=("agent", "customer")[position % 2],
        start=start,
        end=timed[-1][2],
        text=" ".join(texts),
        words=timed,
    )


def add_long_call(app: Flask, seconds: float = 2 * HOUR, name: str = "long") -> Call:
    """Put a call of this length on the first evaluator's desk: a turn each 2.4 seconds."""
    with app.app_context():
        call, sound = interaction_of(seconds, name), sound_of(seconds, name)
        call.recordings.append(sound)
        db.session.add(call)
        turns = [turn_at(number) for number in range(int(seconds / STEP))]
        call.transcript = Transcript(language="en", engine="a test", turns=turns)
        db.session.flush()
        redact_interaction(call, new=True)
        measure(call)
        assignment = Assignment(
            interaction=call,
            evaluator=user("evaluator@demo.test"),
            rubric=db.session.scalars(select(Rubric).order_by(Rubric.id)).first(),
            pick="manual",
            reason="a test",
            due_on=TODAY,
        )
        db.session.add(assignment)
        db.session.flush()
        found = Call(call.id, assignment.id, sound.id)
        db.session.commit()
        db.session.remove()
    return found


def interaction_of(seconds: float, name: str) -> Interaction:
    """A call without words and sound as yet."""
    source = db.session.scalar(select(Source).where(Source.name == "Long calls"))
    return Interaction(
        source=source or Source(name="Long calls"),
        external_id=name,
        channel="voice",
        state=READY,
        agent=db.session.scalars(select(Agent).where(Agent.name == "Noor Haddad")).one(),
        started_at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
        duration_seconds=seconds,
        handle_seconds=seconds,
        language="en",
        subject="A very long call",
    )


def sound_of(seconds: float, name: str) -> Recording:
    """Silence to play, and a waveform as if two people spoke."""
    wave = [(place * 7919) % 70 if place % 24 < 18 else 0 for place in range(int(seconds * 10))]
    key = f"originals/{name}.wav"
    with tempfile.TemporaryDirectory() as folder:
        size = storage().put(key, silent_wav(Path(folder) / "call.wav", seconds))
    return Recording(
        storage_key=key,
        filename="call.wav",
        media_type="audio/wav",
        size=size,
        sha256="0" * 64,
        duration_seconds=seconds,
        peaks={"per_second": 10, "channels": [wave, wave[::-1]]},
    )
