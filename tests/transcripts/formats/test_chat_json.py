"""Chat logs in JSON: one or many, grouped or flat, under the names that tools use."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from transcripts.formats.reader import read_stream


def read(document: Any) -> list[Any]:
    return list(read_stream("given", io.BytesIO(json.dumps(document).encode())))


def test_all_fields_find_their_place() -> None:
    (record,) = read(
        {
            "conversation_id": "c-7", "channel": "WhatsApp", "agent_id": "a1", "agent_name": "Ana",
            "customer_id": "k9", "case_id": "T1", "reason": "billing", "language": "es-ES",
            "subject": "Invoice", "status": "solved", "score": 4,
            "messages": [
                {"role": "user", "content": "Hi", "timestamp": 1741082400},
                {"sender": {"id": "a1"}, "body": "<p>Hello</p>", "createdAt": "2025-03-04T10:01Z"},
                {"role": "system", "text": ""},
            ],
        }
    )  # fmt: skip
    assert (record.external_id, record.channel, record.agent_ref) == ("c-7", "social", "a1")
    assert (record.customer_ref, record.case_ref, record.reason) == ("k9", "T1", "billing")
    assert (record.language, record.subject, record.outcome) == ("es", "Invoice", "solved")
    assert record.started_at == datetime(2025, 3, 4, 10, 0, tzinfo=UTC)
    assert record.ended_at == datetime(2025, 3, 4, 10, 1, tzinfo=UTC)
    assert [(t.speaker, t.text) for t in record.turns] == [("customer", "Hi"), ("agent", "Hello")]
    assert record.metadata == {"score": 4}


@pytest.mark.parametrize("wrap", [list, lambda c: {"conversations": c}, lambda c: {"data": c}])
def test_many_conversations_and_a_bad_one_among_them(wrap: Any) -> None:
    good = {"id": 1, "turns": [{"speaker": "Agente", "texto": "", "text": "Hola"}]}
    first, bad, last = read(wrap([good, {"id": 2, "turns": ["?"]}, {**good, "id": 3}]))
    assert (first.external_id, last.external_id, last.place) == ("1", "3", "record 3")
    assert (bad.place, bad.reason_code) == ("record 2 message 1", "bad_turn")


def test_a_flat_list_is_grouped_by_conversation() -> None:
    rows = [("x", "agent", "1"), ("y", "agent", "2"), ("x", "customer", "3")]
    messages = [
        {"conversation_id": c, "speaker": s, "text": t, "agent_id": "a"} for c, s, t in rows
    ]
    first, second = read(messages)
    assert [turn.text for turn in first.turns] == ["1", "3"]
    assert (second.external_id, second.agent_ref) == ("y", "a")


def test_direction_tells_the_speaker() -> None:
    (record,) = read({"messages": [{"direction": "inbound", "text": "a"},
                                   {"direction": "outgoing", "text": "b"}]})  # fmt: skip
    assert [turn.speaker for turn in record.turns] == ["customer", "agent"]


def test_a_conversation_without_words_and_one_with_a_false_date_are_refused() -> None:
    empty, dated = read(
        [
            {"id": 1, "messages": [{"text": ""}]},
            {"id": 2, "started_at": "whenever", "messages": [{"text": "a"}]},
        ]
    )
    assert (empty.reason_code, dated.reason_code) == ("no_turns", "bad_time")
    assert dated.message() == "started_at is not a date and time"
