"""The reference engine: OpenAI's own Whisper, on the same weights as the default engine."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcripts.speech.ct2_weights import openai_dimensions, openai_state, read_tensors
from transcripts.speech.engines import ACCURATE, EngineError, Word, words_of_pieces

TEMPERATURES = (0.0, 0.2, 0.4)


class OpenAIWhisperEngine:
    """Whisper by openai-whisper; see :class:`transcripts.speech.engines.Engine`."""

    name = "whisper"
    workers = 1  # it finds word times through hooks on the one model

    def __init__(self, folder: Path, model: str, *, mode: str, threads: int) -> None:
        import torch

        torch.set_num_threads(threads)
        self.model = model
        self.mode = mode
        self._whisper = load_model(folder)
        self._one_at_a_time = threading.Lock()

    @staticmethod
    def check_installed() -> None:
        """Raise EngineError (engine_missing) unless openai-whisper is there."""
        if find_spec("whisper") is None or find_spec("torch") is None:
            raise EngineError(
                "engine_missing", engine="whisper", remedy="pip install 'rubrica[whisper]'"
            )

    def languages(self) -> Sequence[str]:
        """Codes of the languages the model knows."""
        from whisper.tokenizer import LANGUAGES

        return list(LANGUAGES) if self._whisper.is_multilingual else ["en"]

    def detect_language(self, samples: NDArray[np.float32]) -> tuple[str, float]:
        """The language of the first 30 seconds, with its probability."""
        if not self._whisper.is_multilingual:
            return "en", 1.0
        from whisper.audio import log_mel_spectrogram, pad_or_trim

        mel = log_mel_spectrogram(pad_or_trim(samples), self._whisper.dims.n_mels)
        with self._one_at_a_time:
            _, probabilities = self._whisper.detect_language(mel)
        language = max(probabilities, key=probabilities.__getitem__)
        return language, float(probabilities[language])

    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str,
        spans: Sequence[tuple[float, float]],
        vocabulary: Sequence[str] = (),
    ) -> tuple[Word, ...]:
        """Words of speech-only samples, greedily (fast) or with a beam of five (accurate)."""
        with self._one_at_a_time:
            result = self._whisper.transcribe(
                samples,
                language=language,
                beam_size=5 if self.mode == ACCURATE else None,
                temperature=TEMPERATURES,
                initial_prompt=", ".join(vocabulary) or None,
                carry_initial_prompt=bool(vocabulary),
                word_timestamps=True,
                condition_on_previous_text=False,
                fp16=False,
                verbose=None,
            )
        return _words(result["segments"])


def load_model(folder: Path) -> Any:
    """A ``whisper.model.Whisper`` with the CTranslate2 weights in ``folder``.

    Raises WeightsError (weights_format) when they are of another kind.
    """
    import torch
    from whisper.model import ModelDimensions, Whisper

    tensors = read_tensors(folder / "model.bin")
    model = Whisper(ModelDimensions(**openai_dimensions(tensors)))
    state = {
        name: torch.from_numpy(np.ascontiguousarray(values))
        for name, values in openai_state(tensors).items()
    }
    model.load_state_dict(state, strict=False)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    heads = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
    for layer, head in config.get("alignment_heads", []):
        heads[layer, head] = True
    if heads.any():
        model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return model.eval()


def _words(segments: Sequence[dict[str, Any]]) -> tuple[Word, ...]:
    return tuple(
        word
        for segment in segments
        for word in words_of_pieces(
            (float(w["start"]), float(w["end"]), w["word"], float(w["probability"]))
            for w in segment.get("words", ())
        )
    )
