"""STAR logs, speech engines' results, captions and e-mails."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from transcripts.formats.reader import read_stream


def read(content: Any) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    raw = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    (outcome,) = read_stream("given", io.BytesIO(raw))
    return outcome


STAR = {
    "DialogueID": 12, "AnonymizedWizardWorkerID": "w1", "AnonymizedUserWorkerID": "u1",
    "CompletionLevel": "Complete",
    "Scenario": {"Domains": ["bank"], "WizardCapabilities": [{"Task": "bank_balance"}]},
    "Events": [
        {"Action": "utter", "Agent": "User", "Text": "Hello", "UnixTime": 1589839526},
        {"Action": "request_suggestions", "Agent": "Wizard", "Text": "how", "UnixTime": 1589839530},
        {"Action": "pick_suggestion", "Agent": "Wizard", "Text": "Hi!", "UnixTime": 1589839536},
        {"Action": "query", "Agent": "Wizard", "UnixTime": 1589839540},
        {"Action": "complete", "Agent": "User", "UnixTime": 1589839546},
    ],
    "UserQuestionnaire": [
        {"Question": "Did you get your balance?", "Answer": False},
        {"Question": "Did it stay calm and helpful throughout?", "Answer": True},
    ],
}  # fmt: skip


def test_a_star_log() -> None:
    record = read(STAR)
    assert (record.external_id, record.channel, record.reason) == ("12", "chat", "bank_balance")
    assert (record.agent_ref, record.customer_ref, record.outcome) == ("w1", "u1", "unresolved")
    assert [(t.speaker, t.text) for t in record.turns] == [("customer", "Hello"), ("agent", "Hi!")]
    assert (record.ended_at - record.started_at).total_seconds() == 20
    assert record.metadata["customer_survey"][1]["answer"] is True
    assert (record.metadata["lookups"], record.metadata["suggestion_requests"]) == (1, 1)


def test_a_star_chat_closed_without_a_word_is_still_a_contact() -> None:
    record = read({**STAR, "Events": STAR["Events"][-1:]})
    assert (record.turns, record.metadata["warnings"]) == ((), ["no_words"])
    assert read({**STAR, "Events": []}).reason_code == "no_turns"


def test_whisper_segments() -> None:
    record = read({"text": "a b", "language": "ca", "segments": [
        {"start": 0.0, "end": 1.5, "text": " Bon dia"}, {"start": 2, "end": 1, "text": "Digui"},
    ]})  # fmt: skip
    assert record.language == "ca"
    assert [(t.text, t.start, t.end) for t in record.turns] == [
        ("Bon dia", 0.0, 1.5),
        ("Digui", 2.0, None),
    ]


def test_deepgram_channels_are_woven_by_time() -> None:
    def channel(text: str, start: float) -> dict[str, Any]:
        return {
            "alternatives": [{"transcript": text, "words": [{"start": start, "end": start + 1}]}]
        }

    record = read({"metadata": {"request_id": "r"}, "results": {"channels": [
        channel("second", 5), channel("first", 1)]}})  # fmt: skip
    assert [(t.text, t.start) for t in record.turns] == [("first", 1.0), ("second", 5.0)]


def test_contact_lens_roles_and_source_facts() -> None:
    record = read({
        "CustomerMetadata": {"ContactId": "k"}, "LanguageCode": "en-US",
        "Participants": [{"ParticipantId": "P1", "ParticipantRole": "CUSTOMER"}],
        "ConversationCharacteristics": {"TotalConversationDurationMillis": 900_000},
        "Transcript": [
            {"ParticipantRole": "AGENT", "Content": "Hello", "BeginOffsetMillis": 40,
             "EndOffsetMillis": 900},
            {"ParticipantId": "P1", "Content": "Hi", "BeginOffsetMillis": 800_000,
             "EndOffsetMillis": 900_000},
        ],
    })  # fmt: skip
    assert (record.external_id, record.language) == ("k", "en")
    assert [(t.speaker, t.start, t.end) for t in record.turns] == [
        ("agent", 0.04, 0.9),
        ("customer", 800.0, 900.0),
    ]
    assert record.metadata["source_facts"] == {"TotalConversationDurationMillis": 900_000}


def test_webvtt_voices() -> None:
    record = read(
        "WEBVTT\n\nNOTE made by hand\n\n"
        "1\n00:00:01.000 --> 00:00:02.500\n<v Agent>Good <b>day</b>\n\n"
        "00:03.000 --> 00:04.000\nCustomer: Hi\n"
    )
    assert [(t.speaker, t.text, t.start, t.end) for t in record.turns] == [
        ("agent", "Good day", 1.0, 2.5),
        ("customer", "Hi", 3.0, 4.0),
    ]


def test_srt() -> None:
    record = read("1\r\n00:00:01,000 --> 00:00:02,000\r\nHola\r\n\r\n2\r\n01:00:00,000 --> "
                  "01:00:01,000\r\nAdiós\r\n".encode("latin-1"))  # fmt: skip
    assert [(t.text, t.start) for t in record.turns] == [("Hola", 1.0), ("Adiós", 3600.0)]


def test_an_email() -> None:
    record = read(
        "From: Bea <bea@home.example>\nTo: help@shop.example\nSubject: =?utf-8?q?Env=C3=ADo?=\n"
        "Date: Tue, 04 Mar 2025 11:00:00 +0100\nMessage-ID: <m2@x>\nReferences: <m1@x> <m0@x>\n"
        "Content-Type: text/html; charset=utf-8\n\n<p>Where is it?</p><script>no()</script>"
    )
    assert (record.channel, record.external_id, record.case_ref) == ("email", "<m2@x>", "<m1@x>")
    assert (record.subject, record.customer_ref) == ("Envío", "bea@home.example")
    assert record.started_at == datetime(2025, 3, 4, 10, 0, tzinfo=UTC)
    assert record.turns[0].text == "Where is it?"


@pytest.mark.parametrize(
    "content",
    ["WEBVTT\n\nnothing", {"segments": [], "text": ""}, {"segments": [], "word_segments": []}],
)
def test_nothing_said_is_refused(content: Any) -> None:
    assert read(content).reason_code == "no_turns"
