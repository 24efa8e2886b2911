"""The files of an import on their way to storage and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from core.storage import storage
from transcripts.imports.models import Import


def names_of(import_: Import) -> list[str]:
    """Return a name for each file under which all of them can lie in one folder."""
    names: list[str] = []
    for file in import_.files:
        name, number = file.filename, file.position
        while name in names:
            name, number = f"{number}-{file.filename}", number + 1
        names.append(name)
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
