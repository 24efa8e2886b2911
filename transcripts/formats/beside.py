"""Recordings that lie beside the record that names them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from transcripts.formats.records import InteractionRecord, MediaRecord


def attach_neighbours(record: InteractionRecord, folder: Path) -> InteractionRecord:
    """The record, with files of its own folder in place of addresses that are not fetched.

    A file counts if it has the name that the record gives for its recording, and its digest
    where the record tells one: an ordinary file, not a link, with something in it.
    """
    if not any(medium.url for medium in record.media):
        return record
    return replace(record, media=tuple(_local(medium, folder) for medium in record.media))


def _local(medium: MediaRecord, folder: Path) -> MediaRecord:
    path = folder / medium.filename
    if medium.url is None or path.is_symlink() or not path.is_file() or not path.stat().st_size:
        return medium
    if medium.sha512 and _sha512(path) != medium.sha512:
        return medium
    return replace(medium, path=str(path), url=None)


def _sha512(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha512").hexdigest()
