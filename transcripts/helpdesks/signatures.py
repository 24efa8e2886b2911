"""Signatures of notices, as each helpdesk documents them: HMAC of the raw body, compared safely."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from transcripts.formats.values import parse_time

WINDOW = timedelta(minutes=5)
"""How far the time of a signed notice may lie from ours: what is older may be a replay."""


class BadSignature(Exception):
    """A notice does not come from the helpdesk it names, or not now; the message says why."""


def mac(secret: str, algorithm: str, *parts: bytes) -> bytes:
    """Return the HMAC of the parts, one after the other."""
    return hmac.new(secret.encode(), b"".join(parts), getattr(hashlib, algorithm)).digest()


def in_hex(digest: bytes, scheme: str) -> str:
    """Write a digest as ``sha256=1f0e...``."""
    return f"{scheme}={digest.hex()}"


def in_base64(digest: bytes) -> str:
    """Write a digest in Base64."""
    return base64.b64encode(digest).decode()


def require(signature: str, expected: Sequence[str]) -> None:
    """Raise BadSignature unless the signature is one of those expected; takes constant time."""
    given = signature.strip().encode()
    matches = [hmac.compare_digest(given, one.encode()) for one in expected]
    if not any(matches):
        raise BadSignature("the signature does not fit")


def require_now(timestamp: str, moment: datetime) -> None:
    """Raise BadSignature unless a timestamp (Unix seconds or ISO 8601) lies within the window."""
    stated = parse_time(timestamp)
    if stated is None or abs(moment - stated) > WINDOW:
        raise BadSignature("the time of the notice is missing or too far from ours")
