"""Writing many rows at once, past the unit of work, with ids that are known beforehand."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, text

from core.db import Base, db

PIECE = 4000


def write(table: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert ``rows``, all with the same keys, into a model's ``__table__``."""
    left = iter(rows)
    while piece := list(islice(left, PIECE)):
        db.session.execute(insert(table), piece)


def advance_sequences() -> None:
    """Let PostgreSQL number on after the ids that were given; SQLite does so by itself."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if _is_numbered(table):
            db.session.execute(
                text(
                    f"select setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608
                    f"greatest((select coalesce(max(id), 1) from {table.name}), 1))"
                )
            )


def _is_numbered(table: Table) -> bool:
    return "id" in table.c and table.c.id is table.autoincrement_column
