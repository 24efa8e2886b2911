"""Valid files of every format, with something in them broken: read or refused, never a crash."""

import base64
import copy
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import EFFORT
from transcripts.formats.reader import read_stream
from transcripts.formats.records import InteractionRecord, Refusal, SurveyRecord

AT = "2025-03-04T10:00:00Z"
VCON = {
    "vcon": "0.0.2", "uuid": "u1", "created_at": AT, "subject": "Bill", "critical": ["CC"],
    "extensions": ["CC"],
    "parties": [{"name": "Ana", "role": "agent", "mailto": "a@b.example"}, {"tel": "+34600"}],
    "dialog": [
        {"type": "recording", "start": AT, "duration": 60, "parties": [0, [1]], "originator": 1,
         "mediatype": "audio/wav", "filename": "a.wav", "encoding": "base64url", "body": "UklGRg",
         "content_hash": "sha512-AA", "session_id": [{"local": "a", "remote": "b"}],
         "skill": ["x"], "interaction_id": "T-1"},
        {"type": "text", "start": AT, "parties": 1, "body": "Hi", "application": "chat",
         "mediatype": "multipart/mixed; boundary=b", "message_id": "<m>"},
        {"type": "transfer", "transferee": 0, "transferor": 1, "transfer_target": [0]},
        {"type": "incomplete", "start": AT, "disposition": "busy"},
        {"type": "recording", "url": "https://a.example/x.wav", "alg": "SHA-512", "signature": "A"},
    ],
    "analysis": [
        {"type": "transcript", "dialog": [0], "body": [{"speaker": "Ana", "message": "Hello"}]},
        {"type": "transcript", "dialog": 3, "encoding": "json",
         "body": {"segments": [{"start": 0, "end": 1, "text": "a", "speaker": "agent"}]}},
    ],
    "attachments": [{"purpose": "rubrica-contact", "body": {"channel": "voice", "reason": "x"}}],
}  # fmt: skip
PAYLOAD = base64.urlsafe_b64encode(json.dumps(VCON).encode()).decode()
SIGNED = {
    "payload": PAYLOAD,
    "signatures": [{"protected": "eyJhbGciOiJSUzI1NiJ9", "signature": "AAAA",
                    "header": {"x5c": ["MIIB"], "alg": "RS256"}}],
}  # fmt: skip
WORDS = [{"word": "hello", "start": 0.1, "end": 0.5, "punctuated_word": "Hello."}]
ITEM = {"type": "word", "start_time": "1", "end_time": "2", "alternatives": [{"content": "Hi"}]}
ENGINES: dict[str, Any] = {
    "amazon": {"results": {"items": [ITEM], "speaker_labels": {"segments": [{"items": [
        {"start_time": "1", "speaker_label": "spk_0"}]}]}}},
    "google": {"results": [{"channelTag": 1, "alternatives": [{"words": [
        {"word": "Hi", "startTime": "1s", "endTime": {"seconds": 2}, "speakerTag": 1}]}]}]},
    "azure": {"recognizedPhrases": [{"channel": 0, "speaker": 1, "offset": "PT1S",
                                     "durationInTicks": 1e7, "nBest": [{"display": "Hi"}]}]},
    "genesys": {"transcripts": [{"phrases": [
        {"text": "Hi", "startTimeMs": 1, "duration": {"milliseconds": 1},
         "participantPurpose": "internal"}]}]},
    "rev": {"monologues": [{"speaker": 0, "elements": [{"type": "text", "value": "A", "ts": 1}]}]},
}  # fmt: skip
DOCUMENTS: dict[str, Any] = {
    "vcon": VCON,
    "signed": SIGNED,
    "star": {
        "DialogueID": 7, "AnonymizedWizardWorkerID": "w", "CompletionLevel": "Complete",
        "Events": [{"Action": "utter", "Agent": "Wizard", "Text": "Hello", "UnixTime": 1574000000},
                   {"Action": "query", "Agent": "Wizard", "UnixTime": 1574000001}],
        "Scenario": {"Domains": ["bank"], "WizardCapabilities": [{"Task": "bank_fraud"}]},
        "UserQuestionnaire": [{"Question": "Calm?", "Answer": True}],
    },
    "contact_lens": {
        "Participants": [{"ParticipantId": "A", "ParticipantRole": "AGENT"}],
        "Transcript": [{"ParticipantId": "A", "Content": "Hello", "BeginOffsetMillis": 1,
                        "EndOffsetMillis": 9, "AbsoluteTime": AT}],
        "LanguageCode": "en-US", "ConversationCharacteristics": {"TotalConversationDuration": 1},
        "CustomerMetadata": {"ContactId": "c"},
    },
    "whisper": {"text": "Hello", "language": "en",
                "segments": [{"id": 0, "start": 0.0, "end": 1.0, "text": " Hello"}]},
    "wtf": {"transcript": {"text": "Hello", "language": "en"},
            "segments": [{"start": 0.0, "end": 1.0, "text": "Hello", "speaker": 0}]},
    "deepgram": {
        "metadata": {"request_id": "r", "created": AT},
        "results": {"channels": [{"detected_language": "en", "alternatives": [
            {"transcript": "Hello.", "words": WORDS, "paragraphs": {"paragraphs": [
                {"sentences": [{"text": "Hello.", "start": 0, "end": 1}], "start": 0, "end": 1}]}}
        ]}]},
    },
    "chat_json": {"conversations": [
        {"id": 1, "channel": "sms", "agent": {"id": 1, "name": "Ana"}, "created_at": AT,
         "messages": [{"author": {"role": "agent"}, "body": {"text": "<p>Hi</p>"}, "at": AT}]},
        {"ticketId": "2", "comments": [{"direction": "inbound", "text": "Hi", "ts": 1700000000}]},
        {"source": {"body": "Hi"}, "parts": {"parts": [{"public": False, "msg": "A"}]}},
    ]},
    **ENGINES,
}  # fmt: skip
TEXTS: dict[str, str] = {
    "chats": "id;hablante;texto;fecha\n7;Agente;\"Hola; sí\";04/03/2025 10:00\n7;Cliente;A\n",
    "conversations": "call_id,started_at,transcript\n1,2025-01-02,\"Agent: Hi\nCustomer: A\"\n",
    "plain": "[04/03/2025, 10:00] Ana: Hi\n[04/03/2025, 10:01] Bea: A\nmore\n",
    "transcript": "start;end;text\n0;3200;Hello\n3200;8500;A\n",
    "survey": "call_id,csat,answered_at\n1,5,2025-01-02\n2,4,03/04/2025\n",
    "handle times": "call_id,agent_id,start_time,handle_time\n1,w7,2025-01-02 10:00,00:03:20\n",
    "vtt": "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000 align:start\n<v Agent>Hello</v>\n\n"
    "00:02.000 --> 00:03.000\nCustomer: Hi\n",
    "srt": "1\n00:00:01,000 --> 00:00:02,000\nAgent: Hello\n\n"
    "2\n00:00:02,500 --> 00:00:03,000\nHi\n",
    "mbox": "From a Mon Jan 1 10:00:00 2024\nMessage-ID: <1@b>\n\nHi\n\n"
    "From a Mon Jan 1 10:01:00 2024\nMessage-ID: <2@b>\nAuto-Submitted: auto-replied\n\nA\n",
    "email": "From: A <a@b.example>\nTo: c@d.example\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n"
    "Subject: =?utf-8?q?Caf=C3=A9?=\nMessage-ID: <1@b>\nReferences: <0@b>\n"
    "Content-Type: multipart/mixed; boundary=cut\n\n--cut\nContent-Type: text/html\n\n"
    "<p>Hi <!-- x --><script>1</script></p>\n--cut\nContent-Type: audio/wav; name=\"a.wav\"\n"
    "Content-Transfer-Encoding: base64\n\nUklGRg==\n--cut--\n",
    "lines": json.dumps({"id": 1, "messages": [{"role": "agent", "text": "Hi"}]})
    + "\n" + json.dumps({"id": 2, "messages": [{"role": "user", "text": "A"}]}) + "\n",
    "compact": f"eyJhbGciOiJSUzI1NiJ9.{PAYLOAD.rstrip('=')}.AAAA",
}  # fmt: skip
TOKENS = [
    "\x00", "\ufeff", "\u202e", "\ud800", "\U0001f600", "\r", "\n\n", '"', "'", ",", ";", "\t",
    "-->", "<v ", "<!--", "<a '", "--cut", ":", "=?utf-8?b?!?=", "1e999", "9" * 400, "-1", "NaN",
    "2025-13-45", "0001-01-01T00:00:00+14:00", "{", "[", "]}", "\\u0000", "WEBVTT", "x" * 5_000,
]  # fmt: skip
PLAIN = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(TOKENS)
    | st.sampled_from([10**400, -1, 2**63, [], {}, [[]], [None], {"": None}, {"x\x00": 1e308}])
)  # fmt: skip


def strings_in(value: Any) -> list[str]:
    """The texts in a JSON value, keys too."""
    if isinstance(value, dict):
        return [*value, *(text for inner in value.values() for text in strings_in(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in strings_in(inner)]
    return [value] if isinstance(value, str) else []


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places in a JSON value, its root left out."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, child in inner:
        found.append((*path, key))
        if isinstance(child, dict | list):
            found += paths_in(child, (*path, key))
    return found


@st.composite
def broken_documents(draw: st.DrawFn) -> tuple[Any, Any]:
    """The name of a format, and a valid document of it with one to four places changed."""
    name = draw(st.sampled_from(sorted(DOCUMENTS)))
    document = copy.deepcopy(DOCUMENTS[name])
    for _ in range(draw(st.integers(1, 4))):
        places = paths_in(document)
        if places:
            change(draw, document, draw(st.sampled_from(places)))
    return name, document


def change(draw: st.DrawFn, document: Any, place: tuple[Any, ...]) -> None:
    """Replace, remove, wrap, repeat or move what stands at a place."""
    *way, last = place
    parent = document
    for key in way:
        parent = parent[key]
    how = draw(st.sampled_from(["replace", "remove", "wrap", "repeat", "move"]))
    if how == "replace":
        parent[last] = copy.deepcopy(draw(PLAIN))
    elif how == "remove":
        del parent[last]
    elif how == "wrap":
        parent[last] = draw(st.sampled_from([[parent[last]], {"text": parent[last]}]))
    elif how == "repeat" and isinstance(parent, list):
        parent.extend([copy.deepcopy(parent[last])] * draw(st.integers(1, 3)))
    else:
        other = DOCUMENTS[draw(st.sampled_from(sorted(DOCUMENTS)))]
        source = draw(st.sampled_from(paths_in(other)))
        for key in source:
            other = other[key]
        parent[last] = copy.deepcopy(other)


@st.composite
def broken_texts(draw: st.DrawFn) -> bytes:
    """A valid text file with pieces cut out, doubled, moved or replaced, in some encoding."""
    text = TEXTS[draw(st.sampled_from(sorted(TEXTS)))]
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 60)))
        middle = draw(
            st.sampled_from(["", text[start:end] * 2, text[: end - start]])
            | st.sampled_from(TOKENS)
        )
        text = text[:start] + middle + text[end:]
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"]))
    errors = "surrogatepass" if encoding != "cp1252" else "replace"
    return text.encode(encoding, errors=errors)


def check(content: bytes, **options: Any) -> None:
    """Read to the end; whatever comes is fit for any database, or a refusal that has words."""
    for outcome in read_stream("given", io.BytesIO(content), **options):
        if isinstance(outcome, Refusal):
            assert outcome.message()
        elif isinstance(outcome, SurveyRecord):
            assert 1 <= outcome.csat <= 5
        else:
            check_record(outcome)


def check_record(record: InteractionRecord) -> None:
    told = [
        record.external_id,
        record.agent_ref,
        record.agent_name,
        record.customer_ref,
        record.case_ref,
        record.reason,
        record.language,
        record.subject,
        record.outcome,
    ]
    texts = [text for text in told if text is not None] + [turn.text for turn in record.turns]
    texts += [medium.filename for medium in record.media]
    assert 0 < len(record.external_id) <= 200
    assert all(turn.text for turn in record.turns)
    assert all("\x00" not in text and text.encode() for text in texts)
    assert all("/" not in medium.filename and medium.filename for medium in record.media)
    json.dumps(record.metadata, allow_nan=False, ensure_ascii=False).encode()
    assert not any("\x00" in text for text in strings_in(record.metadata))
    for moment in [record.started_at, record.ended_at, *(turn.at for turn in record.turns)]:
        assert moment is None or moment.tzinfo is not None
    for turn in record.turns:
        for second in (turn.start, turn.end):
            assert second is None or 0 <= second <= 604_800


QUICK = settings(
    max_examples=150 * EFFORT, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip


@QUICK
@given(broken_documents(), st.booleans())
def test_a_broken_document_is_read_or_refused(broken: tuple[str, Any], told: bool) -> None:
    name, document = broken
    name = "vcon" if name == "signed" else name
    check(json.dumps(document).encode(), format=name if told else "auto")


@QUICK
@given(broken_texts(), st.sampled_from(["auto", "auto", "chat_csv", "vtt", "srt", "email", "vcon"]))
def test_a_broken_text_is_read_or_refused(content: bytes, name: str) -> None:
    check(content, format=name)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_the_unbroken_documents_are_read(name: str) -> None:
    content = json.dumps(DOCUMENTS[name]).encode()
    found = list(read_stream("given", io.BytesIO(content)))
    assert found
    assert not [outcome for outcome in found if isinstance(outcome, Refusal)]


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_unbroken_texts_are_read(name: str) -> None:
    found = list(read_stream("given", io.BytesIO(TEXTS[name].encode())))
    assert found
    assert not [outcome for outcome in found if isinstance(outcome, Refusal)]
