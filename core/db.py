"""The database handle, the declarative base and the column types that every model shares."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, MetaData, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, registry

from core.turns import Turns

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 20_000
READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in time: timezone-aware in Python, UTC in the database.

    A naive datetime is refused with ValueError, because nobody could say what it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time needs its timezone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """The base of all tables: named constraints, UTC times, JSON that PostgreSQL can index."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json},
    )


db = SQLAlchemy(model_class=Base)


def insert(model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT in the words of the database in use, which can say what to do about a conflict."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(model)


def init_app(app: Flask) -> None:
    """Bind the database to the app and prepare each SQLite connection for safe concurrent use."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)


def prepare_sqlite(engine: Engine) -> None:
    """Turn on WAL, foreign keys and a long busy timeout, and take the write lock at BEGIN.

    A transaction that may write says BEGIN IMMEDIATE, so that it waits for its turn at the start
    rather than failing in the middle; a page that only reads never waits for a writer. Writers of
    this process queue for their turn (`core.turns`); between processes SQLite itself decides.
    """
    turns = Turns()

    def on_begin(connection: Connection) -> None:
        if only_reads():
            connection.exec_driver_sql("BEGIN")
            return
        connection.info["has_turn"] = turns.take(BUSY_TIMEOUT_MS / 1000)
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            on_end(connection)
            raise

    def on_end(connection: Connection) -> None:
        if connection.info.pop("has_turn", False):
            turns.give_back()

    def on_return(_connection: Any, record: Any) -> None:
        if record.info.pop("has_turn", False):  # a transaction that was never ended
            turns.give_back()

    event.listen(engine, "commit", on_end)
    event.listen(engine, "rollback", on_end)
    event.listen(engine, "checkin", on_return)
    event.listen(engine, "connect", set_pragmas)
    event.listen(engine, "begin", on_begin)


def only_reads() -> bool:
    """Say whether a request promises by its method to change nothing, and takes no note now."""
    return has_request_context() and request.method in READ_METHODS and not g.get("notes", False)


@contextmanager
def noting() -> Iterator[None]:
    """Let a page that is only read write down that it was: the transaction begun within may write.

    The caller ends the one before, and ends this one within.
    """
    g.notes = True
    try:
        yield
    finally:
        g.notes = False


def set_pragmas(connection: Any, _record: Any) -> None:
    """Set up a new SQLite connection, and leave its transactions to SQLAlchemy."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=NORMAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "temp_store=MEMORY",
        "cache_size=-32000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
