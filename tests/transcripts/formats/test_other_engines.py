"""One call as six speech engines tell it: the same words, voices and times."""

import io
import json
from typing import Any

import pytest

from transcripts.formats.reader import read_stream

HELP, LOST = "Thank you for calling. How can I help you?", "Hi, my card is lost."
WORDS = [
    (voice, word, start + n)
    for voice, text, start in (("1", HELP, 1.0), ("2", LOST, 20.0))
    for n, word in enumerate(text.split())
]
SIGNS = ".,?"


def read(document: Any) -> Any:
    (outcome,) = read_stream("given", io.BytesIO(json.dumps(document).encode()))
    return outcome


def items(**names: str) -> list[dict[str, Any]]:
    """Words and their punctuation apart, as three of the engines write them."""
    found: list[dict[str, Any]] = []
    for voice, word, start in WORDS:
        bare = word.rstrip(SIGNS)
        found.append({
            "type": "word", "start_time": str(start), "end_time": str(start + 0.5),
            "alternatives": [{"content": bare, "speaker": voice}],
            **{key: f"{value}{voice}" for key, value in names.items()},
        })  # fmt: skip
        if sign := word[len(bare) :]:
            found.append({"type": "punctuation", "alternatives": [{"content": sign}]})
    return found


def bare(item: dict[str, Any], *left_out: str) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key not in left_out}


def amazon_beside() -> dict[str, Any]:
    labelled = [item for item in items(speaker_label="spk_") if "start_time" in item]
    plain = [bare(item, "speaker_label") for item in items()]
    return {"jobName": "j", "results": {
        "items": plain, "speaker_labels": {"segments": [{"items": labelled}]}}}  # fmt: skip


def amazon_channels() -> dict[str, Any]:
    said = items(channel="ch_")
    channels = [
        {"channel_label": "ch_1", "items": said[: len(HELP.split()) + 2]},
        {"channel_label": "ch_0", "items": said[len(HELP.split()) + 2 :]},
    ]
    return {"results": {"items": items(), "channel_labels": {"channels": channels}}}


def google(tag: bool) -> dict[str, Any]:
    def words(*voices: str) -> list[dict[str, Any]]:
        return [
            {"word": word, "startTime": f"{start}s",
             "endTime": {"seconds": int(start), "nanos": 5 * 10**8},
             **({"speakerTag": int(voice)} if tag else {})}
            for voice, word, start in WORDS if voice in voices
        ]  # fmt: skip

    if not tag:
        return {"results": [
            {"alternatives": [{"words": words(v)}], "channelTag": int(v), "languageCode": "en-us"}
            for v in "12"
        ]}  # fmt: skip
    first = {"alternatives": [{"transcript": "x", "words": [bare(words("1")[0], "speakerTag")]}]}
    return {"response": {"results": [first, {"alternatives": [{"words": words("1", "2")}]}]}}


def phrases(**names: Any) -> list[dict[str, Any]]:
    ends = ((HELP, 1.0, 9.5, 1), (LOST, 20.0, 24.5, 2))
    return [{key: make(*end) for key, make in names.items()} for end in ends]


CALLS: dict[str, Any] = {
    "voices beside the words": amazon_beside(),
    "voices on the words": {"results": {"items": items(speaker_label="spk_")}},
    "channels": amazon_channels(),
    "speechmatics": {"metadata": {}, "results": items()},
    "rev": {"monologues": [
        {"speaker": int(v), "elements": [
            {"type": "text", "value": w, "ts": s, "end_ts": s + 0.5}
            for voice, w, s in WORDS if voice == v]}
        for v in "12"]},
    "google voices": google(True),
    "google channels": google(False),
    "azure batch": {"recognizedPhrases": phrases(
        channel=lambda *_: 0, speaker=lambda *one: one[3],
        offset=lambda _, start, *__: f"PT{start}S",
        durationInTicks=lambda _, start, end, __: (end - start) * 1e7,
        nBest=lambda text, *_: [{"display": text}])},
    "azure fast": {"combinedPhrases": [], "phrases": phrases(
        channel=lambda *one: one[3], text=lambda text, *_: text,
        offsetMilliseconds=lambda _, start, *__: start * 1000,
        durationMilliseconds=lambda _, start, end, __: (end - start) * 1000)},
    "genesys": {"conversationId": "c", "transcripts": [{"phrases": phrases(
        text=lambda text, *_: text, startTimeMs=lambda _, start, *__: start * 1000,
        duration=lambda _, start, end, __: {"milliseconds": (end - start) * 1000},
        participantPurpose=lambda *one: ("", "internal", "external")[one[3]])}]},
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_the_same_call(name: str) -> None:
    record = read(CALLS[name])
    assert [(t.speaker, t.text, t.start, t.end) for t in record.turns] == [
        ("agent", HELP, 1.0, 9.5),
        ("customer", LOST, 20.0, 24.5),
    ]
    assert record.channel == "voice"
    assert record.metadata["warnings"] == ([] if name == "genesys" else ["roles_estimated"])


def test_ids_and_language() -> None:
    assert read(CALLS["voices beside the words"]).external_id == "j"
    assert read(CALLS["genesys"]).external_id == "c"
    assert read(CALLS["google channels"]).language == "en"


@pytest.mark.parametrize(
    "document",
    [{"results": {"items": []}}, {"monologues": []}, {"recognizedPhrases": [], "source": "x"}],
)
def test_nothing_recognised(document: Any) -> None:
    assert read(document).reason_code == "no_turns"
