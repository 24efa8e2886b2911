"""Where somebody speaks."""

import numpy as np
import pytest

from tests.transcripts.speech.sounds import noise, silence, tone
from transcripts.speech.audio import SAMPLE_RATE, Channel, decode_channels
from transcripts.speech.vad import WINDOW_SECONDS, Region, joined, regions_of, speech_regions


@pytest.mark.parametrize(
    "samples",
    [silence(20), noise(20), tone(20), silence(0.01)],
    ids=["silence", "noise", "ring tone", "an instant"],
)
def test_what_is_not_speech_has_no_regions(samples):
    assert speech_regions(Channel.of(samples)) == []


def test_speech_after_silence_is_found_where_it_is(call_path):
    speech = decode_channels(call_path).channels[0]
    first = speech_regions(speech)[0]
    samples = speech.read(0, round(first.end * SAMPLE_RATE))

    later = speech_regions(Channel.of(np.concatenate([silence(200), samples])))

    assert later[0].start == pytest.approx(200 + first.start, abs=0.15)


def test_regions_have_hysteresis_and_lose_clicks():
    probabilities = np.array([0, 0.6, 0.4, 0.6, 0.3] + [0] * 20 + [0.9] + [0] * 20)

    regions = regions_of(probabilities, 10, min_silence=0.25, min_speech=0.05)

    assert regions == [Region(WINDOW_SECONDS, 4 * WINDOW_SECONDS)]


def test_speech_at_the_very_end_ends_with_the_recording():
    probabilities = np.array([0, 0, 0.9, 0.9])

    assert regions_of(probabilities, 0.12, min_silence=0.2, min_speech=0)[0].end == 0.12


def test_short_gaps_are_closed():
    assert joined([Region(3, 4), Region(0, 1), Region(1.1, 2)], 0.2) == [Region(0, 2), Region(3, 4)]
