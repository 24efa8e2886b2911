"""Measures of talk, each by hand."""

import pytest

from transcripts.speech.metrics import (
    SpeechMetrics,
    interruptions,
    longest_monologue,
    measure_speech,
)
from transcripts.speech.spans import inside, overlaps, union, without

AGENT = [(0.0, 6.0), (12.0, 15.0)]
CUSTOMER = [(5.0, 8.0), (25.0, 31.0)]


@pytest.fixture
def metrics() -> SpeechMetrics:
    return measure_speech(
        {"agent": AGENT, "customer": CUSTOMER},
        {"agent": 18, "customer": 30},
    )


def test_talk_shares_are_of_the_time_each_speaks(metrics):
    assert (metrics.agent_talk_share, metrics.customer_talk_share) == (0.5, 0.5)


def test_overtalk_is_of_the_time_anybody_speaks(metrics):
    assert metrics.overtalk_seconds == 1
    assert metrics.overtalk_share == round(1 / 17, 4)
    assert metrics.speech_seconds == 17


def test_silence_is_four_seconds_between_first_and_last_speech(metrics):
    assert metrics.silences == ((8.0, 12.0), (15.0, 25.0))
    assert metrics.longest_silence_seconds == 10


def test_rates_are_per_minute_of_own_speech(metrics):
    assert metrics.agent_words_per_minute == 120
    assert metrics.customer_words_per_minute == 200


def test_who_cuts_in_and_goes_on_interrupts(metrics):
    assert metrics.customer_interruptions == 1
    assert metrics.interruptions == 0
    assert metrics.interruption_spans == ((5.0, 6.0, "customer"),)
    assert metrics.overtalks == ((5.0, 6.0),)


def test_overlap_of_less_than_a_quarter_of_a_second_is_not_drawn():
    metrics = measure_speech({"agent": [(0, 5)], "customer": [(4.8, 8)]}, {})
    assert (metrics.overtalks, metrics.overtalk_seconds) == ((), 0.2)


@pytest.mark.parametrize(
    ("own", "other", "seconds"),
    [
        ([], [(0, 4)], 0),
        ([(0, 10), (11, 20)], [], 20),  # a breath
        ([(0, 10), (12.5, 20)], [], 10),  # too long for one
        ([(0, 10), (11, 20)], [(10.2, 10.8)], 10),  # the other has a word
        ([(0, 10), (11, 20)], [(4, 5)], 20),  # a backchannel
        ([(0, 3), (4, 5), (6, 9)], [(5.2, 5.6)], 5),
    ],
)
def test_the_longest_monologue(own, other, seconds):
    assert longest_monologue(own, other) == seconds


def test_monologues_are_told_for_both(metrics):
    assert (metrics.agent_monologue_seconds, metrics.customer_monologue_seconds) == (6, 6)


@pytest.mark.parametrize(
    ("cut", "times"),
    [
        ((2.0, 9.0), 1),
        ((2.0, 4.0), 0),  # a backchannel: over before the other has finished
        ((5.9, 9.0), 0),  # takes the turn as it ends
        ((0.2, 9.0), 0),  # both began at once
        ((6.0, 9.0), 0),
    ],
)
def test_what_counts_as_an_interruption(cut, times):
    found = list(interruptions([cut], [(0.0, 6.0)], "agent"))
    assert found == [(cut[0], 6.0, "agent")] * times


def test_with_one_channel_nothing_about_speakers_is_guessed():
    metrics = measure_speech({"unknown": [(0, 2), (9, 10)]}, {"unknown": 9})

    assert metrics.silences == ((2, 9),)
    assert metrics.agent_talk_share is None
    assert metrics.overtalk_share is None
    assert metrics.interruptions is None
    assert metrics.agent_monologue_seconds is None
    assert metrics.interruption_spans == metrics.overtalks == ()
    assert metrics.agent_words_per_minute is None


def test_a_silent_call_has_no_shares():
    metrics = measure_speech({"agent": [], "customer": []}, {})

    assert metrics.agent_talk_share is None
    assert metrics.silences == ()
    assert metrics.longest_silence_seconds == 0


def test_json_round_trip(metrics):
    assert SpeechMetrics.from_json(metrics.to_json()) == metrics


def test_unions_and_overlaps():
    assert union([(5, 6), (0, 2), (1, 3)]) == [(0, 3), (5, 6)]
    assert overlaps([(0, 4), (5, 9)], [(1, 2), (3, 6)]) == [(1, 2), (3, 4), (5, 6)]
    assert without([(0, 4), (5, 9)], (3, 6)) == [(0, 3), (6, 9)]
    assert without([(0, 9)], (2, 3)) == [(0, 2), (3, 9)]
    assert inside([(0, 4), (5, 9), (12, 13)], (3, 6)) == [(3, 4), (5, 6)]
    assert inside([(0, 4)], (4, 6)) == []
