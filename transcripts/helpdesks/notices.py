"""What all helpdesks have in common: a notice that says which conversation, and how to pull it."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from transcripts.formats.records import InteractionRecord, MediaRecord, TurnRecord
from transcripts.formats.text_bodies import text_of_html
from transcripts.formats.values import clean, safe_filename, text_or_none
from transcripts.helpdesks.client import Client, PullFailed

MAX_MESSAGES = 20_000
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Notice:
    """A signed notice: its own id, its event, and the conversation; None where it has none."""

    delivery_id: str
    event: str
    conversation_id: str | None


@dataclass(frozen=True)
class Access:
    """What a pull needs to know of its connection."""

    address: str
    api_key: str
    account: str = ""


class Helpdesk(Protocol):
    """One kind of helpdesk."""

    def verify(
        self, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], moment: datetime
    ) -> None:
        """Check the signature of a raw body under any of the secrets. Raises BadSignature."""

    def read(self, headers: Mapping[str, str], body: bytes, document: Any) -> Notice:
        """Say what a verified notice is about."""

    def client(self, access: Access) -> Client:
        """A client with the right keys."""

    def pull(self, client: Client, access: Access, conversation_id: str) -> InteractionRecord:
        """Fetch a conversation. Raises TryLater and PullFailed."""


def part(document: Any, *names: str) -> Any:
    """The value below these names, or None where something on the way is missing."""
    for name in names:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing where it is no list."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def known_id(value: Any) -> str | None:
    """An id that is safe in an address, or None."""
    text = text_or_none(value)
    return text if text and _ID.fullmatch(text) else None


def digest_of(*parts: bytes) -> str:
    """An id for notices that bring none: the same notice, the same id."""
    return "sha256-" + hashlib.sha256(b"\n".join(parts)).hexdigest()


def plain(body: Any, html: bool) -> str:
    """The readable text of a message."""
    text = body if isinstance(body, str) else ""
    return text_of_html(text) if html else clean(text)


def enclosures(files: Iterable[tuple[Any, Any]]) -> tuple[MediaRecord, ...]:
    """Files of messages, by name and size in bytes (a number or a text); they stay there."""
    found = []
    for name, size in files:
        digits = str(size)[:18]
        known = int(digits) if digits.isascii() and digits.isdigit() else None
        found.append(MediaRecord(safe_filename(name, "enclosure"), "", size=known))
    return tuple(found)


def in_order(messages: Iterable[TurnRecord]) -> tuple[TurnRecord, ...]:
    """The messages with words by their time, bounded; in one moment as the helpdesk gave them."""
    turns = [turn for turn in messages if turn.text]
    if len(turns) > MAX_MESSAGES:
        raise PullFailed("too_many")
    dated = [turn.at for turn in turns if turn.at]
    first = min(dated, default=None)
    if first is None:
        return tuple(turns)
    return tuple(sorted(turns, key=lambda turn: turn.at or first))
