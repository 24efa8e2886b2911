"""Names to expect: they are recognised where they are said, and nowhere else."""

from pathlib import Path

import numpy as np
import pytest

from tests.transcripts.speech.sounds import noise, silence, write_sound
from transcripts.speech.audio import SAMPLE_RATE, decode_channels
from transcripts.speech.transcription import Hints, transcribe_files

RECORDINGS = Path(__file__).parents[3] / "demo" / "recordings"
NAMES = ("Lumen", "Kyle")


def greeting(tmp_path: Path, name: str) -> Path:
    """The first six seconds of the agent's side of a recorded call."""
    samples = decode_channels(RECORDINGS / f"{name}.ogg").channels[0].read(0, 6 * SAMPLE_RATE)
    return write_sound(tmp_path / "greeting.wav", [samples])


def heard(path: Path, engine, vocabulary: tuple[str, ...]) -> str:
    result = transcribe_files(path, engine, Hints(vocabulary=vocabulary))
    return " ".join(word.text for word in result.words).lower()


def test_names_that_are_said_are_found_when_they_are_expected(tiny, tmp_path):
    path = greeting(tmp_path, "internet_bill_weak")  # "Lumen. Kyle. Account number."
    assert "lumen" not in heard(path, tiny, ())
    assert "lumen, kyle" in heard(path, tiny, NAMES)


def test_names_that_are_not_said_are_not_heard(tiny, tmp_path):
    words = heard(greeting(tmp_path, "garage_brakes"), tiny, NAMES)
    assert "northside garage" in words
    assert "lumen" not in words
    assert "kyle" not in words


@pytest.mark.parametrize("samples", [silence(20), noise(20)], ids=["silence", "noise"])
def test_no_name_is_invented_where_nobody_speaks(tiny, tmp_path, samples: np.ndarray):
    assert heard(write_sound(tmp_path / "nothing.wav", [samples]), tiny, NAMES) == ""
