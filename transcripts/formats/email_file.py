"""A single e-mail (.eml) as an interaction."""

from __future__ import annotations

from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from transcripts.formats.records import FormatError, InteractionRecord, TurnRecord
from transcripts.formats.text_bodies import parse_email, read_parts
from transcripts.formats.values import clean, content_id, parse_time


def read_email(raw: bytes) -> Iterator[InteractionRecord]:
    """One message: the sender is kept as the customer, as support mail mostly comes from outside.

    The first message of its thread (`References`, else itself) is the case. Raises `FormatError`
    `email_no_date` for a text that only looks like an e-mail, `no_turns` for an empty one.
    """
    message = parse_email(raw)
    sent, ident = parse_time(_header(message, "Date")), _header(message, "Message-ID")
    if sent is None and not ident:
        raise FormatError("email_no_date")
    text, media = read_parts(message)
    if not text and not media:
        raise FormatError("no_turns")
    sender = parseaddr(_header(message, "From"))[1]
    thread = (_header(message, "References") or _header(message, "In-Reply-To")).split()
    yield InteractionRecord(
        external_id=ident or content_id(raw.decode("latin-1")),
        channel="email",
        started_at=sent,
        ended_at=sent,
        customer_ref=sender or None,
        case_ref=(thread or [ident])[0] or None,
        subject=_header(message, "Subject") or None,
        turns=(TurnRecord("customer", text, at=sent),) if text else (),
        media=media,
        metadata={"to": parseaddr(_header(message, "To"))[1], "warnings": ["sender_as_customer"]},
    )


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    try:
        return clean(str(make_header(decode_header(value))))[:2000]
    except (MessageError, LookupError, UnicodeError, ValueError):
        return clean(str(value))[:2000]
