"""Zendesk as its documentation shows it: tickets with comments, and a log of what was messaged."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

from tests.transcripts.helpdesks.basics import NOTE, iso, request, same_uuid, sign

KEY = "ana@example.org/token:k"
KEY_HEADER = ("Authorization", "Basic " + base64.b64encode(KEY.encode()).decode())
PAGE = 2  # Zendesk gives a hundred; two make the same paging with fewer comments
TICKET, LOG = "/api/v2/tickets/42", "/api/v2/tickets/42/conversation_log"
FILES = "https://shop.zendesk.com/attachments/token/crv"
CUSTOMER, AGENT = 7, 3
PEOPLE = [
    {"id": CUSTOMER, "role": "end-user", "name": "Carme", "email": "carme@example.org"},
    {"id": AGENT, "role": "agent", "name": "Ana", "email": "ana@example.org"},
]
AUTHORS = {
    "customer": {"type": "user", "display_name": "Carme", "zen:support:user_id": CUSTOMER},
    "agent": {"type": "agent", "display_name": "Ana", "zen:support:user_id": AGENT},
    "bot": {"type": "bot", "display_name": "ShopBot", "zen:support:user_id": -1},
}


def comment(number: int, author: int, text: str, minute: int, **other: Any) -> dict[str, Any]:
    """One comment, public unless it says otherwise."""
    return {
        "id": number,
        "type": "Comment",
        "author_id": author,
        "body": text,
        "html_body": f'<div class="zd-comment" dir="auto">{text}<br></div>',
        "plain_body": text,
        "public": True,
        "attachments": [],
        "audit_id": 1000 + number,
        "via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
        "created_at": iso(minute),
        "metadata": {"system": {"client": "Mozilla/5.0", "ip_address": "192.0.2.1"}, "custom": {}},
    } | other


def attachment(number: int, name: str, media_type: str, size: int) -> dict[str, Any]:
    """A file of a comment."""
    return {
        "id": number,
        "url": f"https://shop.zendesk.com/api/v2/attachments/{number}.json",
        "file_name": name,
        "content_url": f"{FILES}/?name={name}",
        "content_type": media_type,
        "size": size,
        "inline": False,
        "deleted": False,
        "thumbnails": [],
    }


def comments_of(turns: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The comments, oldest first, with an internal one."""
    authors = {"customer": CUSTOMER, "agent": AGENT}
    said = [comment(n, authors[who], text, n) for n, (who, text) in enumerate(turns)]
    said[0]["attachments"] = [
        attachment(71, "example.pdf", "application/pdf", 2331),
        attachment(72, "voice message.mp3", "audio/mpeg", 31_400),
    ]
    return [*said, comment(99, AGENT, NOTE, 1, public=False)]


def paged(everything: list[dict[str, Any]], name: str, **beside: Any) -> Any:
    """A page of a list, by its cursor."""

    def page(arguments: dict[str, str]) -> dict[str, Any]:
        first = int(arguments.get("page[after]", 0))
        more = first + PAGE < len(everything)
        cursors = {"after_cursor": str(first + PAGE), "before_cursor": str(first)}
        shown = {name: everything[first : first + PAGE], "meta": {"has_more": more} | cursors}
        return shown | {"links": {"next": f"{TICKET}?page[after]={first + PAGE}"}} | beside

    return page


def ticket(channel: str = "email") -> dict[str, Any]:
    """The ticket."""
    return {
        "id": 42,
        "url": f"https://shop.zendesk.com{TICKET}.json",
        "external_id": None,
        "via": {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}},
        "created_at": iso(0),
        "updated_at": iso(5),
        "type": "question",
        "subject": "Parcel",
        "raw_subject": "Parcel",
        "description": "Where is my parcel?",
        "priority": "normal",
        "status": "solved",
        "recipient": None,
        "requester_id": CUSTOMER,
        "submitter_id": CUSTOMER,
        "assignee_id": AGENT,
        "organization_id": None,
        "group_id": 9,
        "is_public": True,
        "tags": [],
        "custom_fields": [],
        "satisfaction_rating": {"score": "unoffered"},
    }


def pages(turns: list[tuple[str, str]]) -> dict[str, Any]:
    """The answers of the API, by path, for a ticket of e-mails."""
    return {
        f"{TICKET}.json": {"ticket": ticket(), "users": PEOPLE},
        f"{TICKET}/comments.json": paged(comments_of(turns), "comments", users=PEOPLE),
    }


def event(who: str, content: dict[str, Any], minute: int, **other: Any) -> dict[str, Any]:
    """One entry of the conversation log."""
    return {
        "id": f"01J9Q342W4DE2G1343NNTX{minute:02}{who[:2].upper()}",
        "type": "Messaging::ConversationMessage",
        "reference": f"zen:sunco:conversation_message:68076{minute}",
        "author": AUTHORS[who] | {"zen:sunco:user_id": f"a21a91fd{who}"},
        "content": content,
        "attachments": [],
        "metadata": {"custom": {}, "system": {}, "ticket_version": 0},
        "source": {"type": "zd:messaging"},
        "created_at": iso(minute),
        "received_at": iso(minute),
    } | other


def messaging_pages(turns: list[tuple[str, str]]) -> dict[str, Any]:
    """The answers for a ticket of messages: what was said is in the log, a summary in comments."""
    hidden = {"public": False, "custom": {}, "system": {}}
    summary = {"type": "html", "body": "<div>Conversation with Carme<br>URL: None</div>"}
    note = {"type": "html", "body": f"<div>{NOTE}</div>"}
    log = [
        event("bot", {"type": "text", "text": "How can I help?", "actions": []}, 0),
        event("customer", summary, 0, type="Comment", metadata=hidden),
        *(event(who, {"type": "text", "text": text}, n) for n, (who, text) in enumerate(turns)),
        event("agent", note, 1, type="Comment", metadata=hidden),
        event("customer", {"type": "form", "fields": []}, 5),
    ]
    log[2]["attachments"] = [attachment(71, "example.pdf", "application/pdf", 2331)]
    transcript = comment(1, CUSTOMER, "Conversation with Carme", 0, public=False)
    return {
        f"{TICKET}.json": {"ticket": ticket("native_messaging"), "users": PEOPLE},
        f"{TICKET}/comments.json": paged([transcript], "comments", users=PEOPLE),
        LOG: paged(log, "events"),
    }


def refusal(status: int) -> Any:
    """The body of an error."""
    if status == 401:
        return {"error": "Couldn't authenticate you"}
    return {"error": "RecordNotFound", "description": "Not found"}


def notice(delivery: str, secret: str, time: str | None = None) -> dict[str, Any]:
    """A signed notice of a new comment."""
    told = {
        "type": "zen:event-type:ticket.comment_added",
        "account_id": 21825834,
        "id": same_uuid(delivery),
        "time": iso(2),
        "zendesk_event_version": "2022-11-06",
        "subject": "zen:ticket:42",
        "detail": {"id": "42", "status": "OPEN", "subject": "Parcel", "via": {"channel": "email"}},
        "event": {"comment": {"id": "2", "body": "Thank you.", "is_public": True}},
    }
    body = json.dumps(told)
    stamp = time or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    delivered = {
        "X-Zendesk-Account-Id": "21825834",
        "X-Zendesk-Webhook-Id": "01GK8E6BKWMJZD2T8Y5AXJQMG5",
        "X-Zendesk-Webhook-Invocation-Id": same_uuid(delivery),
    }
    return request(body, headers(body, secret, stamp) | delivered)


def headers(body: str, secret: str, stamp: str) -> dict[str, str]:
    """The headers by which Zendesk vouches for a body."""
    signed = sign(secret, "sha256", (stamp + body).encode())
    return {
        "X-Zendesk-Webhook-Signature": base64.b64encode(signed).decode(),
        "X-Zendesk-Webhook-Signature-Timestamp": stamp,
    }
