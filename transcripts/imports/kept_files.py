"""The files of an import on their way to storage and back."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from core.storage import storage
from transcripts.imports.models import Import
from transcripts.incoming import CHUNK, IncomingFile, clean_name


@dataclass(frozen=True)
class KeptFile:
    """A file as it came: where its copy lies, its harmless name, its size and digest."""

    path: Path
    filename: str
    size: int
    sha256: str


def copied(file: IncomingFile, path: Path) -> KeptFile:
    """Copy a stream to ``path``, hashing it on the way."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        while piece := file.stream.read(CHUNK):
            digest.update(piece)
            target.write(piece)
            size += len(piece)
    return KeptFile(path, clean_name(file.filename), size, digest.hexdigest())


def names_of(import_: Import) -> list[str]:
    """Return a name for each file under which all of them can lie in one folder."""
    names: list[str] = []
    for file in import_.files:
        name = file.filename
        names.append(f"{file.position}-{name}"[-200:] if name in names else name)
    return names


@contextmanager
def fetched(keys: list[tuple[str, str]]) -> Iterator[list[Path]]:
    """Give the files, fetched from storage into one folder: ``keys`` are (storage key, name)."""
    with TemporaryDirectory(prefix="rubrica-import-") as folder:
        paths = []
        for key, name in keys:
            path = Path(folder) / name
            storage().fetch(key, path)
            paths.append(path)
        yield paths
