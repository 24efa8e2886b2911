"""No file may crash a reader: what it cannot read is a refusal that has a message."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import EFFORT
from transcripts.formats.detect import CHOICES
from transcripts.formats.reader import read_stream
from transcripts.formats.records import Refusal

KEYS = [
    "uuid", "vcon", "parties", "dialog", "analysis", "attachments", "critical", "payload",
    "signatures", "type", "start", "duration", "mediatype", "mimetype", "url", "body",
    "encoding", "filename", "originator", "role", "meta", "name", "Events", "DialogueID",
    "Action", "Agent", "Text", "UnixTime", "UserQuestionnaire", "Answer", "Question",
    "Scenario", "WizardCapabilities", "messages", "conversations", "turns", "speaker", "text",
    "id", "created_at", "started_at", "agent", "customer", "segments", "end", "transcript",
    "results", "channels", "alternatives", "words", "paragraphs", "sentences", "metadata",
    "language", "Transcript", "Participants", "ParticipantRole", "Content", "BeginOffsetMillis",
    "AbsoluteTime", "content_hash", "alg", "signature", "skill", "subject", "message",
    "direction", "from", "sender",
]  # fmt: skip
WORDS = st.sampled_from(
    ["recording", "text", "utter", "transcript", "base64url", "json", "agent", "2025-01-01",
     "multipart/mixed; boundary=a", "text/html", "https://a.b/c", "<p>", "--a\n\nx", "", "\ud800",
     "0001-01-01T00:00:00+14:00", "1e400", "99999999999", "=?utf-8?b?!?=", "\x00", "sha512-AA"]
)  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | WORDS
    | st.text(max_size=20)
    | st.sampled_from([0, 1, 10**400])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=10,
)


def read_all(content: bytes, **options: Any) -> None:
    for outcome in read_stream("given", io.BytesIO(content), **options):
        if isinstance(outcome, Refusal):
            assert outcome.message()
        else:
            assert outcome.external_id
            json.dumps(outcome.metadata).encode()
            assert all(turn.text and turn.text.encode() for turn in outcome.turns)
            assert all("/" not in m.filename and m.filename for m in outcome.media)


@settings(max_examples=150 * EFFORT, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(CHOICES))
def test_any_bytes_as_any_format(content: bytes, name: str) -> None:
    read_all(content, format=name)


@settings(max_examples=120 * EFFORT, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=10), st.sampled_from(CHOICES))
def test_any_json_as_any_format(document: dict[str, Any], name: str) -> None:
    read_all(json.dumps(document).encode(), format=name)


DIALOG = st.fixed_dictionaries(
    {"type": WORDS},
    optional=dict.fromkeys(
        ["start", "duration", "parties", "mediatype", "url", "body", "encoding", "filename"], VALUES
    ),
)


@settings(max_examples=100 * EFFORT, deadline=None)
@given(st.lists(DIALOG, max_size=3), st.lists(VALUES, max_size=2), VALUES, VALUES)
def test_any_vcon(dialog: list[Any], analysis: list[Any], parties: Any, subject: Any) -> None:
    people = parties if isinstance(parties, list) else [{"role": "agent"}, {"meta": parties}]
    document = {"uuid": "u", "parties": people, "dialog": dialog, "analysis": analysis}
    read_all(json.dumps({**document, "subject": subject}).encode())


CELLS = st.text(max_size=12) | st.sampled_from(['"', '""', ";", ",", "\n", "\r", "1", "31/12/2024"])


@settings(max_examples=200 * EFFORT, deadline=None)
@given(
    st.sampled_from(["id,speaker,text", "id;fecha;mensaje", "text\tdate", "id,id,text,text"]),
    st.lists(st.lists(CELLS, max_size=5), max_size=6),
    st.sampled_from(["utf-8", "latin-1", "utf-16"]),
)
def test_any_table(header: str, rows: list[list[str]], encoding: str) -> None:
    text = "\n".join([header, *(",".join(row) for row in rows)])
    read_all(text.encode(encoding, errors="replace"), format="chat_csv")


@settings(max_examples=150 * EFFORT, deadline=None)
@given(st.lists(st.sampled_from(
    ["WEBVTT", "", "1", "00:00:01.000 --> 00:00:02.000", "<v Agent>", "<v", "Agent: hello", "-->",
     "From: a", "Date: x", "Message-ID: <a>", "Content-Type: multipart/mixed; boundary=b", "--b",
     "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename*=x''%ff"]
), max_size=14))  # fmt: skip
@pytest.mark.parametrize("name", ["auto", "vtt", "srt", "email"])
def test_any_lines(name: str, lines: list[str]) -> None:
    read_all("\n".join(lines).encode(), format=name)
