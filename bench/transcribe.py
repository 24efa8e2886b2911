"""Speed of transcription against the engines it is built on, with the same files and weights.

The peers decode and recognise each channel as their own documentation shows, with word times, one
after the other. Every measurement runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from transcripts.speech.audio import decode_channels
from transcripts.speech.engines import default_threads, open_engine
from transcripts.speech.transcription import transcribe_files
from transcripts.speech.weights import find_weights

ROOT = Path(__file__).resolve().parents[1]
RECORDINGS = ROOT / "demo" / "recordings"
BASELINE = "faster-whisper"
Recogniser = Callable[[Path], int]


def run(files: Sequence[str | Path] = (), *, model: str = "base") -> list[dict[str, Any]]:
    """Measure each recogniser on ``files`` (by default the demonstration's recordings).

    A row has ``name``, ``files``, ``audio_seconds``, ``seconds`` (wall), ``cpu_seconds``,
    ``speed`` (audio seconds per wall second), ``peak_mb``, ``words`` and ``ratio``: its speed
    divided by that of plain faster-whisper in the same run.
    """
    paths = [str(path) for path in files or sorted(RECORDINGS.glob("*.ogg"))]
    if not paths:
        return []
    names = ["rubrica", "rubrica accurate", BASELINE]
    if find_spec("whisper"):
        names.append("openai-whisper")
    rows = [_measure(name, paths, model) for name in names]
    baseline = next(row["speed"] for row in rows if row["name"] == BASELINE)
    return [row | {"ratio": round(row["speed"] / baseline, 2)} for row in rows]


def _measure(name: str, paths: Sequence[str], model: str) -> dict[str, Any]:
    """Measure in a fresh process."""
    command = [sys.executable, "-m", "bench.transcribe", name, model, *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def _measure_here(name: str, model: str, paths: Sequence[str]) -> dict[str, Any]:
    recognise = RECOGNISERS[name](model)
    seconds = sum(decode_channels(path).duration for path in paths)
    wall, cpu = time.perf_counter(), time.process_time()
    words = sum(recognise(Path(path)) for path in paths)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "name": name,
        "files": len(paths),
        "audio_seconds": round(seconds, 1),
        "seconds": round(wall, 2),
        "cpu_seconds": round(cpu, 2),
        "speed": round(seconds / wall, 2),
        "peak_mb": peak // (1024 if sys.platform == "linux" else 1024**2),
        "words": words,
    }


def _rubrica(mode: str) -> Callable[[str], Recogniser]:
    def loaded(model: str) -> Recogniser:
        engine = open_engine(model=model, mode=mode)
        return lambda path: len(transcribe_files(path, engine).words)

    return loaded


def _faster_whisper(model: str) -> Recogniser:
    from faster_whisper import WhisperModel
    from faster_whisper.audio import decode_audio

    whisper = WhisperModel(
        str(find_weights(model)), device="cpu", compute_type="int8", cpu_threads=default_threads()
    )

    def recognise(path: Path) -> int:
        words = 0
        for samples in decode_audio(str(path), split_stereo=True)[: _channels(path)]:
            segments, _ = whisper.transcribe(samples, beam_size=1, word_timestamps=True)
            words += sum(len(segment.words or ()) for segment in segments)
        return words

    return recognise


def _openai_whisper(model: str) -> Recogniser:
    from faster_whisper.audio import decode_audio

    from transcripts.speech.openai_whisper_engine import load_model

    whisper = load_model(find_weights(model))

    def recognise(path: Path) -> int:
        words = 0
        for samples in decode_audio(str(path), split_stereo=True)[: _channels(path)]:
            result = whisper.transcribe(samples, word_timestamps=True, fp16=False)
            words += sum(len(segment["words"]) for segment in result["segments"])
        return words

    return recognise


def _channels(path: Path) -> int:
    return len(decode_channels(path).channels)


RECOGNISERS: dict[str, Callable[[str], Recogniser]] = {
    "rubrica": _rubrica("fast"),
    "rubrica accurate": _rubrica("accurate"),
    BASELINE: _faster_whisper,
    "openai-whisper": _openai_whisper,
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure_here(sys.argv[1], sys.argv[2], sys.argv[3:])) + "\n")
