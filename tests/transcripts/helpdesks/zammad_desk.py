"""Zammad as its documentation shows it: tickets and their articles."""

import json
from typing import Any

from tests.transcripts.helpdesks.basics import KEY, NOTE, iso, request, same_uuid, sign

KEY_HEADER = ("Authorization", f"Token token={KEY}")
SENDERS = {"customer": ("Customer", 2), "agent": ("Agent", 1)}
CUSTOMER, AGENT = "carme@example.org", "ana@example.org"


def article(number: int, who: str, body: str, minute: int, **other: Any) -> dict[str, Any]:
    """One article: a message, a note or a mail that Zammad itself sends."""
    sender, sender_id = SENDERS[who]
    author = CUSTOMER if who == "customer" else AGENT
    return {
        "id": number,
        "ticket_id": 42,
        "type_id": 1,
        "sender_id": sender_id,
        "from": f"{who.title()} <{author}>",
        "to": "shop@example.org",
        "cc": None,
        "subject": "Parcel",
        "reply_to": None,
        "message_id": None,
        "message_id_md5": None,
        "in_reply_to": None,
        "content_type": "text/html",
        "references": None,
        "body": body,
        "internal": False,
        "preferences": {},
        "updated_by_id": 5,
        "created_by_id": 5,
        "origin_by_id": None,
        "created_at": iso(minute),
        "updated_at": iso(minute),
        "attachments": [],
        "type": "email",
        "sender": sender,
        "created_by": author,
        "updated_by": author,
    } | other


def attachment(number: int, name: str, media_type: str, size: int) -> dict[str, Any]:
    """A file of an article; Zammad writes its size as a text."""
    return {
        "id": number,
        "filename": name,
        "size": str(size),
        "preferences": {"Content-Type": media_type, "Mime-Type": media_type},
    }


def articles_of(turns: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The articles, with a note among agents."""
    said = [
        article(n, who, f'<p>{text}</p><span class="js-signatureMarker"></span>', n)
        for n, (who, text) in enumerate(turns)
    ]
    said[0]["attachments"] = [
        attachment(71, "example.pdf", "application/pdf", 2331),
        attachment(72, "voice message.mp3", "audio/mpeg", 31_400),
    ]
    note = {"type": "note", "type_id": 10, "internal": True, "content_type": "text/plain"}
    return [*said, article(99, "agent", NOTE, 1, **note)]


def ticket() -> dict[str, Any]:
    """The ticket with its names spelled out, as ``?expand=true`` gives it."""
    return {
        "id": 42,
        "group_id": 3,
        "priority_id": 2,
        "state_id": 4,
        "organization_id": None,
        "number": "22042",
        "title": "Parcel",
        "owner_id": 3,
        "customer_id": 7,
        "note": None,
        "first_response_at": iso(1),
        "close_at": iso(5),
        "last_contact_at": iso(2),
        "create_article_type_id": 1,
        "create_article_sender_id": 2,
        "article_count": 4,
        "type": None,
        "preferences": {},
        "updated_by_id": 3,
        "created_by_id": 7,
        "created_at": iso(0),
        "updated_at": iso(5),
        "article_ids": [0, 1, 2, 99],
        "group": "Delivery",
        "state": "closed",
        "priority": "2 normal",
        "owner": AGENT,
        "customer": CUSTOMER,
        "organization": None,
        "create_article_type": "email",
        "create_article_sender": "Customer",
        "created_by": CUSTOMER,
        "updated_by": AGENT,
    }


def pages(turns: list[tuple[str, str]]) -> dict[str, Any]:
    """The answers of the API, by path."""
    return {
        "/api/v1/tickets/42": ticket(),
        "/api/v1/ticket_articles/by_ticket/42": articles_of(turns),
    }


def refusal(status: int) -> Any:
    """The body of an error."""
    words = {401: "Authentication required", 404: "Couldn't find Ticket with 'id'=42"}
    return {"error": words.get(status, "Not authorized"), "error_human": "Something went wrong"}


def notice(delivery: str, secret: str, time: str | None = None) -> dict[str, Any]:
    """A signed notice with the default payload: here people and groups are whole objects."""
    person = {"id": 7, "login": CUSTOMER, "email": CUSTOMER, "firstname": "Carme", "active": True}
    about = ticket() | {"customer": person, "group": {"id": 3, "name": "Delivery"}}
    event = {"ticket": about, "article": article(2, "customer", "Thank you.", 2)}
    body = json.dumps(event)
    delivered = {"X-Zammad-Delivery": same_uuid(delivery), "X-Zammad-Trigger": "tell Rubrica"}
    return request(body, headers(body, secret) | delivered)


def headers(body: str, secret: str) -> dict[str, str]:
    """The header by which Zammad vouches for a body."""
    return {"X-Hub-Signature": "sha1=" + sign(secret, "sha1", body.encode()).hex()}
