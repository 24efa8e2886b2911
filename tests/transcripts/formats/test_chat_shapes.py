"""Chat logs in the shapes of helpdesks and messengers: who wrote what, and what nobody saw."""

import io
import json
from typing import Any

import pytest

from transcripts.formats.reader import read_stream

Lines = list[tuple[str, str]]
HELP, LOST = "Hello, how can I help you?", "My card is lost"
CHAT = [("customer", LOST), ("agent", HELP)]


def read(document: Any) -> Any:
    (outcome,) = read_stream("given", io.BytesIO(json.dumps(document).encode()))
    return outcome


def said(record: Any) -> Lines:
    return [(turn.speaker, turn.text) for turn in record.turns]


def message(text: str, minute: int, **more: Any) -> dict[str, Any]:
    return {"body": text, "created_at": f"2026-03-04T10:{minute:02}:00Z", **more}


@pytest.mark.parametrize(
    "hidden",
    [
        {"private": True}, {"public": False}, {"internal": True}, {"isInternal": True},
        {"part_type": "note"}, {"message_type": "private"}, {"channel": "internal-note"},
    ],
)  # fmt: skip
def test_notes_among_colleagues_are_no_messages(hidden: dict[str, Any]) -> None:
    record = read({"messages": [
        message(LOST, 0, role="customer"), message("He is rude", 1, role="agent", **hidden),
        message(HELP, 2, role="agent", type="note", internal=False),
    ]})  # fmt: skip
    assert said(record) == CHAT


def test_a_transcript_in_capitals_is_no_contact_lens() -> None:
    record = read(
        {"Transcript": [{"Role": "customer", "Text": LOST}, {"Role": "agent", "Text": HELP}]}
    )
    assert said(record) == CHAT


def test_messages_come_in_order_of_time_whatever_their_order() -> None:
    record = read([message(HELP, 5, sender="agent"), message(LOST, 1, sender="customer")])
    assert said(record) == CHAT


def test_an_opening_message_that_stands_apart_and_a_wrapped_list() -> None:
    record = read({
        "id": "c1", "admin_assignee_id": 7,
        "source": {"type": "conversation", "body": f"<p>{LOST}</p>", "author": {"type": "user"}},
        "conversation_parts": {"conversation_parts": [
            {"body": None, "part_type": "assignment", "author": {"type": "admin"}},
            message(f"<p>{HELP}</p>", 1, author={"type": "admin", "id": 7}),
        ]},
    })  # fmt: skip
    assert (record.external_id, record.agent_ref, said(record)) == ("c1", "7", CHAT)


def test_direction_tells_more_than_the_type_of_the_account() -> None:
    record = read({"payload": [
        message(LOST, 0, message_type=0, sender={"type": "contact"}, conversation_id=9),
        message("Assigned to Ana", 1, message_type=2, conversation_id=9),
        message(HELP, 2, message_type=1, sender={"type": "user"}, conversation_id=9),
    ]})  # fmt: skip
    assert record.external_id == "9"
    assert said(record) == [CHAT[0], ("system", "Assigned to Ana"), CHAT[1]]
    record = read(
        {"_results": [message(LOST, 0, is_inbound=True), message(HELP, 1, direction="out")]}
    )
    assert said(record) == CHAT


def test_authors_by_id_are_told_by_the_ticket() -> None:
    record = read({
        "id": 3, "requester_id": 11, "assignee_id": 22,
        "comments": [message(LOST, 0, author_id=11), message(HELP, 1, author_id=22)],
    })  # fmt: skip
    assert said(record) == CHAT


def test_two_people_without_roles_are_told_apart_by_their_words() -> None:
    record = read([message(LOST, 0, user="U1"), message(HELP, 1, user="U2")])
    assert (said(record), record.customer_ref) == (CHAT, None)
    assert record.metadata["warnings"] == ["roles_estimated"]
    record = read([message("Ok", 0, user="U1"), message("Fine", 1, user="U2")])
    assert {turn.speaker for turn in record.turns} == {"unknown"}
    assert record.metadata["warnings"] == ["roles_unknown"]


def test_text_in_parts_and_names_in_other_spellings() -> None:
    record = read({"data": {"transcripts": [
        {"participantRole": "CUSTOMER", "AbsoluteTime": "2026-03-04T10:00:00Z",
         "content": [{"type": "text", "text": "My card"}, "is lost"]},
        {"sender_name": "x", "actor_type": "agent", "timestamp_ms": 1772618500000,
         "message_parts": [{"text": {"content": HELP}}]},
    ]}})  # fmt: skip
    assert said(record) == CHAT
    assert record.ended_at.isoformat() == "2026-03-04T10:01:40+00:00"


def test_a_spoken_conversation_is_a_call() -> None:
    record = read({"utterances": [{"speaker": "agent", "text": HELP, "start": 1.5, "end": 3}]})
    assert (record.channel, record.turns[0].start) == ("voice", 1.5)


def test_contact_lens_as_it_comes_during_a_call() -> None:
    def segment(role: str, text: str, start: int) -> dict[str, Any]:
        times = {"BeginOffsetMillis": start, "EndOffsetMillis": start + 1000}
        return {"Transcript": {"ParticipantRole": role, "Content": text, **times}}

    record = read({"ContactId": "k", "Segments": [
        segment("CUSTOMER", LOST, 500), {"Categories": {}}, segment("AGENT", HELP, 2000),
    ]})  # fmt: skip
    assert (record.external_id, record.channel, said(record)) == ("k", "voice", CHAT)
