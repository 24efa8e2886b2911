"""Somebody who has left traces: what they are known by, and a file in storage."""

from pathlib import Path

from core.storage import storage

REFERENCE, NAME, PHONE, MAIL = "CUST-88213", "Berta Sunyer", "612 34 56 78", "berta@sunyer.example"


def keep(key: str, content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "content"
    path.write_bytes(content)
    storage().put(key, path)
    return key
