"""The bench of transcription: what is counted, and a small run of it."""

from pathlib import Path

import pytest

from bench.recordings import NOBODY, ONE, TWO, built_in, chosen
from bench.transcribe import run
from bench.word_errors import plain_words, rightly_attributed, word_errors
from tests.transcripts.speech.sounds import opening_of_call


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a c", 1),
        ("a c", "a b c", 1),
        ("a b c", "a x c", 1),
        ("a b c d", "b c d e", 2),
        ("", "a b", 2),
        ("a b", "", 2),
    ],
)
def test_word_errors(said: str, heard: str, errors: int) -> None:
    assert word_errors(said.split(), heard.split()) == errors


def test_words_are_compared_without_case_and_punctuation() -> None:
    assert plain_words("¿Qué, l'Anna? Don't!") == ["qué", "l'anna", "don't"]


def test_words_to_the_right_speaker() -> None:
    said = [("agent", "Good morning."), ("customer", "My car is broken")]
    heard = [("agent", "good"), ("agent", "morning"), ("agent", "my"), ("customer", "car")]
    assert rightly_attributed(said, heard) == (3, 4)


def test_a_stranger_finds_calls_with_text_and_sound_without_words(tmp_path: Path) -> None:
    recordings = built_in(tmp_path)
    assert {recording.kind for recording in recordings} == {TWO, ONE, NOBODY}
    assert all(recording.said for recording in recordings if recording.kind != NOBODY)
    assert sum(recording.kind == NOBODY for recording in recordings) == 4
    assert all(Path(recording.path).is_file() for recording in recordings)


def test_a_folder_is_searched_for_recordings(tmp_path: Path) -> None:
    opening_of_call(tmp_path / "call.wav", 2)
    (tmp_path / "notes.txt").write_text("none")
    assert [recording.kind for recording in chosen([tmp_path])] == [TWO]


def test_a_small_run_names_its_peers(tmp_path: Path) -> None:
    rows = run([opening_of_call(tmp_path / "call.wav", 8)], model="tiny.en")
    assert [row["name"] for row in rows][:3] == ["rubrica", "rubrica accurate", "faster-whisper"]
    baseline = next(row for row in rows if row["name"] == "faster-whisper")
    assert baseline["ratio"] == 1.0
    for row in rows:
        assert row["ratio"] == pytest.approx(row["speed"] / baseline["speed"], abs=0.01)
        assert row["audio_seconds"] == 8.0
        assert row["peak_mb"] > 50
