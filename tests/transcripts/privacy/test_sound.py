"""What was taken out of the words is not to be heard, not even at its edges."""

from pathlib import Path

import numpy as np
import pytest

from tests.transcripts.sounds import wav
from transcripts.privacy.sound import PADDING, padded, write_redacted
from transcripts.speech.audio import SAMPLE_RATE, decode_channels


def loudness(path: Path, start: float, end: float) -> list[float]:
    """The root mean square of each channel between two seconds."""
    decoded = decode_channels(path)
    first, last = int(start * SAMPLE_RATE), int(end * SAMPLE_RATE)
    found = [float(np.sqrt(np.mean(c.read(first, last) ** 2))) for c in decoded.channels]
    decoded.close()
    return found


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(6.0, channels=2))
    return path


def test_both_channels_are_silent_where_something_was_taken_out(original, tmp_path) -> None:
    target = tmp_path / "redacted.webm"
    write_redacted([original], target, [[2.0, 3.0]])
    inside = loudness(target, 2.0 - PADDING + 0.05, 3.0 + PADDING - 0.05)
    assert len(inside) == 2
    assert max(inside) < 0.001
    for start, end in ((0.2, 1.5), (3.5, 5.5)):
        assert min(loudness(target, start, end)) > 0.03


def test_a_tone_has_nothing_of_the_voice(original, tmp_path) -> None:
    target = tmp_path / "redacted.webm"
    write_redacted([original], target, [[2.0, 3.0]], tone=True)
    decoded = decode_channels(target)
    samples = decoded.channels[0].read(2 * SAMPLE_RATE, 3 * SAMPLE_RATE)
    decoded.close()
    power = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    near = power[(hertz > 980) & (hertz < 1020)].sum()
    assert near / power.sum() > 0.99
    assert 0.05 < np.sqrt(np.mean(samples**2)) < 0.09


def test_the_length_stays(original, tmp_path) -> None:
    target = tmp_path / "redacted.webm"
    write_redacted([original], target, [[5.5, 9.0]])
    decoded = decode_channels(target)
    assert decoded.duration == pytest.approx(6.0, abs=0.05)
    decoded.close()
    assert max(loudness(target, 5.3, 5.95)) < 0.001


def test_stretches_that_touch_become_one_and_begin_at_the_start_at_the_earliest() -> None:
    assert padded([[5.0, 6.0], [0.1, 1.0], [6.4, 7.0]], 0.3) == [(0.0, 1.3), (4.7, 7.3)]
