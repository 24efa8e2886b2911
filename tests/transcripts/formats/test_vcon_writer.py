"""Written vCons: by the standard, and read back as they were written."""

import base64
import hashlib
import io
import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts.formats.reader import read_stream
from transcripts.formats.records import InteractionRecord, MediaRecord, TurnRecord
from transcripts.formats.vcon_writer import Sound, uuid_for, write_vcon

START = datetime(2026, 3, 2, 10, 0, 0, 250_000, tzinfo=UTC)
IDENT = str(uuid_for("secret", "Old desk", "17"))
CALL = InteractionRecord(
    IDENT,
    "voice",
    started_at=START,
    ended_at=START + timedelta(seconds=62.5),
    agent_ref="w7",
    agent_name="Ana",
    customer_ref="+34600000000",
    case_ref="T-1",
    reason="billing",
    language="ca",
    subject="Factura",
    outcome="resolved",
    handle_seconds=70.0,
    turns=(
        TurnRecord("agent", "Bon dia", start=0.5, end=1.25),
        TurnRecord("customer", "Hola", start=1.5, end=2.0),
        TurnRecord("unknown", "…", start=3.0, end=3.5),
    ),
)
CHAT = replace(
    CALL,
    channel="chat",
    turns=(
        TurnRecord("customer", "Hello\n😀", at=START),
        TurnRecord("bot", "I am a bot", at=START + timedelta(seconds=1)),
        TurnRecord("agent", "I am not", at=START + timedelta(seconds=2)),
        TurnRecord("unknown", "Who?", at=START + timedelta(seconds=3)),
    ),
)
SOUND = MediaRecord("call.webm", "audio/webm", data=b"sound")


def read(document: dict[str, Any]) -> InteractionRecord:
    (record,) = read_stream("written", io.BytesIO(json.dumps(document).encode()))
    assert isinstance(record, InteractionRecord), record
    return record


def bare(record: InteractionRecord) -> InteractionRecord:
    return replace(record, metadata={}, media=())


@pytest.mark.parametrize("record", [CALL, CHAT, replace(CHAT, turns=()), replace(CALL, turns=())])
def test_what_is_written_reads_back_the_same(record: InteractionRecord) -> None:
    assert bare(read(write_vcon(record, created_at=START))) == record


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).map(
    str.strip
)
SECONDS = st.floats(0, 3600).map(lambda value: round(value, 3))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["voice", "chat", "email", "sms", "social", "web"]),
    st.lists(
        st.tuples(
            st.sampled_from(["agent", "customer", "bot", "system", "unknown"]),
            TEXT.filter(bool),
            SECONDS,
        ),
        max_size=6,
    ),
)
def test_any_conversation_reads_back_the_same(channel: Any, lines: list[Any]) -> None:
    lines.sort(key=lambda line: line[2])
    turns = tuple(
        TurnRecord(who, text, start=at, end=at + 1)
        if channel == "voice"
        else TurnRecord(who, text, at=START + timedelta(seconds=at))
        for who, text, at in lines
    )
    record = replace(CALL, channel=channel, turns=turns)
    if {t.speaker for t in turns} & {"bot"} and not {t.speaker for t in turns} & {"agent"}:
        record = replace(record, agent_ref="bot-1", agent_name="Bot")
    assert bare(read(write_vcon(record, created_at=START))) == record


def test_a_recording_travels_inside_with_its_digest_and_its_sides() -> None:
    document = write_vcon(CALL, [Sound(SOUND, ("customer", "agent"), 61.0)], created_at=START)
    (dialog,) = document["dialog"]
    assert (dialog["type"], dialog["parties"], dialog["duration"]) == ("recording", [1, 0], 61.0)
    digest = base64.urlsafe_b64encode(hashlib.sha512(b"sound").digest()).decode().rstrip("=")
    assert dialog["content_hash"] == f"sha512-{digest}"
    (medium,) = read(document).media
    assert (medium.filename, medium.mediatype, medium.data) == ("call.webm", "audio/webm", b"sound")


def test_a_recording_may_lie_elsewhere() -> None:
    sha512 = hashlib.sha512(b"sound").hexdigest()
    there = MediaRecord("a.webm", "audio/webm", url="https://media.example/a.webm", sha512=sha512)
    document = write_vcon(CALL, [Sound(there)], created_at=START)
    assert "body" not in document["dialog"][0]
    (medium,) = read(document).media
    assert (medium.url, medium.sha512) == (there.url, sha512)


def test_roles_are_those_of_the_contact_centre_extension() -> None:
    document = write_vcon(CHAT, created_at=START)
    assert document["extensions"] == ["CC"]
    assert [party["role"] for party in document["parties"]] == ["agent", "customer", "bot"]
    assert document["parties"][1]["tel"] == "+34600000000"
    assert {dialog["interaction_id"] for dialog in document["dialog"]} == {"T-1"}


def test_a_redacted_vcon_names_the_one_it_was_made_from() -> None:
    whole = uuid_for("secret", "Old desk", "17", "original")
    document = write_vcon(CALL, created_at=START, redacted_from=whole)
    assert document["redacted"]["uuid"] == str(whole)
    assert document["redacted"]["type"]


def test_the_uuid_is_of_version_8_stable_and_of_one_house() -> None:
    ident = uuid_for("secret", "Old desk", "17")
    assert ident == uuid_for("secret", "Old desk", "17")
    assert (ident.version, ident.variant) == (8, uuid.RFC_4122)
    others = {uuid_for("other", "Old desk", "17"), uuid_for("secret", "Old desk1", "7")}
    assert len(others | {ident}) == 3


def test_a_conversation_without_a_beginning_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="began"):
        write_vcon(replace(CALL, started_at=None), created_at=START)


REQUIRED = {
    "document": {"uuid", "created_at"},
    "dialog": {"type", "start"},
    "analysis": {"type", "vendor"},
    "attachments": {"start", "party", "dialog"},
}
DIALOG_TYPES = {"recording", "text", "transfer", "incomplete", "recording-set"}


@pytest.mark.parametrize("sounds", [(), (Sound(SOUND),)])
@pytest.mark.parametrize("record", [CALL, CHAT, replace(CHAT, turns=())])
def test_the_form_is_that_of_the_standard(record: InteractionRecord, sounds: Any) -> None:
    """The rules of the working group's schema that a document of ours could break."""
    document = write_vcon(record, sounds, created_at=START)
    assert document.keys() >= REQUIRED["document"]
    assert str(uuid.UUID(document["uuid"])) == document["uuid"]
    for name in ("dialog", "analysis", "attachments"):
        for entry in document[name]:
            assert entry.keys() >= REQUIRED[name]
            assert ("body" in entry) == ("encoding" in entry)
            assert entry.get("encoding") in (None, "json", "none", "base64url")
            assert entry.get("encoding") == "json" or isinstance(entry.get("body", ""), str)
            assert all(0 <= index < len(document["parties"]) for index in entry.get("parties", []))
    for entry in document["dialog"]:
        assert entry["type"] in DIALOG_TYPES
        assert (entry["type"] == "incomplete") == ("disposition" in entry)
        assert entry.get("duration", 0) >= 0
    starts = [entry["start"] for entry in document["dialog"] + document["attachments"]]
    for moment in [document["created_at"], *starts]:
        assert datetime.fromisoformat(moment).tzinfo is not None
