"""Transcription against the engines it is built on: one run, the same files and weights.

Speed and processor time, word errors where the exact words are known, words given to the right
speaker, words invented where nobody speaks, and peak memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.recognisers import ACCURATE, FASTER, OPENAI, RUBRICA, SIDES
from bench.recordings import NOBODY, ONE, TWO, Recorded, built_in, chosen
from bench.word_errors import plain_words, rightly_attributed, word_errors
from transcripts.speech.audio import probe

ROOT = Path(__file__).resolve().parents[1]
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Answer:
    """What a recogniser made of a recording, and what that took."""

    recording: Recorded
    audio_seconds: float
    heard: tuple[tuple[str, str], ...]
    seconds: float
    cpu_seconds: float
    peak_mb: int


def run(
    files: Sequence[str | Path] = (), *, model: str = "base", say: Say = lambda _: None
) -> list[dict[str, Any]]:
    """Measure each recogniser on ``files`` and folders, or on the built-in set when none is given.

    A row for each recogniser and kind of call has ``name``, ``calls``, ``audio_seconds``,
    ``seconds`` (wall, the model being loaded), ``cpu_seconds``, ``speed`` (audio seconds per wall
    second), ``ratio`` (speed against plain faster-whisper on the same calls), ``to_openai`` (the
    same against openai-whisper, None where it is not installed), ``word_error_rate`` (0-1 and
    more, None where the words are not known), ``right_speaker`` (share of words, on one channel),
    ``invented`` (words where nobody speaks) and ``peak_mb``.
    """
    names = [RUBRICA, ACCURATE, FASTER, *([OPENAI] if find_spec("whisper") else [])]
    with tempfile.TemporaryDirectory(prefix="rubrica-bench-") as folder:
        recordings = chosen(files) if files else built_in(Path(folder))
        answers = {}
        for name in names:
            say(f"{name} ...")
            answers[name] = _answers(name, model, recordings)
    rows = [
        _row(name, kind, answers[name])
        for kind in (TWO, ONE)
        if any(recording.kind == kind for recording in recordings)
        for name in names
    ]
    return [_compared(row, rows) for row in rows]


def _answers(name: str, model: str, recordings: Sequence[Recorded]) -> list[Answer]:
    """Let a recogniser work in a fresh process, its model loaded before the first recording."""
    environment = dict(os.environ)
    if name in (RUBRICA, ACCURATE):  # as its own worker does; the others are left as they come
        environment |= dict.fromkeys(ONE_THREAD, "1")
    asked = "".join(json.dumps({"path": r.path, "language": r.language}) + "\n" for r in recordings)
    done = subprocess.run(
        [sys.executable, "-m", "bench.recognisers", name, model],
        input=asked,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()
        raise RuntimeError(f"{name}: {reason[-1] if reason else done.returncode}")
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [
        Answer(
            recording,
            probe(recording.path).duration or 0.0,
            tuple((speaker, word) for speaker, word in answer.pop("heard")),
            **answer,
        )
        for recording, answer in zip(recordings, found, strict=True)
    ]


def _row(name: str, kind: str, answers: Sequence[Answer]) -> dict[str, Any]:
    calls = [answer for answer in answers if answer.recording.kind == kind]
    nothing = [answer for answer in answers if answer.recording.kind == NOBODY]
    audio = sum(answer.audio_seconds for answer in calls)
    seconds = sum(answer.seconds for answer in calls)
    return {
        "name": name,
        "calls": kind,
        "files": len(calls),
        "audio_seconds": round(audio, 1),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(sum(answer.cpu_seconds for answer in calls), 2),
        "speed": round(audio / seconds, 2),
        "word_error_rate": _word_error_rate(calls),
        "right_speaker": _right_speaker(calls) if kind == ONE else None,
        "invented": sum(len(answer.heard) for answer in nothing) if nothing else None,
        "peak_mb": max(answer.peak_mb for answer in answers),
    }


def _word_error_rate(calls: Sequence[Answer]) -> float | None:
    """Errors by words said, each side of two channels compared for itself."""
    errors = said = 0
    for call in calls:
        sides: Sequence[tuple[str, ...]] = [SIDES]
        if call.recording.kind == TWO:
            sides = [(side,) for side in SIDES]
        for wanted in sides:
            text = " ".join(text for who, text in call.recording.said if who in wanted)
            by = wanted if call.recording.kind == TWO else (*SIDES, "unknown")
            heard = " ".join(word.strip() for who, word in call.heard if who in by)
            errors += word_errors(plain_words(text), plain_words(heard)) if text else 0
            said += len(plain_words(text))
    return round(errors / said, 4) if said else None


def _right_speaker(calls: Sequence[Answer]) -> float | None:
    counts = [rightly_attributed(c.recording.said, c.heard) for c in calls if c.recording.said]
    right, words = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
    return round(right / words, 4) if words else None


def _compared(row: dict[str, Any], rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    def against(peer: str) -> float | None:
        same = [r["speed"] for r in rows if (r["name"], r["calls"]) == (peer, row["calls"])]
        return round(row["speed"] / same[0], 2) if same else None

    return row | {"ratio": against(FASTER), "to_openai": against(OPENAI)}
