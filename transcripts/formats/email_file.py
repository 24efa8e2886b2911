"""E-mails (.eml, mbox) as interactions, and each recording in one as an interaction of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from transcripts.formats.detect import sniff_bytes
from transcripts.formats.encoding import MENDED
from transcripts.formats.records import FormatError, InteractionRecord, MediaRecord, TurnRecord
from transcripts.formats.text_bodies import parse_email, read_parts
from transcripts.formats.values import clean, content_id, parse_time

_SEPARATOR = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\d\d:\d\d[^\n]*\n")


def read_mailbox(raw: bytes) -> Iterator[InteractionRecord | FormatError]:
    """An e-mail, or a file of many in which each begins with a line "From ..." (mbox).

    Raises `FormatError` as `read_email`; of many, the bad ones come as errors in their place.
    """
    pieces = _SEPARATOR.split(raw) if raw.startswith(b"From ") else [raw]
    messages = [piece for piece in pieces if piece.strip()]
    if len(messages) < 2:
        yield from read_email(messages[0] if messages else raw)
        return
    for number, message in enumerate(messages, 1):
        place = f"message {number}"
        try:
            for record in read_email(re.sub(rb"(?m)^>(>*From )", rb"\1", message)):
                yield replace(record, place=place)
        except FormatError as error:
            yield FormatError(error.code, place=place, **error.params)


def read_email(raw: bytes) -> Iterator[InteractionRecord]:
    """One message: the sender is kept as the customer, as support mail mostly comes from outside.

    What a machine answers (a notice that nobody got the mail, an automatic reply) is of the system.
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
    mail = _mail(message, ident or content_id(raw.decode("latin-1")), sent, text)
    if text or not sounds:
        yield replace(mail, media=others)
    call = replace(mail, channel="voice", ended_at=None, turns=())
    for number, sound in enumerate(sounds, 1):
        medium = replace(sound, mediatype="audio/unknown")
        media = (medium,) if text else (medium, *others)
        yield replace(call, external_id=f"{mail.external_id}#{number}", media=media)


def _mail(message: Message, ident: str, sent: datetime | None, text: str) -> InteractionRecord:
    automatic = _is_automatic(message)
    sender = "" if automatic else parseaddr(_raw_header(message, "From"))[1]
    thread = _header(message, "References") or _header(message, "In-Reply-To")
    own = _header(message, "Message-ID")
    return InteractionRecord(
        external_id=ident,
        channel="email",
        started_at=sent,
        ended_at=sent,
        customer_ref=sender or None,
        case_ref=next(iter(thread.split()), own) or None,
        subject=_header(message, "Subject") or None,
        turns=(TurnRecord("system" if automatic else "customer", text, at=sent),) if text else (),
        metadata={
            "to": parseaddr(_raw_header(message, "To"))[1],
            "warnings": [] if automatic else ["sender_as_customer"],
        },
    )


def is_sound(medium: MediaRecord) -> bool:
    """Say whether an enclosure is a recording, by its type; by its content where that says none."""
    if medium.mediatype != "application/octet-stream":
        return medium.mediatype.startswith("audio/")
    return sniff_bytes((medium.data or b"")[:512]) == "audio"


def named(medium: MediaRecord) -> MediaRecord:
    """An enclosure by its name, type and size, without its bytes."""
    return replace(medium, data=None, size=len(medium.data or b""))


def _is_automatic(message: Message) -> bool:
    replied = _raw_header(message, "Auto-Submitted").lower().startswith("auto-replied")
    return replied or message.get_content_type() == "multipart/report"


def _raw_header(message: Message, name: str) -> str:
    """A header as it stands in the file; bytes beyond ASCII are UTF-8, or else Windows-1252."""
    found = (v for key, v in message.raw_items() if key.lower() == name.lower())
    raw = str(next(found, "")).encode("utf-8", "surrogateescape")
    return clean(raw.decode("utf-8", MENDED))[:2000]


def _header(message: Message, name: str) -> str:
    value = _raw_header(message, name)
    try:
        return clean(str(make_header(decode_header(value))))[:2000]
    except (MessageError, LookupError, UnicodeError, ValueError):
        return value
