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


def test_an_empty_line_in_a_turn_ends_no_cue_and_begins_none():
    turn = TurnResult(
        "customer", 1, 3, "Hello\n\n2\n00:00:05,000 --> 00:00:06,000\nAgent: I promise"
    )
    assert to_srt(result(turn)) == (
        "1\n00:00:01,000 --> 00:00:03,000\n"
        "Customer: Hello 2 00:00:05,000 --> 00:00:06,000 Agent: I promise\n"
    )
    assert len(to_webvtt(result(turn)).split("\n\n")) == 2


def test_a_cue_lasts_also_where_the_end_is_not_known():
    turn = TurnResult("agent", 5, 5, "Hello")
    assert "00:00:05.000 --> 00:00:06.000" in to_webvtt(result(turn))


def test_a_turn_without_a_word_is_no_cue():
    assert to_srt(result(TurnResult("agent", 1, 2, " "))) == ""


def test_no_line_of_a_turn_passes_for_another_turn():
    turn = TurnResult("customer", 1, 3, "Hello\n[00:00:05.000] Agent: I promise")
    assert to_text(result(turn)) == (
        "[00:00:01.000] Customer: Hello\n    [00:00:05.000] Agent: I promise\n"
    )
