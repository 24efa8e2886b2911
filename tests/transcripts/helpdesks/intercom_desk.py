"""Intercom as its description of version 2.11 shows it: a conversation and its parts."""

import json
from typing import Any

from tests.transcripts.helpdesks.basics import KEY, NOTE, epoch, request, same_uuid, sign

KEY_HEADER = ("Authorization", f"Bearer {KEY}")
AUTHORS = {
    "customer": {"type": "user", "id": "667d60d8", "name": "Carme", "email": "carme@example.org"},
    "agent": {"type": "admin", "id": "3", "name": "Ana", "email": "ana@example.org"},
    "bot": {"type": "bot", "id": "9", "name": "Operator", "email": "operator+abcd@intercom.io"},
}


def part(number: int, kind: str, who: str, body: str | None, minute: int, **other: Any) -> Any:
    """One part: a comment, a note, or an activity without words."""
    return {
        "type": "conversation_part",
        "id": str(number),
        "part_type": kind,
        "body": body,
        "created_at": epoch(minute),
        "updated_at": epoch(minute),
        "notified_at": epoch(minute),
        "assigned_to": None,
        "author": AUTHORS[who],
        "attachments": [],
        "external_id": None,
        "redacted": False,
    } | other


def attachment(name: str, media_type: str, size: int) -> dict[str, Any]:
    """A file of a part."""
    address = f"https://downloads.intercomcdn.com/i/o/1/{name}?expires=1"
    return {
        "type": "upload",
        "name": name,
        "url": address,
        "content_type": media_type,
        "filesize": size,
        "width": None,
        "height": None,
    }


def parts_of(turns: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The parts after what opened it, among them all that is no part of the conversation."""
    said = [
        part(10 + n, "comment", who, f"<p>{text}</p>", n)
        for n, (who, text) in enumerate(turns)
        if n > 0
    ]
    return [
        part(90, "note", "agent", f"<p>{NOTE}</p>", 1),
        part(91, "note_and_reopen", "agent", f"<p>{NOTE}</p>", 1),
        part(92, "assignment", "bot", None, 1, assigned_to={"type": "admin", "id": "3"}),
        part(93, "comment", "customer", "<p><i>redacted</i></p>", 1, redacted=True),
        *said,
        part(94, "close", "agent", None, 5),
    ]


def source(who: str, text: str, delivered: str = "customer_initiated") -> dict[str, Any]:
    """What opened the conversation."""
    return {
        "type": "conversation",
        "id": "403918255",
        "delivered_as": delivered,
        "subject": "",
        "body": f"<p>{text}</p>",
        "author": AUTHORS[who],
        "attachments": [
            attachment("example.pdf", "application/pdf", 2331),
            attachment("voice message.mp3", "audio/mpeg", 31_400),
        ],
        "url": "https://shop.example.org/cart",
        "redacted": False,
    }


def conversation(opening: dict[str, Any], parts: list[dict[str, Any]]) -> dict[str, Any]:
    """The conversation as ``GET /conversations/42`` answers."""
    contact = {"type": "contact", "id": "667d60d8", "external_id": "7"}
    return {
        "type": "conversation",
        "id": "42",
        "created_at": epoch(0),
        "updated_at": epoch(5),
        "waiting_since": None,
        "snoozed_until": None,
        "source": opening,
        "contacts": {"type": "contact.list", "contacts": [contact]},
        "first_contact_reply": None,
        "admin_assignee_id": 3,
        "team_assignee_id": None,
        "open": False,
        "state": "closed",
        "read": True,
        "tags": {"type": "tag.list", "tags": []},
        "priority": "not_priority",
        "statistics": None,
        "conversation_rating": None,
        "title": None,
        "custom_attributes": {},
        "ai_agent": None,
        "ai_agent_participated": False,
        "conversation_parts": {
            "type": "conversation_part.list",
            "conversation_parts": parts,
            "total_count": len(parts),
        },
    }


def pages(turns: list[tuple[str, str]]) -> dict[str, Any]:
    """The answers of the API, by path."""
    return {"/conversations/42": conversation(source(*turns[0]), parts_of(turns))}


def refusal(status: int) -> Any:
    """The body of an error."""
    code, words = {
        401: ("unauthorized", "Access Token Invalid"),
        403: ("api_plan_restricted", "Active subscription needed."),
    }.get(status, ("not_found", "Resource Not Found"))
    told = [{"code": code, "message": words}]
    return {"type": "error.list", "request_id": same_uuid(code), "errors": told}


def notice(delivery: str, secret: str, time: str | None = None) -> dict[str, Any]:
    """A signed notice of a conversation that was closed."""
    event = {
        "type": "notification_event",
        "app_id": "abc123",
        "data": {
            "type": "notification_event_data",
            "item": conversation(source("customer", "Where is my parcel?"), []),
        },
        "links": {},
        "id": f"notif_{same_uuid(delivery)}",
        "topic": "conversation.admin.closed",
        "delivery_status": "pending",
        "delivery_attempts": 1,
        "delivered_at": 0,
        "first_sent_at": epoch(5),
        "created_at": epoch(5),
        "self": None,
    }
    body = json.dumps(event)
    return request(body, headers(body, secret))


def headers(body: str, secret: str) -> dict[str, str]:
    """The header by which Intercom vouches for a body."""
    return {"X-Hub-Signature": "sha1=" + sign(secret, "sha1", body.encode()).hex()}
