"""Zammad: notices signed with the trigger's token; all articles of a ticket in one answer.

Documentation: https://admin-docs.zammad.org (webhooks), https://docs.zammad.org (ticket articles).
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

CHANNELS: dict[str, Channel] = {
    "email": "email",
    "phone": "voice",
    "sms": "sms",
    "chat": "chat",
    "web": "email",
    "fax": "email",
}
SPEAKERS: dict[str, Literal["agent", "customer", "system"]] = {
    "Customer": "customer",
    "Agent": "agent",
    "System": "system",
}


def verify(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], moment: datetime
) -> None:
    """``X-Hub-Signature: sha1=hex(HMAC-SHA1(token, body))``; Zammad signs no time."""
    expected = [in_hex(mac(one, "sha1", body), "sha1") for one in secrets]
    require(headers.get("X-Hub-Signature", ""), expected)


def read(headers: Mapping[str, str], body: bytes, document: Any) -> Notice:
    """Every notice carries its ticket."""
    delivery = known_id(headers.get("X-Zammad-Delivery")) or digest_of(body)
    event = text_or_none(headers.get("X-Zammad-Trigger")) or ""
    return Notice(delivery, event, known_id(part(document, "ticket", "id")))


def client(access: Access) -> Client:
    """The key is an access token of a person with the right to read tickets."""
    return Client(access.address, {"Authorization": f"Token token={access.api_key}"})


def pull(client: Client, access: Access, conversation_id: str) -> InteractionRecord:
    """The ticket with its names spelled out, and its articles."""
    ticket = client.get(f"/api/v1/tickets/{conversation_id}", {"expand": "true"})
    articles = objects(
        client.get(f"/api/v1/ticket_articles/by_ticket/{conversation_id}", shape=list)
    )
    said = [(turn, article) for article in articles if (turn := turn_of(article))]
    first = text_or_none(articles[0].get("type")) if articles else None
    owner = text_or_none(part(ticket, "owner"))
    return InteractionRecord(
        external_id=conversation_id,
        channel=CHANNELS.get(first or "", "email" if first == "note" else "social"),
        started_at=parse_time(part(ticket, "created_at")),
        ended_at=parse_time(part(ticket, "close_at")),
        agent_ref=owner if owner != "-" else None,
        customer_ref=text_or_none(part(ticket, "customer")),
        subject=text_or_none(part(ticket, "title")),
        reason=text_or_none(part(ticket, "group")),
        outcome="resolved" if part(ticket, "state") == "closed" else None,
        turns=in_order(turn for turn, _article in said),
        media=enclosures(
            (file.get("filename"), file.get("size"))
            for _turn, article in said
            for file in objects(article.get("attachments"))
        ),
    )


def turn_of(article: Mapping[str, Any]) -> TurnRecord | None:
    """What one side wrote; internal articles are no part of the conversation."""
    if article.get("internal"):
        return None
    text = plain(article.get("body"), html=article.get("content_type") == "text/html")
    speaker = SPEAKERS.get(text_or_none(article.get("sender")) or "", "system")
    return TurnRecord(speaker, text, at=parse_time(article.get("created_at")))
