"""Chatwoot as its documentation shows it: an API of numbers, notices of words."""

import json
from datetime import UTC, datetime
from typing import Any

from tests.transcripts.helpdesks.basics import (
    KEY,
    NOTE,
    epoch,
    iso,
    request,
    same_uuid,
    sign,
)

KEY_HEADER = ("api_access_token", KEY)
PAGE = 2  # Chatwoot gives twenty; two make the same paging with fewer messages
BASE = "/api/v1/accounts/1/conversations/42"
AGENT = {
    "id": 3,
    "name": "Ana",
    "available_name": "Ana",
    "avatar_url": "",
    "type": "user",
    "availability_status": "online",
    "thumbnail": "",
}
CUSTOMER = {
    "id": 7,
    "name": "Carme",
    "email": "carme@example.org",
    "phone_number": None,
    "identifier": None,
    "thumbnail": "",
    "additional_attributes": {},
    "custom_attributes": {},
    "type": "contact",
}
INCOMING, OUTGOING, ACTIVITY, TEMPLATE = range(4)


def message(number: int, kind: int, text: str | None, minute: int, **other: Any) -> dict[str, Any]:
    """One message as the API gives it."""
    sender = CUSTOMER if kind == INCOMING else AGENT
    return {
        "id": number,
        "content": text,
        "inbox_id": 5,
        "conversation_id": 42,
        "message_type": kind,
        "content_type": "text",
        "status": "sent",
        "content_attributes": {},
        "created_at": epoch(minute),
        "private": False,
        "source_id": None,
        "sender": sender,
    } | other


def attachment(number: int, kind: str, name: str, size: int) -> dict[str, Any]:
    """A file of a message; Chatwoot tells its name by the address only."""
    address = f"https://chat.example.org/rails/active_storage/blobs/redirect/eyJf--1a/{name}"
    return {
        "id": number,
        "message_id": 100,
        "file_type": kind,
        "account_id": 1,
        "extension": None,
        "data_url": address,
        "thumb_url": "",
        "file_size": size,
        "width": None,
        "height": None,
    }


def messages_of(turns: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """All messages, oldest first, among them all that is no part of the conversation."""
    kinds = {"customer": INCOMING, "agent": OUTGOING}
    said = [message(100 + n, kinds[who], text, n) for n, (who, text) in enumerate(turns)]
    said[0]["attachments"] = [
        attachment(71, "file", "example.pdf", 2331),
        attachment(72, "audio", "voice%20message.mp3", 31_400),
    ]
    return [
        message(90, OUTGOING, NOTE, 0, private=True),
        message(91, ACTIVITY, "Conversation was assigned to Ana", 0, sender=None),
        message(92, OUTGOING, "This message was deleted", 0, content_attributes={"deleted": True}),
        *said,
    ]


def conversation() -> dict[str, Any]:
    """The conversation as the API shows it, without its messages but for the last."""
    return {
        "meta": {
            "sender": CUSTOMER,
            "channel": "Channel::WebWidget",
            "assignee": AGENT | {"email": "ana@example.org", "role": "agent"},
            "hmac_verified": False,
        },
        "id": 42,
        "messages": [],
        "account_id": 1,
        "uuid": same_uuid("conversation"),
        "additional_attributes": {"initiated_at": {"timestamp": iso(0)}},
        "agent_last_seen_at": epoch(2),
        "can_reply": True,
        "contact_last_seen_at": epoch(2),
        "custom_attributes": {},
        "inbox_id": 5,
        "labels": ["delivery"],
        "muted": False,
        "snoozed_until": None,
        "status": "resolved",
        "created_at": epoch(0),
        "timestamp": epoch(2),
        "unread_count": 0,
        "last_activity_at": epoch(2),
        "priority": None,
        "waiting_since": 0,
    }


def pages(turns: list[tuple[str, str]]) -> dict[str, Any]:
    """The answers of the API, by path; messages come in pages, the newest page first."""
    everything = messages_of(turns)

    def page(arguments: dict[str, str]) -> dict[str, Any]:
        before = int(arguments.get("before", 10**9))
        shown = [one for one in everything if one["id"] < before][-PAGE:]
        about = {"labels": [], "additional_attributes": {}, "contact": {"payload": CUSTOMER}}
        return {"meta": about, "payload": shown}

    return {BASE: conversation(), f"{BASE}/messages": page}


def refusal(status: int) -> Any:
    """The body of an error."""
    if status == 401:
        return {"errors": ["You need to sign in or sign up before continuing."]}
    return {"error": "Resource could not be found"}


def notice(delivery: str, secret: str, time: str | None = None) -> dict[str, Any]:
    """A signed notice of a new message: here its type is a word, its time a text."""
    event = {
        "event": "message_created",
        "id": 102,
        "content": "Thank you.",
        "content_type": "text",
        "content_attributes": {},
        "message_type": "incoming",
        "created_at": iso(2),
        "private": False,
        "source_id": None,
        "sender": CUSTOMER | {"account": {"id": 1, "name": "Shop"}},
        "inbox": {"id": 5, "name": "Website"},
        "account": {"id": 1, "name": "Shop"},
        "conversation": conversation() | {"channel": "Channel::WebWidget"},
    }
    body = json.dumps(event)
    stamp = time or str(int(datetime.now(UTC).timestamp()))
    delivered = {"X-Chatwoot-Delivery": same_uuid(delivery)}
    return request(body, headers(body, secret, stamp) | delivered)


def headers(body: str, secret: str, stamp: str) -> dict[str, str]:
    """The headers by which Chatwoot vouches for a body."""
    signature = sign(secret, "sha256", f"{stamp}.{body}".encode()).hex()
    return {"X-Chatwoot-Signature": f"sha256={signature}", "X-Chatwoot-Timestamp": stamp}
