"""The waveform as numbers."""

import numpy as np

from tests.transcripts.speech.sounds import silence, tone
from transcripts.speech.audio import Channel
from transcripts.speech.peaks import waveform_peaks


def test_ten_peaks_a_second_follow_the_loudness():
    channel = Channel.of(np.concatenate([silence(1), tone(1), silence(0.05)]))

    assert waveform_peaks(channel) == [0] * 10 + [50] * 10 + [0]


def test_full_scale_is_100():
    assert waveform_peaks(Channel.of(np.array([-1.0, 0.2])), per_second=1) == [100]


def test_buckets_continue_over_blocks():
    assert len(waveform_peaks(Channel.of(silence(125)))) == 1250
