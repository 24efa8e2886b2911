"""Captions."""

from transcripts.speech.captions import to_srt, to_text, to_webvtt
from transcripts.speech.metrics import measure_speech
from transcripts.speech.results import TranscriptionResult, TurnResult, WordResult


def result(*turns: TurnResult) -> TranscriptionResult:
    metrics = measure_speech({}, {})
    return TranscriptionResult("en", 1.0, 9.0, turns, (), {}, metrics, "none", "none", 2)


TURN = TurnResult("agent", 3661.5, 3662.25, "Fish & chips <please>")


def test_webvtt_names_the_voice_and_escapes_text():
    assert to_webvtt(result(TURN)) == (
        "WEBVTT\n\n01:01:01.500 --> 01:01:02.250\n<v agent>Fish &amp; chips &lt;please&gt;\n"
    )


def test_srt_is_numbered_and_has_commas():
    assert to_srt(result(TURN, TURN)) == (
        "1\n01:01:01,500 --> 01:01:02,250\nAgent: Fish & chips <please>\n\n"
        "2\n01:01:01,500 --> 01:01:02,250\nAgent: Fish & chips <please>\n"
    )


def test_text_has_a_line_for_each_turn():
    assert to_text(result(TURN)) == "[01:01:01.500] Agent: Fish & chips <please>\n"


def test_an_unknown_speaker_is_not_named():
    turn = TurnResult("unknown", 0, 1, "Hello")

    assert "unknown" not in to_webvtt(result(turn)) + to_srt(result(turn)) + to_text(result(turn))


def test_long_turns_are_cut_into_readable_cues():
    words = tuple(WordResult("agent", i * 0.5, i * 0.5 + 0.5, "word", 0.9) for i in range(40))
    turn = TurnResult("agent", 0, 20, " ".join(["word"] * 40), words)

    cues = to_srt(result(turn)).split("\n\n")

    assert len(cues) == 4
    assert sum(cue.count("word") for cue in cues) == 40
    assert "00:00:06,000 --> 00:00:12,000" in cues[1]


def test_nothing_said_is_a_valid_file():
    assert to_webvtt(result()) == "WEBVTT\n"
    assert to_srt(result()) == ""
