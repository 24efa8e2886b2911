"""Chatwoot: notices signed over time and body; messages in pages of twenty, newest page first.

Documentation: https://developers.chatwoot.com (webhooks; application API, messages).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from urllib.parse import unquote

from transcripts.formats.chat_json import channel_of
from transcripts.formats.records import InteractionRecord, TurnRecord
from transcripts.formats.values import parse_time, text_or_none
from transcripts.helpdesks.client import Client, PullFailed
from transcripts.helpdesks.notices import (
    MAX_MESSAGES,
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
from transcripts.helpdesks.signatures import in_hex, mac, require, require_now

INCOMING, OUTGOING, TEMPLATE = 0, 1, 3
BOTS = frozenset({"agent_bot", "captain_assistant"})


def verify(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], moment: datetime
) -> None:
    """``X-Chatwoot-Signature: sha256=hex(HMAC-SHA256(secret, "<timestamp>.<body>"))``."""
    timestamp = headers.get("X-Chatwoot-Timestamp", "")
    signed = timestamp.encode() + b"."
    expected = [in_hex(mac(one, "sha256", signed, body), "sha256") for one in secrets]
    require(headers.get("X-Chatwoot-Signature", ""), expected)
    require_now(timestamp, moment)


def read(headers: Mapping[str, str], body: bytes, document: Any) -> Notice:
    """Events of a message name their conversation; those of a conversation are it."""
    event = text_or_none(part(document, "event")) or ""
    conversation = None
    if event.startswith("message_"):
        conversation = part(document, "conversation", "id")
    elif event.startswith("conversation_") and "typing" not in event:
        conversation = part(document, "id")
    delivery = known_id(headers.get("X-Chatwoot-Delivery")) or digest_of(body)
    return Notice(delivery, event, known_id(conversation))


def client(access: Access) -> Client:
    """The key travels as ``api_access_token``."""
    return Client(access.address, {"api_access_token": access.api_key})


def pull(client: Client, access: Access, conversation_id: str) -> InteractionRecord:
    """The conversation, and its messages page by page back to the first."""
    base = f"/api/v1/accounts/{access.account}/conversations/{conversation_id}"
    conversation = client.get(base)
    messages: dict[int, dict[str, Any]] = {}
    arguments: dict[str, str | int] = {}
    while True:
        page = objects(part(client.get(f"{base}/messages", arguments), "payload"))
        numbers = [message["id"] for message in page if isinstance(message.get("id"), int)]
        fresh = [number for number in numbers if number not in messages]
        messages |= {m["id"]: m for m in page if isinstance(m.get("id"), int)}
        if not fresh:
            break
        if len(messages) > MAX_MESSAGES:
            raise PullFailed("too_many")
        arguments = {"before": min(numbers)}
    all_of_it = (messages[number] for number in sorted(messages))
    said = [(turn, message) for message in all_of_it if (turn := turn_of(message))]
    assignee = part(conversation, "meta", "assignee")
    return InteractionRecord(
        external_id=conversation_id,
        channel=channel_of(channel_word(part(conversation, "meta", "channel"))),
        started_at=parse_time(part(conversation, "created_at")),
        agent_ref=text_or_none(part(assignee, "email")) or text_or_none(part(assignee, "id")),
        agent_name=text_or_none(part(assignee, "name")),
        customer_ref=text_or_none(part(conversation, "meta", "sender", "id")),
        outcome="resolved" if part(conversation, "status") == "resolved" else None,
        turns=in_order(turn for turn, _message in said),
        media=enclosures(
            (name_of(file), file.get("file_size"))
            for _turn, message in said
            for file in objects(message.get("attachments"))
        ),
    )


def name_of(file: Mapping[str, Any]) -> str:
    """The name of an enclosed file, which only its address tells."""
    return unquote((text_or_none(file.get("data_url")) or "").partition("?")[0])


def channel_word(channel: Any) -> str:
    """``Channel::Whatsapp`` is social media, ``Channel::WebWidget`` a chat."""
    word = (text_or_none(channel) or "").rpartition("::")[2].lower()
    return {"facebookpage": "facebook", "twilosms": "sms", "twiliosms": "sms"}.get(word, word)


def turn_of(message: Mapping[str, Any]) -> TurnRecord | None:
    """What one side wrote; notes, lines about activity and what was deleted are no part of it."""
    kind, text = message.get("message_type"), plain(message.get("content"), html=False)
    if message.get("private") or kind not in (INCOMING, OUTGOING, TEMPLATE):
        return None
    if part(message, "content_attributes", "deleted"):
        return None  # its text says that it was deleted
    speaker: Literal["customer", "bot", "agent"] = "customer" if kind == INCOMING else "agent"
    if kind == TEMPLATE or text_or_none(part(message, "sender", "type")) in BOTS:
        speaker = "bot"
    return TurnRecord(speaker, text, at=parse_time(message.get("created_at")))
