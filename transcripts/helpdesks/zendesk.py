"""Zendesk: notices signed over time and body; comments in pages with a cursor.

Documentation: https://developer.zendesk.com (webhooks, verifying; ticketing, ticket comments).
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from transcripts.formats.records import Channel, InteractionRecord, TurnRecord
from transcripts.formats.values import parse_time, text_or_none
from transcripts.helpdesks.client import Client, PullFailed
from transcripts.helpdesks.notices import (
    MAX_MESSAGES,
    Access,
    Notice,
    digest_of,
    in_order,
    known_id,
    objects,
    part,
    plain,
)
from transcripts.helpdesks.signatures import in_base64, mac, require, require_now

PAGE = 100
CHANNELS: dict[str, Channel] = {
    "email": "email",
    "web": "email",
    "api": "email",
    "voice": "voice",
    "chat": "chat",
    "native_messaging": "chat",
    "messaging": "chat",
    "sms": "sms",
}


def verify(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], moment: datetime
) -> None:
    """``X-Zendesk-Webhook-Signature: base64(HMAC-SHA256(secret, timestamp + body))``."""
    timestamp = headers.get("X-Zendesk-Webhook-Signature-Timestamp", "")
    expected = [in_base64(mac(one, "sha256", timestamp.encode(), body)) for one in secrets]
    require(headers.get("X-Zendesk-Webhook-Signature", ""), expected)
    require_now(timestamp, moment)


def read(headers: Mapping[str, str], body: bytes, document: Any) -> Notice:
    """Events of tickets say so in ``subject``; a trigger's own JSON says ``ticket_id``."""
    event = text_or_none(part(document, "type")) or "trigger"
    subject = text_or_none(part(document, "subject")) or ""
    ticket = part(document, "ticket_id")
    if subject.startswith("zen:ticket:"):
        ticket = subject.removeprefix("zen:ticket:")
    delivery = known_id(headers.get("X-Zendesk-Webhook-Invocation-Id")) or digest_of(body)
    return Notice(delivery, event[:100], known_id(ticket))


def client(access: Access) -> Client:
    """The key is ``person@example.org/token:key``, sent as basic authentication."""
    encoded = base64.b64encode(access.api_key.encode()).decode()
    return Client(access.address, {"Authorization": f"Basic {encoded}"})


def pull(client: Client, access: Access, conversation_id: str) -> InteractionRecord:
    """The ticket, its comments page by page, and who wrote them."""
    path = f"/api/v2/tickets/{conversation_id}"
    answer = client.get(f"{path}.json", {"include": "users"})
    ticket = part(answer, "ticket")
    people = {entry.get("id"): entry for entry in objects(part(answer, "users"))}
    comments: list[dict[str, Any]] = []
    arguments: dict[str, str | int] = {"page[size]": PAGE, "include": "users"}
    while True:
        page = client.get(f"{path}/comments.json", arguments)
        comments += objects(part(page, "comments"))
        people |= {entry.get("id"): entry for entry in objects(part(page, "users"))}
        cursor = text_or_none(part(page, "meta", "after_cursor"))
        if not part(page, "meta", "has_more") or not cursor:
            break
        if len(comments) > MAX_MESSAGES or arguments.get("page[after]") == cursor:
            raise PullFailed("too_many")
        arguments["page[after]"] = cursor
    assignee = people.get(part(ticket, "assignee_id"), {})
    requester = part(ticket, "requester_id")
    turns = [turn for comment in comments if (turn := turn_of(comment, people, requester))]
    return InteractionRecord(
        external_id=conversation_id,
        channel=CHANNELS.get(text_or_none(part(ticket, "via", "channel")) or "", "social"),
        started_at=parse_time(part(ticket, "created_at")),
        agent_ref=text_or_none(assignee.get("email")) or text_or_none(part(ticket, "assignee_id")),
        agent_name=text_or_none(assignee.get("name")),
        customer_ref=text_or_none(requester),
        subject=text_or_none(part(ticket, "subject")),
        outcome="resolved" if part(ticket, "status") in ("solved", "closed") else None,
        turns=in_order(turns),
    )


def turn_of(
    comment: Mapping[str, Any], people: Mapping[Any, Mapping[str, Any]], requester: Any
) -> TurnRecord | None:
    """What one side wrote; internal notes are no part of the conversation."""
    body = comment.get("plain_body") or comment.get("body")
    text = plain(body, html=False)
    if comment.get("public") is False or not text:
        return None
    author = comment.get("author_id")
    role = people.get(author, {}).get("role")
    speaker: Literal["agent", "customer", "system"] = "agent"
    if author == requester or role == "end-user":
        speaker = "customer"
    elif role is None:
        speaker = "system"
    return TurnRecord(speaker, text, at=parse_time(comment.get("created_at")))
