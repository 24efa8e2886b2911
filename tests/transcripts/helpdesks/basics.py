"""What the five helpdesks of the tests have in common: one conversation of three turns, and a note
among agents that must stay out."""

import hashlib
import hmac
import uuid
from datetime import UTC, datetime
from typing import Any

SECRET = "signing-secret"
KEY = "api-key"
START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TURNS = [
    ("customer", "Where is my parcel?"),
    ("agent", "It comes today."),
    ("customer", "Thank you."),
]
NOTE = "He is angry, be careful."


def iso(minute: int) -> str:
    """A moment of the conversation as ``2026-03-02T10:01:00Z``."""
    return START.replace(minute=minute).isoformat().replace("+00:00", "Z")


def epoch(minute: int) -> int:
    """The same in Unix seconds."""
    return int(START.replace(minute=minute).timestamp())


def same_uuid(name: str) -> str:
    """A UUID, the same for the same name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def sign(secret: str, algorithm: str, signed: bytes) -> bytes:
    """The HMAC by which a helpdesk vouches for a body."""
    return hmac.new(secret.encode(), signed, getattr(hashlib, algorithm)).digest()


def request(body: Any, headers: dict[str, str]) -> dict[str, Any]:
    """A notice as arguments of ``client.post``."""
    return {"data": body, "headers": {"Content-Type": "application/json"} | headers}
