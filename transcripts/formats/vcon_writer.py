"""Writing vCons: strictly by the working group's schema, and so that they read back the same.

Roles are those of the contact centre extension (CC). Words of a call are an analysis in the
World Transcription Format; written messages are a text dialog each. What the standard has no
place for (the reason of a contact, its outcome, its language) travels in an attachment.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from transcripts.formats.records import InteractionRecord, MediaRecord, Speaker, TurnRecord
from transcripts.formats.vcon_contact import CONTACT, KEPT, TIMES

REDACTION = "Personal data taken out of text and sound"
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording to write: who speaks on each of its channels, and its length in seconds."""

    medium: MediaRecord
    sides: tuple[Speaker, ...] = ("agent", "customer")
    seconds: float | None = None


def uuid_for(secret: str, *names: str) -> uuid.UUID:
    """The same version 8 UUID (RFC 9562) for the same names, and another in another house."""
    digest = hmac.new(secret.encode(), "\x1f".join(names).encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:16])
    number = number & ~(0xF << 76) | 8 << 76
    return uuid.UUID(int=number & ~(0b11 << 62) | 0b10 << 62)


def write_vcon(
    record: InteractionRecord,
    sounds: Sequence[Sound] = (),
    *,
    created_at: datetime,
    redacted_from: uuid.UUID | None = None,
) -> Document:
    """The vCon of an interaction whose `external_id` is the vCon's own uuid.

    `record.started_at` must be known. `record.media` is not written; `sounds` are. Times of turns
    are kept as they are: `start` and `end` for calls, `at` for written channels.
    `redacted_from` is the uuid of the vCon that still has what was taken out here.
    """
    if record.started_at is None:
        raise ValueError("a vCon needs to know when its conversation began")
    parties = _parties(record)
    dialog = _dialogs(record, sounds, parties)
    document: Document = {
        "vcon": "0.4.0",
        "uuid": record.external_id,
        "extensions": ["CC"],
        "created_at": created_at.isoformat(),
        "subject": record.subject or "",
        "parties": [party for _, party in parties],
        "dialog": dialog,
        "analysis": _analysis(record, dialog, parties, created_at),
        "attachments": [_contact(record)],
    }
    if redacted_from:
        document["redacted"] = {"uuid": str(redacted_from), "type": REDACTION}
    return {key: value for key, value in document.items() if value != ""}


Parties = list[tuple[Speaker, dict[str, str]]]


def _parties(record: InteractionRecord) -> Parties:
    """Agent and customer always, so that they can be referred to; others where they speak."""
    speaking = {turn.speaker for turn in record.turns}
    agent: Speaker = "bot" if "bot" in speaking and "agent" not in speaking else "agent"
    roles: list[Speaker] = [agent, "customer"]
    others: tuple[Speaker, ...] = ("bot", "system")
    roles += [role for role in others if role in speaking and role not in roles]
    known = {agent: (record.agent_ref, record.agent_name), "customer": (record.customer_ref, None)}
    return [(role, _party(role, *known.get(role, (None, None)))) for role in roles]


def _party(role: Speaker, reference: str | None, name: str | None) -> dict[str, str]:
    party: dict[str, str] = {"role": role}
    if name:
        party["name"] = name
    if reference and "@" in reference:
        party["mailto"] = reference
    elif reference and reference.startswith("+") and reference[1:].isdigit():
        party["tel"] = reference
    return party


def _index(parties: Parties, role: Speaker) -> int | None:
    return next((number for number, (known, _) in enumerate(parties) if known == role), None)


def _indices(parties: Parties, roles: Sequence[Speaker]) -> list[int]:
    found = (_index(parties, role) for role in roles)
    return [number for number in found if number is not None]


def _dialogs(
    record: InteractionRecord, sounds: Sequence[Sound], parties: Parties
) -> list[Document]:
    if record.channel == "voice":
        silent: Sequence[Sound | None] = (None,)
        return [_recording(record, sound, parties) for sound in sounds or silent]
    spoken = [_recording(record, sound, parties) for sound in sounds]
    written = [_message(record, turn, parties) for turn in record.turns]
    return spoken + written or [_nothing(record)]


def _nothing(record: InteractionRecord) -> Document:
    """A contact in which nobody said a word."""
    return _began(record, "incomplete") | {"disposition": "hung-up"}


def _began(record: InteractionRecord, kind: str, at: datetime | None = None) -> Document:
    """What all dialogs have in common; the case is the CC extension's `interaction_id`."""
    start = at or record.started_at
    dialog = {
        "type": kind,
        "start": start.isoformat() if start else "",
        "application": record.channel,
    }
    return dialog | ({"interaction_id": record.case_ref} if record.case_ref else {})


def _recording(record: InteractionRecord, sound: Sound | None, parties: Parties) -> Document:
    seconds = sound.seconds if sound else None
    if seconds is None and record.started_at and record.ended_at:
        seconds = (record.ended_at - record.started_at).total_seconds()
    sides = sound.sides if sound else (parties[0][0], "customer")
    dialog = _began(record, "recording") | {"parties": _indices(parties, sides)}
    if seconds is not None:
        dialog["duration"] = seconds
    return dialog | (_content(sound.medium) if sound else {})


def _content(medium: MediaRecord) -> Document:
    """The bytes of a recording, or its address, in either case with the digest of its content."""
    said: Document = {"mediatype": medium.mediatype, "filename": medium.filename}
    if medium.url:
        digest = bytes.fromhex(medium.sha512 or "")
        return said | {"url": medium.url, "content_hash": content_hash(digest)}
    data = medium.data if medium.data is not None else Path(medium.path or "").read_bytes()
    return said | {
        "encoding": "base64url",
        "body": _base64url(data),
        "content_hash": content_hash(hashlib.sha512(data).digest()),
    }


def content_hash(sha512: bytes) -> str:
    """A digest as vCons tell it."""
    return f"sha512-{_base64url(sha512)}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _message(record: InteractionRecord, turn: TurnRecord, parties: Parties) -> Document:
    dialog = _began(record, "text", turn.at) | {
        "mediatype": "text/plain",
        "body": turn.text,
        "encoding": "none",
    }
    other: Speaker = parties[0][0] if turn.speaker == "customer" else "customer"
    if turn.speaker != "unknown":
        dialog["parties"] = _indices(parties, (turn.speaker, other))
    return dialog


def _analysis(
    record: InteractionRecord, dialog: list[Document], parties: Parties, created_at: datetime
) -> list[Document]:
    """The words of a call; those of written channels are dialogs already."""
    if record.channel != "voice" or not record.turns:
        return []
    body = {
        "transcript": {
            "text": "\n".join(turn.text for turn in record.turns),
            "language": record.language or "und",
            "duration": max((turn.end or turn.start or 0.0 for turn in record.turns), default=0.0),
        },
        "segments": [_segment(n, turn, parties) for n, turn in enumerate(record.turns)],
        "metadata": {"created_at": created_at.isoformat(), "provider": "rubrica"},
    }
    return [
        {
            "type": "transcript",
            "dialog": list(range(len(dialog))),
            "vendor": "rubrica",
            "schema": "wtf-1.0",
            "mediatype": "application/json",
            "encoding": "json",
            "body": body,
        }
    ]


def _segment(number: int, turn: TurnRecord, parties: Parties) -> Document:
    segment: Document = {"id": number, "text": turn.text, "speaker": turn.speaker}
    if turn.start is not None:
        segment["start"] = turn.start
    if turn.end is not None:
        segment["end"] = turn.end
    index = _index(parties, turn.speaker)
    return segment if index is None else segment | {"party": index}


def _contact(record: InteractionRecord) -> Document:
    kept: dict[str, Any] = {name: getattr(record, name) for name in KEPT}
    for name in TIMES:
        moment = getattr(record, name)
        kept[name] = moment.isoformat() if moment else None
    return {
        "purpose": CONTACT,
        "start": kept["started_at"],
        "party": 0,
        "dialog": 0,
        "mediatype": "application/json",
        "encoding": "json",
        "body": {name: value for name, value in kept.items() if value is not None},
    }
