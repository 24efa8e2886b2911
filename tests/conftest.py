"""The application under test: one migrated database, copied (or emptied) for each test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, g, request, request_started
from flask.testing import FlaskClient
from sqlalchemy import event

from app import create_app
from core.db import Base, db, only_reads
from core.settings import read_settings
from people.models import Role, User
from people.permissions import ROLES

PASSWORD = "correct-horse-battery"


def postgres_url() -> str | None:
    """Return the address of this worker's PostgreSQL database, or None to use SQLite."""
    if os.environ.get("RUBRICA_TEST_DATABASE") != "postgresql":
        return None
    from tests.postgres import fresh_database

    return fresh_database()


def build(data: Path, url: str | None) -> Flask:
    """Build an application on ``data`` that is quick enough for tests."""
    env = {"RUBRICA_DATA": str(data), "RUBRICA_SECRET_KEY": "a-secret-for-tests-only"}
    if url:
        env["DATABASE_URL"] = url
    return create_app(
        read_settings(env),
        TESTING=True,
        WTF_CSRF_ENABLED=False,
        RATELIMIT_ENABLED=False,
        SECURITY_PASSWORD_HASH="plaintext",
        SECURITY_PASSWORD_SCHEMES=["plaintext"],
        SECURITY_PASSWORD_SINGLE_HASH=True,
    )


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str | None]:
    """A data folder with an empty database that has every table and role."""
    folder = tmp_path_factory.mktemp("template")
    url = postgres_url()
    app = build(folder, url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        add_roles()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return folder, url


def add_roles() -> None:
    for name in ROLES:
        db.session.add(Role(name=name))


@pytest.fixture
def app(template: tuple[Path, str | None], tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of its own, inside an application context."""
    folder, url = template
    data = tmp_path / "data"
    data.mkdir()
    if url is None:
        shutil.copy(folder / "rubrica.db", data / "rubrica.db")
    application = build(data, url)
    with application.app_context(), request_started.connected_to(forget, application):
        event.listen(db.engine, "before_cursor_execute", refuse_to_write_while_reading)
        yield application
        db.session.remove()
        if url is not None:
            empty_database()
        db.engine.dispose()


def refuse_to_write_while_reading(_connection, _cursor, statement: str, *_rest) -> None:
    """Fail where a page that is only read changes a row: on SQLite it would not wait its turn.

    A write in the middle of a reader's transaction fails as soon as a worker writes beside it.
    """
    writes = statement.lstrip()[:6].lower() in ("insert", "update", "delete")
    if writes and only_reads():
        pytest.fail(f"GET {request.path} writes: {statement[:100]}", pytrace=False)


def forget(*_sender: Flask) -> None:
    """Begin a request with an empty ``g``: all of a test's requests share its application context.

    Else what one request remembers there, such as who is signed in, would hold for the next.
    """
    for name in list(g):
        g.pop(name)


def empty_database() -> None:
    """Remove every row that a test left, and put the roles back."""
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    db.session.execute(db.text(f"truncate {names} restart identity cascade"))
    add_roles()
    db.session.commit()
    db.session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask):
    """Return a function that gives a signed-in client for a user."""

    def signed_in_client(user: User) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = user.fs_uniquifier
            session["_fresh"] = True
        return client

    return signed_in_client


@pytest.fixture
def browse(sign_in):
    """Return a function that commits what the test has made and signs somebody in."""

    def browser_of(user: User) -> FlaskClient:
        db.session.commit()
        client = sign_in(user)
        db.session.rollback()
        return client

    return browser_of


@pytest.fixture
def count_queries(app: Flask):
    """Return a list that grows by one statement for each query sent to the database."""
    statements: list[str] = []

    def remember(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", remember)
    yield statements
    event.remove(db.engine, "before_cursor_execute", remember)
