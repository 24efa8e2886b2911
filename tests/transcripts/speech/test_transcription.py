"""A recorded call to its transcript, really recognised."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.transcripts.speech.sounds import noise, silence, tone, write_sound
from transcripts.speech import speaker_weights
from transcripts.speech.audio import SAMPLE_RATE, decode_channels
from transcripts.speech.engines import EngineError
from transcripts.speech.messages import SpeechError
from transcripts.speech.results import TranscriptionResult
from transcripts.speech.sides import Opening
from transcripts.speech.transcription import Hints, transcribe_files


@pytest.fixture(scope="module")
def opening(call_path) -> list[np.ndarray]:
    """The first eleven seconds of the call: one turn of each speaker."""
    return [c.read(0, 11 * SAMPLE_RATE) for c in decode_channels(call_path).channels]


@pytest.fixture(scope="module")
def mono_path(call_path, tmp_path_factory) -> Path:
    """Both sides of the call on one channel."""
    agent, customer = (c.read(0, len(c)) for c in decode_channels(call_path).channels)
    return write_sound(tmp_path_factory.mktemp("mono") / "call.wav", [agent + customer])


def text_of(result: TranscriptionResult, speaker: str) -> str:
    return " ".join(t.text for t in result.turns if t.speaker == speaker).lower()


def test_two_channels_are_two_speakers_in_order_of_time(call):
    assert {turn.speaker for turn in call.turns} == {"agent", "customer"}
    assert "good morning" in call.turns[0].text.lower()
    assert "grinding noise" in text_of(call, "customer")
    assert [turn.start for turn in call.turns] == sorted(turn.start for turn in call.turns)
    assert call.language == "en"


def test_words_lie_within_the_call_and_in_their_turns(call):
    assert all(0 <= word.start <= word.end <= call.duration for word in call.words)
    assert sorted(w.start for t in call.turns for w in t.words) == [w.start for w in call.words]


def test_the_waveform_has_ten_peaks_a_second_for_each_channel(call):
    assert call.peaks["per_second"] == 10
    assert [len(peaks) for peaks in call.peaks["channels"]] == [
        pytest.approx(call.duration * 10, abs=1)
    ] * 2


def test_metrics_come_with_it(call):
    assert call.metrics.agent_talk_share + call.metrics.customer_talk_share == pytest.approx(1)
    assert 80 < call.metrics.agent_words_per_minute < 350


def test_json_round_trip(call):
    assert TranscriptionResult.from_json(json.loads(json.dumps(call.to_json()))) == call


def test_the_agent_may_be_on_the_other_channel_and_in_another_file(tiny, opening, tmp_path):
    customer = write_sound(tmp_path / "customer.wav", [opening[1]])
    agent = write_sound(tmp_path / "agent.wav", [opening[0]])

    result = transcribe_files([customer, agent], tiny, Hints(agent_channel=1))

    assert "good morning" in text_of(result, "agent")
    assert "good morning" not in text_of(result, "customer")


def test_a_silent_channel_has_no_words_and_a_warning(tiny, opening, tmp_path):
    path = write_sound(tmp_path / "call.wav", [opening[0], noise(11, level=0.003)])

    result = transcribe_files(path, tiny)

    assert {word.speaker for word in result.words} == {"agent"}
    assert [w.to_json()["text"] for w in result.warnings] == ["No speech was found on channel 1."]


def test_two_voices_on_one_channel_are_told_apart(tiny, mono_path):
    result = transcribe_files(mono_path, tiny)

    assert "good morning" in text_of(result, "agent")
    assert "grinding noise" in text_of(result, "customer")
    assert "grinding noise" not in text_of(result, "agent")
    assert result.speaker_method == "words"
    assert result.speaker_confidence > 0.9
    assert 0 < result.metrics.agent_talk_share < 1
    assert result.metrics.overtalk_share is result.metrics.interruptions is None
    assert [warning.code for warning in result.warnings] == ["voices_estimated"]


def test_who_opens_the_call_may_be_known_beforehand(tiny, mono_path):
    rule = transcribe_files(mono_path, tiny, Hints(opening=Opening("customer")))
    heard = transcribe_files(mono_path, tiny, Hints(opening=Opening("customer", certain=True)))

    for result in (rule, heard):
        assert "good morning" in text_of(result, "customer")
    assert (rule.speaker_method, heard.speaker_method) == ("setting", "person")
    assert rule.speaker_confidence < 0.5
    assert "roles_doubtful" in [warning.code for warning in rule.warnings]
    assert heard.speaker_confidence == 1.0
    assert [warning.code for warning in heard.warnings] == ["voices_estimated"]


def test_a_single_voice_is_one_unknown_speaker(tiny, call_path, tmp_path):
    alone = decode_channels(call_path).channels[0]
    path = write_sound(tmp_path / "voicemail.wav", [alone.read(0, len(alone))])

    result = transcribe_files(path, tiny)

    assert {turn.speaker for turn in result.turns} == {"unknown"}
    assert result.metrics.agent_talk_share is None
    assert result.speaker_method is result.speaker_confidence is None
    assert [warning.code for warning in result.warnings] == ["one_voice"]


def test_without_the_weights_of_voices_nobody_is_told_apart_and_it_says_why(
    tiny, mono_path, monkeypatch
):
    monkeypatch.setattr(speaker_weights, "PACKAGE", "a-package-that-is-not-there")
    result = transcribe_files(mono_path, tiny)

    assert {turn.speaker for turn in result.turns} == {"unknown"}
    (warning,) = result.warnings
    assert warning.code == "voices_not_separated"
    assert "pip install --no-deps resemblyzer==0.1.4" in warning.text


def test_channels_set_the_wrong_way_round_are_noticed(tiny, call_path):
    result = transcribe_files(call_path, tiny, Hints(agent_channel=1))

    assert "good morning" in text_of(result, "customer")
    assert [warning.code for warning in result.warnings] == ["roles_doubtful"]


@pytest.mark.parametrize(
    "samples", [silence(30), tone(30), noise(30)], ids=["silence", "tone", "noise"]
)
def test_no_words_are_invented_where_nobody_speaks(tiny, tmp_path, samples):
    result = transcribe_files(write_sound(tmp_path / "call.wav", [samples]), tiny)

    assert result.words == result.turns == ()
    assert result.language is None
    assert [warning.code for warning in result.warnings] == ["silent_recording"]


def test_progress_rises_to_one(tiny, opening, tmp_path):
    seen: list[float] = []
    path = write_sound(tmp_path / "call.wav", opening)

    transcribe_files(path, tiny, progress=seen.append)

    assert seen == sorted(seen)
    assert len(seen) >= 4
    assert seen[-1] == 1


def test_what_progress_raises_ends_the_work(tiny, opening, tmp_path):
    def stop(part: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        transcribe_files(write_sound(tmp_path / "c.wav", opening), tiny, progress=stop)


def test_a_language_the_model_does_not_know_is_refused(tiny, call_path):
    with pytest.raises(EngineError, match="does not know the language ca"):
        transcribe_files(call_path, tiny, Hints(language="ca"))


def test_a_channel_that_is_not_there_is_refused(tiny, call_path):
    with pytest.raises(SpeechError, match="no channel 2"):
        transcribe_files(call_path, tiny, Hints(agent_channel=2))
