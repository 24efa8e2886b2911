"""Recordings for tests, made on the spot, and a transcription without an engine."""

import io
import struct
import wave
from pathlib import Path

import numpy as np

from transcripts.incoming import IncomingFile
from transcripts.speech.audio import SAMPLE_RATE, decode_channels
from transcripts.speech.messages import Notice
from transcripts.speech.metrics import measure_speech
from transcripts.speech.results import TranscriptionResult, TurnResult, WordResult

RATE = 8000


def wav(seconds: float = 1.0, channels: int = 1, seed: int = 0) -> bytes:
    """A short WAV of noise; another seed is another content."""
    noise = np.random.default_rng(seed).normal(0, 3000, (int(seconds * RATE), channels))
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(noise.astype("<i2").tobytes())
    return target.getvalue()


def beginning(path: Path, seconds: float) -> bytes:
    """The first seconds of a real recording, all its channels, as WAV."""
    decoded = decode_channels(path)
    stop = int(seconds * SAMPLE_RATE)
    samples = np.stack([channel.read(0, stop) for channel in decoded.channels], axis=1)
    decoded.close()
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return target.getvalue()


def long_wav(path: Path, size: int) -> Path:
    """A WAV file of ``size`` bytes of silence that takes no room on the disk."""
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", size - 8, b"WAVE", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16, b"data", size - 44,
    )  # fmt: skip
    with path.open("wb") as file:
        file.write(header)
        file.truncate(size)
    return path


def incoming(content: bytes, name: str = "call.wav") -> IncomingFile:
    return IncomingFile(io.BytesIO(content), name)


def turn(speaker: str, start: float, text: str) -> TurnResult:
    """A turn whose words last half a second each."""
    words = tuple(
        WordResult(speaker, start + 0.5 * place, start + 0.5 * place + 0.5, word, 0.9)
        for place, word in enumerate(text.split())
    )
    return TurnResult(speaker, start, words[-1].end, text, words)


def transcription(*turns: TurnResult, warnings: tuple[Notice, ...] = ()) -> TranscriptionResult:
    """What an engine might have found in a call of two channels and twenty seconds."""
    turns = turns or (
        turn("agent", 0.0, "Good morning. How can I help?"),
        turn("customer", 4.0, "My card is 4111 1111 1111 1111 please"),
    )
    voices = {
        side: [(t.start, t.end) for t in turns if t.speaker == side]
        for side in ("agent", "customer")
    }
    counts = {side: sum(len(t.words) for t in turns if t.speaker == side) for side in voices}
    return TranscriptionResult(
        language="en",
        language_probability=0.98,
        duration=20.0,
        turns=turns,
        words=tuple(word for t in turns for word in t.words),
        peaks={"per_second": 10, "channels": [[1, 2], [3, 4]]},
        metrics=measure_speech(voices, counts),
        engine="faster-whisper",
        model="base",
        channels=2,
        warnings=warnings,
    )
