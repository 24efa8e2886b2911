"""Intercom: notices signed with the app's client secret; a conversation with up to 500 parts.

Documentation: https://developers.intercom.com (webhooks; conversations, retrieve a conversation).
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
from transcripts.helpdesks.signatures import in_hex, mac, require

API_VERSION = "2.11"
CHANNELS: dict[str, Channel] = {
    "email": "email",
    "conversation": "chat",
    "push": "chat",
    "sms": "sms",
    "phone_call": "voice",
    "phone_switch": "chat",
}
SPEAKERS: dict[str, Literal["agent", "customer", "bot"]] = {
    "user": "customer",
    "lead": "customer",
    "contact": "customer",
    "admin": "agent",
    "team": "agent",
    "bot": "bot",
}
AUTOMATIC = frozenset({"automated", "campaigns_initiated", "operator_initiated"})
MOST_PARTS = 500


def verify(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], moment: datetime
) -> None:
    """``X-Hub-Signature: sha1=hex(HMAC-SHA1(client secret, body))``; no time of its own."""
    expected = [in_hex(mac(one, "sha1", body), "sha1") for one in secrets]
    require(headers.get("X-Hub-Signature", ""), expected)


def read(headers: Mapping[str, str], body: bytes, document: Any) -> Notice:
    """The item of a notice is the conversation, for the topics ``conversation.*``."""
    topic = text_or_none(part(document, "topic")) or ""
    item = part(document, "data", "item")
    about = part(item, "type") == "conversation" and topic != "conversation.deleted"
    delivery = known_id(part(document, "id")) or digest_of(body)
    return Notice(delivery, topic, known_id(part(item, "id")) if about else None)


def client(access: Access) -> Client:
    """The key is an access token, sent as a bearer."""
    headers = {"Authorization": f"Bearer {access.api_key}", "Intercom-Version": API_VERSION}
    return Client(access.address, headers)


def pull(client: Client, access: Access, conversation_id: str) -> InteractionRecord:
    """The conversation: what opened it, then its parts. Intercom gives at most 500 of them."""
    conversation = client.get(f"/conversations/{conversation_id}")
    source = part(conversation, "source")
    opening = opening_of(source) | {"created_at": part(conversation, "created_at")}
    held = part(conversation, "conversation_parts")
    parts = objects(part(held, "conversation_parts"))
    said = [(turn, entry) for entry in (opening, *parts) if (turn := turn_of(entry))]
    agents = [entry["author"] for entry in parts if part(entry, "author", "type") == "admin"]
    total = part(held, "total_count")
    cut = isinstance(total, int) and total > len(parts) and len(parts) >= MOST_PARTS
    contact = objects(part(conversation, "contacts", "contacts"))
    return InteractionRecord(
        external_id=conversation_id,
        channel=CHANNELS.get(text_or_none(part(source, "type")) or "", "social"),
        started_at=parse_time(part(conversation, "created_at")),
        agent_ref=text_or_none(part(agents[-1], "email")) if agents else None,
        agent_name=text_or_none(part(agents[-1], "name")) if agents else None,
        customer_ref=text_or_none(contact[0].get("id")) if contact else None,
        subject=plain(part(source, "subject"), html=True) or None,
        outcome="resolved" if part(conversation, "state") == "closed" else None,
        turns=in_order(turn for turn, _entry in said),
        media=enclosures(
            (file.get("name"), file.get("filesize"))
            for _turn, entry in said
            for file in objects(entry.get("attachments"))
        ),
        metadata={"warnings": ["parts_missing"]} if cut else {},
    )


def opening_of(source: Any) -> dict[str, Any]:
    """What opened the conversation, as a part; what was sent by itself bears a teammate's name."""
    if not isinstance(source, dict):
        return {}
    alone = text_or_none(source.get("delivered_as")) in AUTOMATIC
    return source | {"author": {"type": "bot"}} if alone else source


def turn_of(entry: Mapping[str, Any]) -> TurnRecord | None:
    """What one side wrote; notes among teammates and what was redacted are no part of it."""
    kind = text_or_none(entry.get("part_type")) or ""
    speaker = SPEAKERS.get(text_or_none(part(entry, "author", "type")) or "")
    if kind.startswith("note") or entry.get("redacted") or speaker is None:
        return None
    text = plain(entry.get("body"), html=True)
    return TurnRecord(speaker, text, at=parse_time(entry.get("created_at")))
