"""A recorded call to its transcript, really recognised."""

import json

import numpy as np
import pytest

from tests.transcripts.speech.sounds import noise, silence, tone, write_sound
from transcripts.speech.audio import SAMPLE_RATE, decode_channels
from transcripts.speech.engines import EngineError
from transcripts.speech.messages import SpeechError
from transcripts.speech.results import TranscriptionResult
from transcripts.speech.transcription import transcribe_files


@pytest.fixture(scope="module")
def opening(call_path) -> list[np.ndarray]:
    """The first eleven seconds of the call: one turn of each speaker."""
    return [c.read(0, 11 * SAMPLE_RATE) for c in decode_channels(call_path).channels]


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

    result = transcribe_files([customer, agent], tiny, agent_channel=1)

    assert "good morning" in text_of(result, "agent")
    assert "good morning" not in text_of(result, "customer")


def test_a_silent_channel_has_no_words_and_a_warning(tiny, opening, tmp_path):
    path = write_sound(tmp_path / "call.wav", [opening[0], noise(11, level=0.003)])

    result = transcribe_files(path, tiny)

    assert {word.speaker for word in result.words} == {"agent"}
    assert [w.to_json()["text"] for w in result.warnings] == ["No speech was found on channel 1."]


def test_one_channel_is_an_unknown_speaker(tiny, opening, tmp_path):
    path = write_sound(tmp_path / "call.wav", [opening[0] + opening[1]])

    result = transcribe_files(path, tiny)

    assert {turn.speaker for turn in result.turns} == {"unknown"}
    assert result.metrics.agent_talk_share is None
    assert [warning.code for warning in result.warnings] == ["single_channel"]


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
        transcribe_files(call_path, tiny, language="ca")


def test_a_channel_that_is_not_there_is_refused(tiny, call_path):
    with pytest.raises(SpeechError, match="no channel 2"):
        transcribe_files(call_path, tiny, agent_channel=2)
