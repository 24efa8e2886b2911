"""Migrations are one straight line that builds exactly the tables the models describe."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from core.db import Base, db
from core.migrating import (
    alembic_config,
    is_described,
    migrate_database,
    unmigrate_database,
)


@pytest.fixture
def bare(app: Flask) -> Flask:
    """An application on a database without a single table."""
    Base.metadata.drop_all(db.engine)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("drop function if exists refuse_audit_change()"))
    db.session.execute(text("drop table if exists alembic_version"))
    db.session.commit()
    yield app
    db.session.rollback()
    db.session.remove()
    unmigrate_database()
    Base.metadata.create_all(db.engine)


def table_names() -> set[str]:
    names = inspect(db.engine).get_table_names()
    return {name for name in names if is_described(name, "table", {})} - {"alembic_version"}


def test_there_is_one_line_of_migrations(app: Flask) -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert len(scripts.get_heads()) == 1
    files = sorted(Path(scripts.versions).glob("*.py"))
    assert len(files) == len(list(scripts.walk_revisions()))


def test_migrating_up_builds_what_the_models_describe(bare: Flask) -> None:
    migrate_database()
    with db.engine.connect() as connection:
        opts = {"compare_type": False, "include_name": is_described}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_down_leaves_nothing_and_up_again_works(bare: Flask) -> None:
    migrate_database()
    unmigrate_database()
    assert table_names() == set()
    migrate_database()
    assert table_names() == set(Base.metadata.tables)


def test_a_migrated_house_keeps_its_trail(bare: Flask) -> None:
    migrate_database()
    line = "insert into audit_events (at, verb, subject_type, details) values"
    db.session.execute(text(f"{line} (current_timestamp, 'a.b', 'Team', '{{}}')"))
    db.session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text("delete from audit_events"))
    db.session.rollback()


def test_migrating_twice_changes_nothing(bare: Flask) -> None:
    assert migrate_database() == migrate_database()
