"""The five helpdesks with one conversation each, as their documentation shows it, and its notice.

Every conversation is the same three turns, with a note among agents that must stay out.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.transcripts.helpdesks.fake_helpdesk import FakeHelpdesk

SECRET = "signing-secret"
KEY = "api-key"
START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TURNS = [
    ("customer", "Where is my parcel?"),
    ("agent", "It comes today."),
    ("customer", "Thank you."),
]
NOTE = "He is angry, be careful."


def iso(minute: int) -> str:
    return START.replace(minute=minute).isoformat().replace("+00:00", "Z")


def epoch(minute: int) -> int:
    return int(START.replace(minute=minute).timestamp())


@dataclass
class Desk:
    """A helpdesk under test: its server, and how it signs a notice."""

    kind: str
    server: FakeHelpdesk
    account: str = ""
    api_key: str = KEY

    def say(self, turns: list[tuple[str, str]]) -> None:
        """Let the conversation have these turns, and a note after the first."""
        self.server.pages = PAGES[self.kind](turns)

    def notice(self, delivery: str = "d-1", secret: str = SECRET, **changes: Any) -> dict[str, Any]:
        """A signed notice, as arguments of ``client.post``."""
        return NOTICES[self.kind](delivery, secret, changes.get("time"))


def sign(secret: str, algorithm: str, signed: bytes) -> bytes:
    return hmac.new(secret.encode(), signed, getattr(hashlib, algorithm)).digest()


def request(body: Any, headers: dict[str, str]) -> dict[str, Any]:
    return {"data": body, "headers": {"Content-Type": "application/json"} | headers}


def chatwoot_pages(turns: list[tuple[str, str]]) -> dict[str, Any]:
    """Messages come in pages of two, the newest page first."""
    kinds = {"customer": 0, "agent": 1}
    messages = [
        {"id": 100 + n, "content": text, "message_type": kinds[who], "created_at": epoch(n)}
        for n, (who, text) in enumerate(turns)
    ]
    note = {"id": 90, "content": NOTE, "message_type": 1, "private": True, "created_at": epoch(0)}
    activity = {"id": 91, "content": "assigned", "message_type": 2, "created_at": epoch(0)}
    everything = [note, activity, *messages]

    def page(arguments: dict[str, str]) -> dict[str, Any]:
        before = int(arguments.get("before", 10**9))
        return {"meta": {}, "payload": [m for m in everything if m["id"] < before][-2:]}

    conversation = {
        "id": 42,
        "created_at": epoch(0),
        "status": "resolved",
        "meta": {
            "channel": "Channel::WebWidget",
            "sender": {"id": 7, "name": "Carme"},
            "assignee": {"id": 3, "name": "Ana", "email": "ana@example.org"},
        },
    }
    base = "/api/v1/accounts/1/conversations/42"
    return {base: conversation, f"{base}/messages": page}


def chatwoot_notice(delivery: str, secret: str, time: str | None) -> dict[str, Any]:
    event = {"event": "message_created", "conversation": {"id": 42}, "account": {"id": 1}}
    body = json.dumps(event)
    stamp = time or str(int(datetime.now(UTC).timestamp()))
    signature = sign(secret, "sha256", f"{stamp}.{body}".encode()).hex()
    headers = {
        "X-Chatwoot-Signature": f"sha256={signature}",
        "X-Chatwoot-Timestamp": stamp,
        "X-Chatwoot-Delivery": delivery,
    }
    return request(body, headers)


def zammad_pages(turns: list[tuple[str, str]]) -> dict[str, Any]:
    articles = [
        {
            "id": n,
            "sender": who.title(),
            "type": "email",
            "content_type": "text/html",
            "internal": False,
            "body": f"<p>{text}</p>",
            "created_at": iso(n),
        }
        for n, (who, text) in enumerate(turns)
    ]
    note = {"sender": "Agent", "type": "note", "internal": True, "body": NOTE}
    ticket = {
        "id": 42,
        "title": "Parcel",
        "group": "Delivery",
        "state": "closed",
        "owner": "ana@example.org",
        "customer": "carme@example.org",
        "created_at": iso(0),
    }
    return {
        "/api/v1/tickets/42": ticket,
        "/api/v1/ticket_articles/by_ticket/42": [*articles, note | {"created_at": iso(1)}],
    }


def zammad_notice(delivery: str, secret: str, time: str | None) -> dict[str, Any]:
    body = json.dumps({"ticket": {"id": 42, "title": "Parcel"}, "article": {"id": 3}})
    signature = "sha1=" + sign(secret, "sha1", body.encode()).hex()
    return request(body, {"X-Hub-Signature": signature, "X-Zammad-Delivery": delivery})


def freescout_pages(turns: list[tuple[str, str]]) -> dict[str, Any]:
    kinds = {"customer": "customer", "agent": "message"}
    threads = [
        {"id": n, "type": kinds[who], "state": "published", "body": text, "createdAt": iso(n)}
        for n, (who, text) in enumerate(turns)
    ]
    note = {"id": 99, "type": "note", "state": "published", "body": NOTE, "createdAt": iso(1)}
    conversation = {
        "id": 42,
        "type": "email",
        "status": "closed",
        "subject": "Parcel",
        "createdAt": iso(0),
        "assignee": {"id": 3, "firstName": "Ana", "lastName": "Pi", "email": "ana@example.org"},
        "customer": {"id": 7, "email": "carme@example.org"},
        "_embedded": {"threads": [note, *reversed(threads)]},
    }
    return {"/api/conversations/42": conversation}


def freescout_notice(delivery: str, secret: str, time: str | None) -> dict[str, Any]:
    body = json.dumps({"id": 42, "subject": "Parcel", "mark": delivery})
    signature = base64.b64encode(sign(secret, "sha1", body.encode())).decode()
    headers = {
        "X-FreeScout-Signature": signature,
        "X-FreeScout-Event": "convo.customer.reply.created",
    }
    return request(body, headers)


def zendesk_pages(turns: list[tuple[str, str]]) -> dict[str, Any]:
    """Comments come in pages of two with a cursor."""
    people = [
        {"id": 7, "role": "end-user", "name": "Carme"},
        {"id": 3, "role": "agent", "name": "Ana", "email": "ana@example.org"},
    ]
    comments = [
        {
            "id": n,
            "author_id": 7 if who == "customer" else 3,
            "plain_body": text,
            "public": True,
            "created_at": iso(n),
        }
        for n, (who, text) in enumerate(turns)
    ]
    note = {"id": 99, "author_id": 3, "plain_body": NOTE, "public": False, "created_at": iso(1)}
    everything = [*comments, note]

    def page(arguments: dict[str, str]) -> dict[str, Any]:
        first = int(arguments.get("page[after]", 0))
        more = first + 2 < len(everything)
        return {
            "comments": everything[first : first + 2],
            "users": people,
            "meta": {"has_more": more, "after_cursor": str(first + 2)},
        }

    ticket = {
        "id": 42,
        "subject": "Parcel",
        "status": "solved",
        "requester_id": 7,
        "assignee_id": 3,
        "created_at": iso(0),
        "via": {"channel": "email"},
    }
    answer = {"ticket": ticket, "users": people}
    return {"/api/v2/tickets/42.json": answer, "/api/v2/tickets/42/comments.json": page}


def zendesk_notice(delivery: str, secret: str, time: str | None) -> dict[str, Any]:
    event = {"type": "zen:event-type:ticket.comment_added", "subject": "zen:ticket:42"}
    body = json.dumps(event)
    stamp = time or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    signed = sign(secret, "sha256", (stamp + body).encode())
    headers = {
        "X-Zendesk-Webhook-Signature": base64.b64encode(signed).decode(),
        "X-Zendesk-Webhook-Signature-Timestamp": stamp,
        "X-Zendesk-Webhook-Invocation-Id": delivery,
    }
    return request(body, headers)


def intercom_pages(turns: list[tuple[str, str]]) -> dict[str, Any]:
    authors = {
        "customer": {"type": "user", "id": "7", "name": "Carme"},
        "agent": {"type": "admin", "id": "3", "name": "Ana", "email": "ana@example.org"},
    }
    first, *rest = turns
    parts = [
        {"part_type": "comment", "body": text, "author": authors[who], "created_at": epoch(n)}
        for n, (who, text) in enumerate(rest, 1)
    ]
    note = {"part_type": "note", "body": NOTE, "author": authors["agent"], "created_at": epoch(1)}
    conversation = {
        "type": "conversation",
        "id": "42",
        "created_at": epoch(0),
        "state": "closed",
        "source": {"type": "conversation", "body": first[1], "author": authors[first[0]]},
        "contacts": {"contacts": [{"type": "contact", "id": "c7"}]},
        "conversation_parts": {"conversation_parts": [note, *parts], "total_count": len(turns)},
    }
    return {"/conversations/42": conversation}


def intercom_notice(delivery: str, secret: str, time: str | None) -> dict[str, Any]:
    event = {
        "type": "notification_event",
        "id": f"notif_{delivery}",
        "topic": "conversation.admin.closed",
        "data": {"item": {"type": "conversation", "id": "42"}},
    }
    body = json.dumps(event)
    signature = "sha1=" + sign(secret, "sha1", body.encode()).hex()
    return request(body, {"X-Hub-Signature": signature})


PAGES = {
    "chatwoot": chatwoot_pages,
    "zammad": zammad_pages,
    "freescout": freescout_pages,
    "zendesk": zendesk_pages,
    "intercom": intercom_pages,
}
NOTICES = {
    "chatwoot": chatwoot_notice,
    "zammad": zammad_notice,
    "freescout": freescout_notice,
    "zendesk": zendesk_notice,
    "intercom": intercom_notice,
}
ZENDESK_KEY = "ana@example.org/token:k"
KEYS = {
    "chatwoot": ("api_access_token", KEY),
    "zammad": ("Authorization", f"Token token={KEY}"),
    "freescout": ("X-FreeScout-API-Key", KEY),
    "zendesk": ("Authorization", "Basic " + base64.b64encode(ZENDESK_KEY.encode()).decode()),
    "intercom": ("Authorization", f"Bearer {KEY}"),
}


def desk_of(kind: str) -> Desk:
    """A helpdesk of this kind that holds the conversation; its server is not running yet."""
    desk = Desk(
        kind,
        FakeHelpdesk(key=KEYS[kind]),
        account="1" if kind == "chatwoot" else "",
        api_key=ZENDESK_KEY if kind == "zendesk" else KEY,
    )
    desk.say(TURNS)
    return desk
