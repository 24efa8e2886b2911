"""Rubrica and the engines it is built on, as their own documentation shows them.

``python -m bench.recognisers NAME MODEL`` reads recordings as JSON lines and answers each with a
JSON line. It is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from transcripts.speech.audio import probe
from transcripts.speech.engines import default_threads, open_engine
from transcripts.speech.transcription import Hints, transcribe_files
from transcripts.speech.weights import find_weights

Heard = list[tuple[str, str]]
Recogniser = Callable[[str, str | None], Heard]
SIDES = ("agent", "customer")
RUBRICA, ACCURATE = "rubrica", "rubrica accurate"
FASTER, OPENAI = "faster-whisper", "openai-whisper"


def _rubrica(mode: str) -> Callable[[str], Recogniser]:
    def loaded(model: str) -> Recogniser:
        engine = open_engine(model=model, mode=mode)

        def recognise(path: str, language: str | None) -> Heard:
            result = transcribe_files(path, engine, Hints(language=language))
            return [(word.speaker, word.text) for word in result.words]

        return recognise

    return loaded


def _faster_whisper(model: str) -> Recogniser:
    """Each channel after the other, greedy, with word times, all cores for each."""
    from faster_whisper import WhisperModel

    whisper = WhisperModel(
        str(find_weights(model)), device="cpu", compute_type="int8", cpu_threads=default_threads()
    )

    def recognise(path: str, language: str | None) -> Heard:
        heard: Heard = []
        for side, samples in _channels(path):
            segments, _ = whisper.transcribe(
                samples, language=language, beam_size=1, word_timestamps=True
            )
            heard += [(side, word.word) for segment in segments for word in segment.words or ()]
        return heard

    return recognise


def _openai_whisper(model: str) -> Recogniser:
    """Each channel after the other, greedy, with word times, on the same weights."""
    import torch

    from transcripts.speech.openai_whisper_engine import load_model

    torch.set_num_threads(default_threads())
    whisper = load_model(find_weights(model))

    def recognise(path: str, language: str | None) -> Heard:
        heard: Heard = []
        for side, samples in _channels(path):
            result = whisper.transcribe(
                samples, language=language, word_timestamps=True, fp16=False
            )
            heard += [(side, w["word"]) for part in result["segments"] for w in part["words"]]
        return heard

    return recognise


def _channels(path: str) -> list[tuple[str, Any]]:
    from faster_whisper.audio import decode_audio

    if probe(path).channels < 2:
        return [("unknown", decode_audio(path))]
    return list(zip(SIDES, decode_audio(path, split_stereo=True), strict=True))


RECOGNISERS: dict[str, Callable[[str], Recogniser]] = {
    RUBRICA: _rubrica("fast"),
    ACCURATE: _rubrica("accurate"),
    FASTER: _faster_whisper,
    OPENAI: _openai_whisper,
}


def main(name: str, model: str) -> None:
    """Answer each recording on standard input: words, seconds, processor seconds, peak memory."""
    recognise = RECOGNISERS[name](model)
    for line in sys.stdin:
        recording = json.loads(line)
        wall, cpu = time.perf_counter(), time.process_time()
        heard = recognise(recording["path"], recording["language"])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = {
            "heard": heard,
            "seconds": wall,
            "cpu_seconds": cpu,
            "peak_mb": peak // (1024 if sys.platform == "linux" else 1024**2),
        }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main(sys.argv[1], sys.argv[2])
