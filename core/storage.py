"""Media storage through one small interface: a local folder, or S3 by address."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

import obstore
from flask import Flask, current_app
from obstore.store import LocalStore, ObjectStore, from_url

CHUNK = 1024 * 1024


class StorageError(Exception):
    """Storage could not keep or find a file: a full disk, a missing key, a closed bucket."""


@dataclass(frozen=True)
class Storage:
    """Keeps bytes under keys. Every method raises StorageError with the reason in words."""

    store: ObjectStore
    folder: Path | None  # the folder itself, where storage is local

    def put(self, key: str, source: Path) -> int:
        """Keep the content of the file ``source`` under ``key``; return its size in bytes.

        The write is atomic: a reader sees the whole file or none.
        """
        try:
            with source.open("rb") as handle:
                obstore.put(self.store, key, handle)
        except (OSError, obstore.exceptions.BaseError) as error:
            raise StorageError(str(error)) from error
        return source.stat().st_size

    def size(self, key: str) -> int:
        """Return the size in bytes of what is kept under ``key``."""
        try:
            return int(obstore.head(self.store, key)["size"])
        except (OSError, obstore.exceptions.BaseError) as error:
            raise StorageError(str(error)) from error

    def read(self, key: str, start: int, length: int) -> Iterator[bytes]:
        """Yield ``length`` bytes from ``start`` on, in pieces of at most one mebibyte."""
        position, end = start, start + length
        while position < end:
            stop = min(position + CHUNK, end)
            try:
                yield bytes(obstore.get_range(self.store, key, start=position, end=stop))
            except (OSError, obstore.exceptions.BaseError) as error:
                raise StorageError(str(error)) from error
            position = stop

    def fetch(self, key: str, target: Path) -> None:
        """Copy what is kept under ``key`` into the file ``target``."""
        size = self.size(key)
        with target.open("wb") as handle:
            for piece in self.read(key, 0, size):
                handle.write(piece)

    def delete(self, key: str) -> None:
        """Forget ``key``; no error if it is not there."""
        try:
            obstore.delete(self.store, key)
        except FileNotFoundError:
            return
        except (OSError, obstore.exceptions.BaseError) as error:
            raise StorageError(str(error)) from error


def open_storage(url: str) -> Storage:
    """Open the storage at ``url``: ``file:///folder`` (made if missing) or ``s3://bucket/prefix``."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        folder.mkdir(parents=True, exist_ok=True)
        return Storage(LocalStore(folder, mkdir=True), folder)
    return Storage(from_url(url), None)


def init_app(app: Flask) -> None:
    """Open the storage that the settings name."""
    app.extensions["storage"] = open_storage(app.config["SETTINGS"].storage_url)


def storage() -> Storage:
    """Return the storage of the running application."""
    return cast(Storage, current_app.extensions["storage"])
