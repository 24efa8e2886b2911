"""Zendesk: notices signed over time and body; comments, or messages, in pages with a cursor.

Documentation: https://developer.zendesk.com (webhooks, verifying; ticketing, ticket comments and
conversation log).
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from transcripts.formats.records import Channel, InteractionRecord, Speaker, TurnRecord
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
WITH_COMMENTS = frozenset({"email", "web", "api", "voice"})
AUTHORS: dict[str, Speaker] = {
    "user": "customer",
    "agent": "agent",
    "bot": "bot",
}
Entries = list[dict[str, Any]]
People = dict[str, Mapping[str, Any]]


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
    return Notice(delivery, event, known_id(ticket))


def client(access: Access) -> Client:
    """The key is ``person@example.org/token:key``, sent as basic authentication."""
    encoded = base64.b64encode(access.api_key.encode()).decode()
    return Client(access.address, {"Authorization": f"Basic {encoded}"})


def pull(client: Client, access: Access, conversation_id: str) -> InteractionRecord:
    """The ticket, what was written in it page by page, and who wrote it.

    What comes by messaging is in the conversation log; its comments hold a summary at most. Where
    the log is closed to us, the comments are what there is.
    """
    path = f"/api/v2/tickets/{conversation_id}"
    answer = client.get(f"{path}.json", {"include": "users"})
    ticket = part(answer, "ticket")
    people = people_of(answer)
    channel = text_or_none(part(ticket, "via", "channel")) or ""
    requester = known_id(part(ticket, "requester_id"))
    log = [] if channel in WITH_COMMENTS else log_of(client, path)
    comments = [] if log else all_pages(client, f"{path}/comments.json", "comments", people)
    said = [(turn, entry) for entry in log if (turn := turn_of_message(entry, requester))]
    said += [(turn, entry) for entry in comments if (turn := turn_of(entry, people, requester))]
    number = known_id(part(ticket, "assignee_id"))
    assignee = people.get(number or "", {})
    return InteractionRecord(
        external_id=conversation_id,
        channel=CHANNELS.get(channel, "social"),
        started_at=parse_time(part(ticket, "created_at")),
        agent_ref=text_or_none(assignee.get("email")) or number,
        agent_name=text_or_none(assignee.get("name")),
        customer_ref=requester,
        subject=text_or_none(part(ticket, "subject")),
        outcome="resolved" if part(ticket, "status") in ("solved", "closed") else None,
        turns=in_order(turn for turn, _entry in said),
        media=enclosures(
            (file.get("file_name"), file.get("size"))
            for _turn, entry in said
            for file in objects(entry.get("attachments"))
        ),
    )


def log_of(client: Client, path: str) -> Entries:
    """The conversation log of a ticket; nothing where an account does not open it."""
    try:
        return all_pages(client, f"{path}/conversation_log", "events")
    except PullFailed as error:
        if error.reason in ("key_forbidden", "unknown") or error.reason.startswith("status:"):
            return []
        raise


def all_pages(client: Client, path: str, name: str, people: People | None = None) -> Entries:
    """All entries of a list, by its cursor; the people who come beside them are added to those."""
    found: Entries = []
    arguments: dict[str, str | int] = {"page[size]": PAGE}
    arguments |= {} if people is None else {"include": "users"}
    while True:
        page = client.get(path, arguments)
        found += objects(part(page, name))
        if people is not None:
            people |= people_of(page)
        cursor = text_or_none(part(page, "meta", "after_cursor"))
        if not part(page, "meta", "has_more") or not cursor:
            return found
        if len(found) > MAX_MESSAGES or arguments.get("page[after]") == cursor:
            raise PullFailed("too_many")
        arguments["page[after]"] = cursor


def people_of(page: Any) -> People:
    """The people who come beside an answer, by their numbers."""
    people = objects(part(page, "users"))
    return {number: entry for entry in people if (number := known_id(entry.get("id")))}


def turn_of(comment: Mapping[str, Any], people: People, requester: str | None) -> TurnRecord | None:
    """What one side wrote; internal notes are no part of the conversation."""
    body = comment.get("plain_body") or comment.get("body")
    text = plain(body, html=False)
    if comment.get("public") is False:
        return None
    author = known_id(comment.get("author_id"))
    role = people.get(author or "", {}).get("role")
    speaker: Literal["agent", "customer", "system"] = "agent"
    if comment.get("type") == "VoiceComment":
        speaker = "system"  # of a call Zendesk itself writes who called whom and when
    elif (author and author == requester) or role == "end-user":
        speaker = "customer"
    elif role is None:
        speaker = "system"
    return TurnRecord(speaker, text, at=parse_time(comment.get("created_at")))


def turn_of_message(entry: Mapping[str, Any], requester: str | None) -> TurnRecord | None:
    """What somebody wrote, as the conversation log has it; internal notes stay out."""
    if part(entry, "metadata", "public") is False:
        return None
    content = part(entry, "content")
    text = plain(part(content, "text"), html=False) or plain(part(content, "body"), html=True)
    author = text_or_none(part(entry, "author", "type")) or ""
    speaker: Speaker = AUTHORS.get(author, "system")
    if requester and known_id(part(entry, "author", "zen:support:user_id")) == requester:
        speaker = "customer"
    return TurnRecord(speaker, text, at=parse_time(entry.get("created_at")))
