"""Speech packed into windows, and words put back to their times."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transcripts.speech.sounds import tone
from transcripts.speech.audio import Channel
from transcripts.speech.packing import PADDING, Pack, pack_speech
from transcripts.speech.vad import Region


def test_silence_is_left_out_but_for_a_margin():
    packs = pack_speech([Region(10, 12), Region(100, 103)], 200)

    assert packs == [
        Pack((Region(10 - PADDING, 12 + PADDING), Region(100 - PADDING, 103 + PADDING)))
    ]


def test_near_regions_stay_one_stretch():
    packs = pack_speech([Region(1, 2), Region(2.4, 3)], 10)

    assert [(s.start, s.end) for s in packs[0].spans] == [(1 - PADDING, 3 + PADDING)]


def test_nobody_speaks_nothing_is_packed():
    assert pack_speech([], 60) == []


def test_words_return_to_their_own_stretch():
    pack = Pack((Region(10, 12), Region(100, 103)))

    assert pack.original(0.5, 1.0) == Region(10.5, 11.0)
    assert pack.original(2.5, 3.0) == Region(100.5, 101.0)
    assert pack.original(1.9, 2.5) == Region(100.0, 100.5)  # begins in the silence left out
    assert pack.original(4.5, 9.0) == Region(102.5, 103.0)  # ends after the sound


def test_the_sound_of_a_pack_is_that_of_its_stretches():
    channel = Channel.of(np.concatenate([tone(1), np.zeros(16_000), tone(1)]))

    assert len(Pack((Region(0, 1), Region(2, 3))).read(channel)) == 32_000


@given(st.lists(st.tuples(st.floats(0.3, 20), st.floats(0.1, 90)), max_size=30))
def test_packs_hold_all_speech_once_in_order_and_are_short(steps):
    regions, at = [], 0.0
    for gap, length in steps:
        regions.append(Region(at + gap, at + gap + length))
        at = regions[-1].end
    spans = [span for pack in pack_speech(regions, at + 1) for span in pack.spans]

    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(spans))
    assert all(pack.seconds <= 28 + 1e-6 for pack in pack_speech(regions, at + 1))
    packed = sum(span.seconds for span in spans)
    spoken = sum(region.seconds for region in regions)
    assert packed >= spoken - 1e-6
    assert packed == pytest.approx(spoken, abs=2 * PADDING * len(regions) + 1e-6)
