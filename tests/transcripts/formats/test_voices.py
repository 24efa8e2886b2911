"""Voices that a source told apart: whose they are, and how words become turns."""

import io
import json
from typing import Any

import pytest

from transcripts.formats.reader import read_stream

GREETING, PROBLEM = "Thank you for calling. How can I help you?", "Hi, my parcel did not arrive."


def read(content: Any) -> Any:
    raw = content if isinstance(content, str) else json.dumps(content)
    (outcome,) = read_stream("given", io.BytesIO(raw.encode()))
    return outcome


def said(record: Any) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in record.turns]


def words(text: str, start: float, **more: Any) -> list[dict[str, Any]]:
    """Half a second for each word, in the form of Deepgram."""
    return [
        {"punctuated_word": word, "start": start + n / 2, "end": start + n / 2 + 0.4, **more}
        for n, word in enumerate(text.split())
    ]


BOTH = [("agent", GREETING), ("customer", PROBLEM)]
SEGMENTS: list[dict[str, Any]] = [
    {"start": 0.5, "end": 3.0, "text": f" {GREETING}", "speaker": "SPEAKER_01"},
    {"start": 3.5, "end": 6.0, "text": f" {PROBLEM}", "speaker": "SPEAKER_00"},
]
CHUNKS = [
    {"timestamp": [s["start"], s["end"]], "text": s["text"], "speaker": s["speaker"]}
    for s in SEGMENTS
]
OFFSETS = [
    {"timestamps": {"from": "00:00:00,500", "to": "00:00:03,000"}, "text": s["text"],
     "offsets": {"from": int(s["start"] * 1000), "to": int(s["end"] * 1000)},
     "speaker": s["speaker"]}
    for s in SEGMENTS
]  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [
        {"segments": SEGMENTS, "language": "en"},
        {"segments": SEGMENTS, "word_segments": [{"word": "Thank", "start": 0.5, "end": 0.7}]},
        {
            "task": "transcribe",
            "duration": 6.0,
            "segments": [
                {"id": n, "seek": 0, "tokens": [1], "avg_logprob": -0.2, "words": None, **s}
                for n, s in enumerate(SEGMENTS)
            ],
        },
        SEGMENTS,
        {"speakers": CHUNKS, "chunks": [{"timestamp": [0, 6], "text": "all"}], "text": "all"},
        {"result": {"language": "en"}, "transcription": OFFSETS},
    ],
)
def test_whisper_in_the_forms_of_its_programs(document: Any) -> None:
    record = read(document)
    assert said(record) == BOTH
    assert [(turn.start, turn.end) for turn in record.turns] == [(0.5, 3.0), (3.5, 6.0)]
    assert record.metadata == {"engine": "whisper", "warnings": ["roles_estimated"]}


@pytest.mark.parametrize(
    "document",
    [
        {"segments": [{"name": "New customers", "rule": "age < 30"}], "language": "en"},
        {"segments": [{"text": "Over forty", "size": 120}]},
        {"segments": [], "name": "Audience"},
        {"segments": ["vip", "new"]},
        {"segments": [{"start": 0, "end": 9, "colour": "red"}], "text": "a"},
        {"words": [{"word": "apple", "meaning": "fruit"}]},
    ],
)
def test_a_foreign_file_with_segments_is_refused_and_not_guessed_at(document: Any) -> None:
    assert read(document).reason_code == "unknown_json"


def test_a_chat_of_a_customer_in_segments_is_a_chat() -> None:
    messages = [{"role": "agent", "text": GREETING}, {"role": "customer", "text": PROBLEM}]
    assert said(read({"id": "1", "segments": ["vip"], "messages": messages})) == BOTH


def test_words_alone_become_turns_at_pauses() -> None:
    found = [{"word": w, "start": s, "end": s + 0.3} for w, s in (("one", 0), ("two", 1), ("x", 9))]
    record = read({"text": "one two x", "words": found, "language": "english"})
    assert [(turn.text, turn.start, turn.end) for turn in record.turns] == [
        ("one two", 0.0, 1.3), ("x", 9.0, 9.3),
    ]  # fmt: skip
    assert record.language == "en"


def test_deepgram_voices_on_one_channel() -> None:
    said_words = words(GREETING, 0, speaker=1) + words(PROBLEM, 9, speaker=0)
    best = {"transcript": f"{GREETING} {PROBLEM}", "words": said_words}
    record = read({"metadata": {}, "results": {"channels": [{"alternatives": [best]}]}})
    assert said(record) == BOTH


def test_deepgram_channels_answer_each_other() -> None:
    first = {"transcript": "", "words": words(PROBLEM, 5) + words("Thanks!", 30)}
    second = {"transcript": "", "words": words(GREETING, 0) + words("One moment.", 12)}
    channels = [{"alternatives": [first]}, {"alternatives": [second]}]
    record = read({"metadata": {}, "results": {"channels": channels}})
    assert said(record) == [*BOTH, ("agent", "One moment."), ("customer", "Thanks!")]


def test_a_word_of_the_other_voice_ends_a_turn() -> None:
    first = {"words": words("It is late.", 0) + words("Very late.", 3)}
    second = {"words": words("Yes.", 2)}
    record = read(
        {"results": {"channels": [{"alternatives": [first]}, {"alternatives": [second]}]}}
    )
    assert [turn.text for turn in record.turns] == ["It is late.", "Yes.", "Very late."]


def test_assemblyai_voices_and_words_without_utterances() -> None:
    head = {"id": "a1", "status": "completed", "text": "x", "language_code": "en_us"}
    entries = [
        {"text": GREETING, "start": 500, "end": 3000, "speaker": "B"},
        {"text": PROBLEM, "start": 3500, "end": 6000, "speaker": "A"},
    ]
    assert said(read({**head, "utterances": entries})) == BOTH
    assert said(read({**head, "utterances": None, "words": entries})) == BOTH
    named = [{**entries[0], "speaker": "Agent"}, {**entries[1], "speaker": "Bea"}]
    record = read({**head, "utterances": named})
    assert (said(record), record.metadata["warnings"]) == (BOTH, [])


def test_captions_with_names_and_numbered_voices() -> None:
    def captions(*bodies: str) -> str:
        blocks = [f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{body}" for n, body in enumerate(bodies)]
        return "WEBVTT\n\n" + "\n\n".join(blocks)

    assert said(read(captions(f"[SPEAKER_01]: {GREETING}", f"[SPEAKER_00]: {PROBLEM}"))) == BOTH
    assert said(read(captions(f"Ana Pérez: {GREETING}", f"Bea: {PROBLEM}"))) == BOTH
    assert said(read(captions(f"<v Ana>{GREETING}</v>", f"<v Bea>{PROBLEM}</v>"))) == BOTH
    plain = read(captions("Please note: we are closed", "on &lt;Sunday&gt;", "Thanks"))
    assert [turn.text for turn in plain.turns] == [
        "Please note: we are closed", "on <Sunday>", "Thanks",
    ]  # fmt: skip


def test_captions_without_an_empty_line_between_them() -> None:
    record = read("1\n00:00:01,000 --> 00:00:02,000\nHello\n2\n00:00:02,000 --> 00:00:03,000\nBye")
    assert [(turn.text, turn.start) for turn in record.turns] == [("Hello", 1.0), ("Bye", 2.0)]


def test_three_voices_stay_unknown() -> None:
    third = {"start": 7, "end": 8, "text": "Hello?", "speaker": "SPEAKER_02"}
    record = read({"segments": [*SEGMENTS, third]})
    assert {turn.speaker for turn in record.turns} == {"unknown"}
    assert record.metadata["warnings"] == ["roles_unknown"]


def test_a_vcon_with_what_was_kept_of_a_speech_engine() -> None:
    document = {
        "vcon": "0.0.2", "uuid": "u1", "created_at": "2026-03-04T10:00:00Z",
        "parties": [{"name": "Dana"}, {"name": "Lee"}],
        "dialog": [{"type": "recording", "start": "2026-03-04T10:00:00Z", "parties": [0, 1]}],
        "analysis": [{"type": "transcript", "dialog": 0, "encoding": "json", "body": {
            "transcript": "x", "detected_language": "en",
            "words": words(GREETING, 0, speaker=0) + words(PROBLEM, 9, speaker=1)}}],
    }  # fmt: skip
    record = read(document)
    assert (said(record), record.language) == (BOTH, "en")
    assert record.metadata["warnings"] == ["roles_estimated", "recording_absent"]
    document["analysis"][0]["body"] = f"Agent: {GREETING}\nCustomer: {PROBLEM}"  # type: ignore[index]
    assert said(read(document)) == BOTH
