"""Sound files made for the tests, and a small real model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.transcripts.speech.sounds import opening_of_call, write_sound
from transcripts.speech.engines import Engine, open_engine
from transcripts.speech.results import TranscriptionResult
from transcripts.speech.transcription import transcribe_files

Maker = Callable[..., Path]


@pytest.fixture
def sound(tmp_path: Path) -> Maker:
    """Write a sound file into the test's folder and return its path."""

    def make(name: str, *channels: NDArray[np.float32], **options: object) -> Path:
        return write_sound(tmp_path / name, list(channels), **options)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def weights_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("weights")


@pytest.fixture(scope="session")
def tiny(weights_cache: Path) -> Engine:
    """The real engine with the smallest model (English only)."""
    return open_engine(model="tiny.en", cache=weights_cache)


@pytest.fixture(scope="session")
def call_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first 20 seconds of a recorded two-channel call, agent first."""
    return opening_of_call(tmp_path_factory.mktemp("call") / "call.wav")


@pytest.fixture(scope="session")
def call(tiny: Engine, call_path: Path) -> TranscriptionResult:
    return transcribe_files(call_path, tiny)
