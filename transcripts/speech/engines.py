"""Speech engines behind one interface, opened by name and imported only then."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from transcripts.speech.messages import SpeechError
from transcripts.speech.weights import find_weights

FAST, ACCURATE = "fast", "accurate"
MODES = (FAST, ACCURATE)
ENGINES = {
    "faster-whisper": "transcripts.speech.faster_whisper_engine:FasterWhisperEngine",
    "whisper": "transcripts.speech.openai_whisper_engine:OpenAIWhisperEngine",
}


class EngineError(SpeechError):
    """An engine is unknown, not installed, or cannot do what was asked."""


@dataclass(frozen=True)
class Word:
    """A recognised word: times in seconds of the given sound, probability 0-1."""

    start: float
    end: float
    text: str
    probability: float


def words_of_pieces(pieces: Iterable[tuple[float, float, str, float]]) -> tuple[Word, ...]:
    """Whole words from a recogniser's pieces (start, end, text, probability).

    Whisper cuts "high-end" and "p.m." into pieces of which only the first begins with a space; a
    word is as sure as its least sure piece.
    """
    words: list[Word] = []
    for start, end, text, probability in pieces:
        if words and text and not text[0].isspace():
            last = words[-1]
            least = min(last.probability, round(probability, 4))
            words[-1] = Word(last.start, max(end, last.end), last.text + text.strip(), least)
        elif text.strip():
            words.append(Word(start, end, text.strip(), round(probability, 4)))
    return tuple(words)


class Engine(Protocol):
    """A recogniser with its model loaded.

    ``name`` and ``model`` identify it; ``workers`` is how many calls of :meth:`transcribe` it
    can serve at once.
    """

    name: str
    model: str
    workers: int

    def languages(self) -> Sequence[str]:
        """Codes of the languages it knows."""

    def detect_language(self, samples: NDArray[np.float32]) -> tuple[str, float]:
        """The language of (at most the first 30 seconds of) 16 kHz samples, with probability."""

    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str,
        spans: Sequence[tuple[float, float]],
        vocabulary: Sequence[str] = (),
    ) -> tuple[Word, ...]:
        """The words, in order, in 16 kHz samples that hold speech only.

        ``spans`` are stretches of at most 30 seconds (start and end in seconds) that cover the
        samples and do not cut words, for engines that recognise several at once. ``vocabulary``
        are names and words to be expected, the likeliest first: about 200 pieces of words count.
        """


def open_engine(
    name: str = "faster-whisper",
    model: str = "base",
    *,
    mode: str = FAST,
    threads: int | None = None,
    weights: str | Path | None = None,
    cache: str | Path | None = None,
    allow_download: bool = False,
) -> Engine:
    """Load an engine with its model.

    ``mode`` is "fast" (greedy, several windows at once) or "accurate" (beam of five). ``threads``
    bounds the processor cores it uses (by default all of them, at most four). ``weights``,
    ``cache`` and ``allow_download`` as for :func:`transcripts.speech.weights.find_weights`.
    Raises EngineError (unknown_engine, engine_missing) and WeightsError.
    """
    if name not in ENGINES:
        raise EngineError("unknown_engine", engine=name, known=", ".join(ENGINES))
    if mode not in MODES:
        raise ValueError(f"mode must be one of {MODES}, not {mode!r}")
    if not allow_download:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    module, kind = ENGINES[name].split(":")
    engine_class = getattr(import_module(module), kind)
    engine_class.check_installed()
    folder = find_weights(model, folder=weights, cache=cache, allow_download=allow_download)
    engine: Engine = engine_class(folder, model, mode=mode, threads=threads or default_threads())
    return engine


def default_threads(workers: int = 1) -> int:
    """This worker's share of the cores of ``workers``, four at most: more gain little on calls."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        cores = os.cpu_count() or 1
    return max(1, min(cores // workers, 4))
