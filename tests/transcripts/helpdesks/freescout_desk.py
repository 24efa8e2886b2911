"""FreeScout as the documentation of its module API & Webhooks shows it."""

import base64
import json
from typing import Any

from tests.transcripts.helpdesks.basics import KEY, NOTE, TURNS, iso, request, sign

KEY_HEADER = ("X-FreeScout-API-Key", KEY)
FILES = "https://support.example.org/storage/attachment/7/3/1"
MAILBOX = "support@example.org"
AGENT = {
    "id": 3,
    "type": "user",
    "firstName": "Ana",
    "lastName": "Pi",
    "photoUrl": "https://support.example.org/storage/users/5a10.jpg",
    "email": "ana@example.org",
}
CUSTOMER = {
    "id": 7,
    "type": "customer",
    "firstName": "Carme",
    "lastName": None,
    "photoUrl": "",
    "email": "carme@example.org",
}


def thread(number: int, kind: str, body: str | None, minute: int, **other: Any) -> dict[str, Any]:
    """One thread; what FreeScout calls so is a message, a note or a line about activity."""
    by_customer = kind == "customer"
    return {
        "id": number,
        "type": kind,
        "status": "active",
        "state": "published",
        "action": {"type": "", "text": "", "associatedEntities": []},
        "body": body,
        "source": {"type": "email", "via": "customer" if by_customer else "user"},
        "customer": CUSTOMER,
        "createdBy": CUSTOMER if by_customer else AGENT,
        "assignedTo": AGENT,
        "to": [MAILBOX if by_customer else CUSTOMER["email"]],
        "cc": [],
        "bcc": [],
        "createdAt": iso(minute),
        "openedAt": None if by_customer else iso(minute),
        "_embedded": {"attachments": []},
    } | other


def attachment(number: int, name: str, media_type: str, size: int) -> dict[str, Any]:
    """A file of a thread; its address opens with the token in it."""
    return {
        "id": number,
        "fileName": name,
        "fileUrl": f"{FILES}/{name}?id={number}&token=c5135450",
        "mimeType": media_type,
        "size": size,
    }


def line(number: int, action: str, text: str, minute: int) -> dict[str, Any]:
    """A line about activity, which has no words of its own."""
    told = {"type": action, "text": text, "associatedEntities": []}
    return thread(number, "lineitem", None, minute, action=told)


def conversation(threads: list[dict[str, Any]]) -> dict[str, Any]:
    """The conversation, which notices carry and ``GET /api/conversations/42`` answers."""
    return {
        "id": 42,
        "number": 12,
        "threadsCount": len(threads),
        "type": "email",
        "folderId": 11,
        "status": "closed",
        "state": "published",
        "subject": "Parcel",
        "preview": "Where is my parcel?",
        "mailboxId": 15,
        "assignee": AGENT,
        "createdBy": CUSTOMER,
        "createdAt": iso(0),
        "updatedAt": iso(5),
        "closedBy": AGENT["id"],
        "closedByUser": AGENT,
        "closedAt": iso(5),
        "userUpdatedAt": iso(5),
        "customerWaitingSince": {
            "time": iso(2),
            "friendly": "10 hours ago",
            "latestReplyFrom": "customer",
        },
        "source": {"type": "email", "via": "customer"},
        "cc": [],
        "bcc": [],
        "customer": CUSTOMER,
        "customFields": [{"id": 22, "name": "Amount", "value": "7", "text": ""}],
        "_embedded": {
            "threads": threads,
            "timelogs": [],
            "tags": [{"id": 57, "name": "overdue"}],
        },
    }


def threads_of(turns: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The threads, newest first, among them all that is no part of the conversation."""
    kinds = {"customer": "customer", "agent": "message"}
    said = [
        thread(n, kinds[who], f'<div dir="auto">{text}</div>', n)
        for n, (who, text) in enumerate(turns)
    ]
    said[0]["_embedded"]["attachments"] = [
        attachment(71, "example.pdf", "application/pdf", 2331),
        attachment(72, "voice message.mp3", "audio/mpeg", 31_400),
    ]
    others = [
        thread(96, "message", "Not sent yet.", 1, state="draft"),
        thread(97, "message", "Taken back.", 1, state="hidden"),
        thread(99, "note", NOTE, 1),
        line(98, "changed-ticket-assignee", "John Doe assigned conversation to Ana", 1),
        line(95, "changed-ticket-status", "Ana marked as Closed", 5),
    ]
    return [*others, *reversed(said)]


def pages(turns: list[tuple[str, str]]) -> dict[str, Any]:
    """The answers of the API, by path."""
    return {"/api/conversations/42": conversation(threads_of(turns))}


def refusal(status: int) -> Any:
    """The body of an error, as the documentation prints it."""
    words = {401: "Not Authorized", 403: "Access denied", 404: "Not Found"}.get(status, "Error")
    return {"message": words, "errorCode": words.upper(), "_embedded": {"errors": []}}


def notice(
    delivery: str, secret: str, time: str | None = None, event: str = "convo.customer.reply.created"
) -> dict[str, Any]:
    """A signed notice; FreeScout gives it no id, so another delivery has other words in it."""
    document = conversation(threads_of(TURNS)) | {"preview": delivery}
    body = json.dumps(document)
    return request(body, headers(body, secret, event))


def headers(body: str, secret: str, event: str) -> dict[str, str]:
    """The headers by which FreeScout vouches for a body."""
    signature = base64.b64encode(sign(secret, "sha1", body.encode())).decode()
    return {"X-FreeScout-Signature": signature, "X-FreeScout-Event": event}
