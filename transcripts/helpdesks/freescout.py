"""FreeScout (module API & Webhooks): notices carry the conversation; threads are pulled with it.

Documentation: https://api-docs.freescout.net (Get Conversation), https://freescout.net/module/api-webhooks
(events, signature).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from transcripts.formats.records import Channel, InteractionRecord, TurnRecord
from transcripts.formats.values import parse_time, text_or_none
from transcripts.helpdesks.client import Client
from transcripts.helpdesks.notices import (
    Access,
    Notice,
    digest_of,
    enclosures,
    in_order,
    known_id,
    objects,
    part,
    plain,
)
from transcripts.helpdesks.signatures import in_base64, mac, require

CHANNELS: dict[str, Channel] = {"email": "email", "phone": "voice", "chat": "chat"}
SPEAKERS: dict[str, Literal["agent", "customer"]] = {"customer": "customer", "message": "agent"}


def verify(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], moment: datetime
) -> None:
    """``X-FreeScout-Signature: base64(HMAC-SHA1(secret, body))``; FreeScout signs no time."""
    expected = [in_base64(mac(one, "sha1", body)) for one in secrets]
    require(headers.get("X-FreeScout-Signature", ""), expected)


def read(headers: Mapping[str, str], body: bytes, document: Any) -> Notice:
    """Events ``convo.*`` carry the conversation itself. Notices have no id of their own."""
    event = text_or_none(headers.get("X-FreeScout-Event")) or ""
    about = event.startswith("convo.") and not event.startswith("convo.deleted")
    conversation = known_id(part(document, "id")) if about else None
    return Notice(digest_of(event.encode(), body), event, conversation)


def client(access: Access) -> Client:
    """The key travels as ``X-FreeScout-API-Key``."""
    return Client(access.address, {"X-FreeScout-API-Key": access.api_key})


def pull(client: Client, access: Access, conversation_id: str) -> InteractionRecord:
    """The conversation with all its threads: one answer has them, in whatever order."""
    conversation = client.get(f"/api/conversations/{conversation_id}", {"embed": "threads"})
    threads = sorted(objects(part(conversation, "_embedded", "threads")), key=number_of)
    assignee, customer = part(conversation, "assignee"), part(conversation, "customer")
    said = [(turn, thread) for thread in threads if (turn := turn_of(thread))]
    names = [text_or_none(part(assignee, name)) for name in ("firstName", "lastName")]
    return InteractionRecord(
        external_id=conversation_id,
        channel=CHANNELS.get(text_or_none(part(conversation, "type")) or "", "email"),
        started_at=parse_time(part(conversation, "createdAt")),
        ended_at=parse_time(part(conversation, "closedAt")),
        agent_ref=text_or_none(part(assignee, "email")),
        agent_name=" ".join(filter(None, names)) or None,
        customer_ref=text_or_none(part(customer, "email")) or text_or_none(part(customer, "id")),
        subject=text_or_none(part(conversation, "subject")),
        outcome="resolved" if part(conversation, "status") == "closed" else None,
        turns=in_order(turn for turn, _thread in said),
        media=enclosures(
            (file.get("fileName"), file.get("size"))
            for _turn, thread in said
            for file in objects(part(thread, "_embedded", "attachments"))
        ),
    )


def number_of(thread: Mapping[str, Any]) -> int:
    """The number of a thread: of two in one second the higher came later."""
    number = thread.get("id")
    return number if isinstance(number, int) else 0


def turn_of(thread: Mapping[str, Any]) -> TurnRecord | None:
    """What one side wrote; notes, lines about activity and drafts are no part of it."""
    speaker = SPEAKERS.get(text_or_none(thread.get("type")) or "")
    if speaker is None or thread.get("state", "published") != "published":
        return None
    text = plain(thread.get("body"), html=True)
    return TurnRecord(speaker, text, at=parse_time(thread.get("createdAt")))
