"""What a vCon has no place for and Rubrica writes into an attachment: read back from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from transcripts.formats.records import Channel, InteractionRecord
from transcripts.formats.speech_json import objects
from transcripts.formats.values import parse_time, seconds, text_or_none

CONTACT = "rubrica-contact"
TEXTS = ("agent_ref", "customer_ref", "reason", "language", "outcome")
TIMES = ("started_at", "ended_at")
KEPT = ("channel", "handle_seconds", *TEXTS)


def with_contact(record: InteractionRecord, document: dict[str, Any]) -> InteractionRecord:
    """The record as it was written, where the vCon has our attachment; else as it is."""
    for attachment in objects(document.get("attachments")):
        body = attachment.get("body")
        if attachment.get("purpose") == CONTACT and isinstance(body, dict):
            told: dict[str, Any] = {name: text_or_none(body.get(name)) for name in TEXTS}
            told |= {name: parse_time(body.get(name)) for name in TIMES}
            told["handle_seconds"] = seconds(body.get("handle_seconds"))
            if body.get("channel") in get_args(Channel):
                told["channel"] = body["channel"]
            return replace(record, **told)
    return record
