"""Two voices on one channel: vectors cut in two, and recorded voices really told apart."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from transcripts.speech.audio import Channel, decode_channels
from transcripts.speech.separation import (
    MOST_COMPARED,
    TwoVoices,
    separate_voices,
    two_voices,
    window_middles,
)
from transcripts.speech.speaker_vectors import open_speaker_network
from transcripts.speech.vad import Region, speech_regions

RECORDINGS = Path(__file__).parents[3] / "demo" / "recordings"


@pytest.fixture(scope="module")
def network():
    return open_speaker_network()


def voices_like(*sizes: int, likeness: float = 0.6) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of one voice after the other, as many of each, and their middles."""
    random = np.random.default_rng(3)
    shared, *own = random.standard_normal((len(sizes) + 1, 64))
    vectors = []
    for size, direction in zip(sizes, own, strict=True):
        centre = likeness**0.5 * shared / np.linalg.norm(shared)
        centre = centre + (1 - likeness) ** 0.5 * direction / np.linalg.norm(direction)
        vectors.append(centre + 0.05 * random.standard_normal((size, 64)))
    found = np.concatenate(vectors)
    return np.arange(len(found)) * 0.4, found / np.linalg.norm(found, axis=1, keepdims=True)


def test_two_kinds_of_vectors_are_two_voices_the_first_heard_first():
    found = two_voices(*voices_like(40, 20))
    assert (found.leanings[:40] < 0).all()
    assert (found.leanings[40:] > 0).all()
    assert 0.4 < found.likeness < 0.75


def test_one_kind_of_vectors_is_one_voice():
    assert two_voices(*voices_like(60)) is None


def test_of_a_long_call_only_a_sample_is_compared_and_all_are_told_apart():
    size = 2 * MOST_COMPARED
    found = two_voices(*voices_like(size, size))
    assert len(found.leanings) == 2 * size
    assert ((found.leanings > 0) == (np.arange(2 * size) >= size)).all()


def test_the_voices_share_the_speech_without_a_gap_or_an_overlap():
    two = TwoVoices(np.array([0.6, 1.0, 3.0, 3.4]), np.array([-0.2, -0.2, 0.2, 0.2]), 0.5)
    speech = [Region(0.0, 4.0), Region(6.0, 6.5)]

    first, second = two.regions(speech)

    together = sorted([*first, *second])
    assert sum(region.seconds for region in together) == pytest.approx(4.5)
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(together))
    assert first[0].start == 0.0
    assert second[-1] == Region(6.0, 6.5)


def test_windows_cover_long_speech_and_fall_once_on_short():
    middles = window_middles([Region(0.0, 3.0), Region(5.0, 5.5)])
    assert middles[0] == pytest.approx(0.6)
    assert middles[-2] == pytest.approx(2.4)
    assert middles[-1] == pytest.approx(5.25)
    assert np.diff(middles[:-1]).max() <= 0.4 + 1e-9


@pytest.mark.parametrize("name", ["garage_brakes", "internet_bill_weak", "lumen_fibra_catala"])
def test_recorded_voices_are_told_apart(network, name):
    decoded = decode_channels(RECORDINGS / f"{name}.ogg")
    sides = [channel.read(0, len(channel)) for channel in decoded.channels]
    truth = [speech_regions(channel) for channel in decoded.channels]
    mixed = Channel.of(np.clip(sides[0] + sides[1], -1, 1))

    two = separate_voices(mixed, speech_regions(mixed), network)

    right = alone = 0.0
    for voice, (own, other) in enumerate([truth, truth[::-1]]):
        for region in own:
            if any(region.start < r.end and r.start < region.end for r in other):
                continue  # both speak: either may be heard
            alone += region.seconds
            right += region.seconds * ((two.leaning(*region) > 0) == voice)
    assert right / alone > 0.97


@pytest.mark.parametrize("side", [0, 1])
def test_one_recorded_voice_is_one(network, side):
    channel = decode_channels(RECORDINGS / "internet_router_repeat.ogg").channels[side]
    assert separate_voices(channel, speech_regions(channel), network) is None


def test_a_few_words_are_one_voice(network):
    channel = decode_channels(RECORDINGS / "garage_brakes.ogg").channels[0]
    assert separate_voices(channel, [Region(1.0, 2.0)], network) is None
