"""Looking for somebody's known strings in every text of the database and in stored files."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, String, Table, Text, select, update

from core.db import Base, db
from core.storage import storage
from transcripts.imports.zips import packed_in

SHORTEST = 4  # characters; a shorter string would be found in everybody's texts
ERASED = "[erased]"
STAFF = frozenset({"users", "agents", "roles", "teams"})  # who works here is not the customer
APPEND_ONLY = frozenset({"audit_events"})
MOST_READ = 64 * 1024 * 1024  # bytes of one file


def pattern_for(strings: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of the strings as whole words, numbers however they are spaced.

    None where no string is long enough to be told from others.
    """
    parts = []
    for text in {text.strip() for text in strings}:
        if len(text) < SHORTEST:
            continue
        digits = re.sub(r"[\s().-]", "", text)
        if re.fullmatch(r"\+?\d{6,}", digits):
            parts.append(r"[\s().-]*".join(map(re.escape, digits)))
        else:
            parts.append(r"\s+".join(map(re.escape, text.split())))
    if not parts:
        return None
    parts.sort(key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def text_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that can hold text, of every table but those of the staff."""
    for table in Base.metadata.sorted_tables:
        if table.name in STAFF:
            continue
        for column in table.columns:
            if isinstance(column.type, (String, Text, JSON)) and column.name != "vector":
                yield table, column


def holds(value: Any, pattern: re.Pattern[str]) -> bool:
    """Whether a text, or a text anywhere inside a JSON value, has a match."""
    if isinstance(value, str):
        return bool(pattern.search(value))
    if isinstance(value, dict):
        return any(holds(part, pattern) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(holds(part, pattern) for part in value)


def without(value: Any, pattern: re.Pattern[str]) -> Any:
    """The value with every match replaced."""
    if isinstance(value, str):
        return pattern.sub(ERASED, value)
    if isinstance(value, dict):
        return {without(key, pattern): without(part, pattern) for key, part in value.items()}
    return [without(part, pattern) for part in value] if isinstance(value, list) else value


def rows_with(pattern: re.Pattern[str], table: Table, column: Column[Any]) -> list[Any]:
    """The rows in which a column has a match: their keys, and the value last."""
    keys = list(table.primary_key.columns)
    rows = db.session.execute(
        select(*keys, column).where(column.is_not(None)).execution_options(yield_per=1000)
    )
    return [tuple(row) for row in rows if holds(row[-1], pattern)]


def found_in_database(pattern: re.Pattern[str]) -> dict[str, int]:
    """How many rows have a match, by "table.column"; a column without any is left out."""
    counts = {
        f"{table.name}.{column.name}": len(rows_with(pattern, table, column))
        for table, column in text_columns()
    }
    return {name: count for name, count in counts.items() if count}


def scrub_database(pattern: re.Pattern[str]) -> dict[str, int]:
    """Replace every match in every text but the audit trail's; return counts by "table.column"."""
    counts: dict[str, int] = {}
    for table, column in text_columns():
        if table.name in APPEND_ONLY:
            continue
        for *keys, value in rows_with(pattern, table, column):
            new = without(value, pattern)
            length = getattr(column.type, "length", None)
            same = [own == key for own, key in zip(table.primary_key.columns, keys, strict=True)]
            new = new[:length] if isinstance(new, str) and length else new
            db.session.execute(update(table).where(*same).values({column.name: new}))
            name = f"{table.name}.{column.name}"
            counts[name] = counts.get(name, 0) + 1
    return counts


def content_holds(content: bytes, pattern: re.Pattern[str]) -> bool:
    """Whether content has a match, read as UTF-8; of archives and workbooks what is in them."""
    if pattern.search(content.decode("utf-8", errors="replace")):
        return True
    return any(
        pattern.search(name) or pattern.search(part.decode("utf-8", errors="replace"))
        for name, part in packed_in(content, MOST_READ)
    )


def file_holds(path: Path, pattern: re.Pattern[str]) -> bool:
    """Whether a file has a match in its name or in its content."""
    if pattern.search(path.name):
        return True
    if path.stat().st_size > MOST_READ:
        return False
    return content_holds(path.read_bytes(), pattern)


def found_in_folder(folder: Path, pattern: re.Pattern[str]) -> list[Path]:
    """The files below a folder that have a match."""
    if not folder.is_dir():
        return []
    return [
        path for path in sorted(folder.rglob("*")) if path.is_file() and file_holds(path, pattern)
    ]


def found_in_storage(pattern: re.Pattern[str], keys: Iterable[str] = ()) -> list[str]:
    """The keys of stored files that have a match: all of a local folder's, else those given."""
    store = storage()
    if store.folder is not None:
        folder = store.folder
        return [path.relative_to(folder).as_posix() for path in found_in_folder(folder, pattern)]
    found = []
    for key in keys:
        content = b"".join(store.read(key, 0, min(store.size(key), MOST_READ)))
        if content_holds(content, pattern):
            found.append(key)
    return found
