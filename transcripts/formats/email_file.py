"""A single e-mail (.eml) as an interaction, and each recording in it as one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from transcripts.formats.detect import sniff_bytes
from transcripts.formats.records import FormatError, InteractionRecord, MediaRecord, TurnRecord
from transcripts.formats.text_bodies import parse_email, read_parts
from transcripts.formats.values import clean, content_id, parse_time


def read_email(raw: bytes) -> Iterator[InteractionRecord]:
    """One message: the sender is kept as the customer, as support mail mostly comes from outside.

    The first message of its thread (`References`, else itself) is the case. A recording in it, as
    a voicemail is sent on, is a call of the same case; of other enclosures the name is kept.
    Raises `FormatError` `email_no_date` for a text that only looks like an e-mail, `no_turns` for
    an empty one.
    """
    message = parse_email(raw)
    sent, ident = parse_time(_header(message, "Date")), _header(message, "Message-ID")
    if sent is None and not ident:
        raise FormatError("email_no_date")
    text, enclosed = read_parts(message)
    if not text and not enclosed:
        raise FormatError("no_turns")
    sounds = [medium for medium in enclosed if is_sound(medium)]
    others = tuple(named(medium) for medium in enclosed if not is_sound(medium))
    sender = parseaddr(_header(message, "From"))[1]
    thread = (_header(message, "References") or _header(message, "In-Reply-To")).split()
    mail = InteractionRecord(
        external_id=ident or content_id(raw.decode("latin-1")),
        channel="email",
        started_at=sent,
        ended_at=sent,
        customer_ref=sender or None,
        case_ref=(thread or [ident])[0] or None,
        subject=_header(message, "Subject") or None,
        turns=(TurnRecord("customer", text, at=sent),) if text else (),
        media=others,
        metadata={"to": parseaddr(_header(message, "To"))[1], "warnings": ["sender_as_customer"]},
    )
    if text or not sounds:
        yield mail
    call = replace(mail, channel="voice", ended_at=None, turns=())
    for number, sound in enumerate(sounds, 1):
        medium = replace(sound, mediatype="audio/unknown")
        media = (medium,) if text else (medium, *others)
        yield replace(call, external_id=f"{mail.external_id}#{number}", media=media)


def is_sound(medium: MediaRecord) -> bool:
    """Say whether an enclosure is a recording, by its type; by its content where that says none."""
    if medium.mediatype != "application/octet-stream":
        return medium.mediatype.startswith("audio/")
    return sniff_bytes((medium.data or b"")[:512]) == "audio"


def named(medium: MediaRecord) -> MediaRecord:
    """An enclosure by its name, type and size, without its bytes."""
    return replace(medium, data=None, size=len(medium.data or b""))


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    try:
        return clean(str(make_header(decode_header(value))))[:2000]
    except (MessageError, LookupError, UnicodeError, ValueError):
        return clean(str(value))[:2000]
