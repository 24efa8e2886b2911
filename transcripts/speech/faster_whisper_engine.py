"""The default engine: Whisper on CTranslate2, 8-bit weights on the processor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcripts.speech.engines import ACCURATE, EngineError, Word, words_of_pieces
from transcripts.speech.weights import WeightsError

# Text that repeats itself compresses too well: the sign of a decoder caught in a loop.
LOOP_COMPRESSION = 2.4
TEMPERATURES = (0.0, 0.2, 0.4)


class FasterWhisperEngine:
    """Whisper by faster-whisper; see :class:`transcripts.speech.engines.Engine`."""

    name = "faster-whisper"

    def __init__(self, folder: Path, model: str, *, mode: str, threads: int) -> None:
        from faster_whisper import BatchedInferencePipeline, WhisperModel

        self.model = model
        self.mode = mode
        # One thread for each of several calls is half as fast again as several for one call.
        self.workers = threads
        try:
            self._whisper = WhisperModel(
                str(folder),
                device="cpu",
                compute_type="int8",
                cpu_threads=1,
                num_workers=threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise WeightsError("weights_format", place=str(folder)) from error
        self._batched = BatchedInferencePipeline

    @staticmethod
    def check_installed() -> None:
        """Raise EngineError (engine_missing) unless the package is there."""
        if find_spec("faster_whisper") is None:
            raise EngineError(
                "engine_missing", engine="faster-whisper", remedy="pip install 'rubrica[demo]'"
            )

    def languages(self) -> Sequence[str]:
        """Codes of the languages the model knows."""
        return list(self._whisper.supported_languages)

    def detect_language(self, samples: NDArray[np.float32]) -> tuple[str, float]:
        """The language of the first 30 seconds, with its probability."""
        if not self._whisper.model.is_multilingual:
            return "en", 1.0
        language, probability, _ = self._whisper.detect_language(samples)
        return language, float(probability)

    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str,
        spans: Sequence[tuple[float, float]],
        vocabulary: Sequence[str] = (),
    ) -> tuple[Word, ...]:
        """Words of speech-only samples, by spans at once (fast) or in sequence (accurate)."""
        expected = ", ".join(vocabulary) or None
        if self.mode != ACCURATE:
            segments = self._at_once(samples, language, spans, expected)
            if all(s.compression_ratio <= LOOP_COMPRESSION for s in segments):
                return _words(segments)
        return _words(self._in_sequence(samples, language, expected))

    def _at_once(
        self,
        samples: NDArray[np.float32],
        language: str,
        spans: Sequence[tuple[float, float]],
        expected: str | None,
    ) -> list[Any]:
        segments, _ = self._batched(self._whisper).transcribe(
            samples,
            language=language,
            beam_size=1,
            batch_size=len(spans),
            hotwords=expected,
            word_timestamps=True,
            clip_timestamps=[{"start": start, "end": end} for start, end in spans],
        )
        return list(segments)

    def _in_sequence(
        self, samples: NDArray[np.float32], language: str, expected: str | None
    ) -> list[Any]:
        segments, _ = self._whisper.transcribe(
            samples,
            language=language,
            beam_size=5,
            temperature=TEMPERATURES,
            hotwords=expected,
            word_timestamps=True,
            condition_on_previous_text=False,  # a loop would carry on into all that follows
        )
        return list(segments)


def _words(segments: Iterable[Any]) -> tuple[Word, ...]:
    return tuple(
        word
        for segment in segments
        for word in words_of_pieces(
            (float(w.start), float(w.end), w.word, float(w.probability))
            for w in segment.words or ()
        )
    )
