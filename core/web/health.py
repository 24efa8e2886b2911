"""Whether the house can work: database, migrations and storage."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from prometheus_client import generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.db import db
from core.observability import registry
from core.storage import StorageError, storage


def newest_migration() -> str | None:
    """Return the revision that the code expects the database to be at."""
    config = Config()
    config.set_main_option("script_location", str(Path(current_app.root_path) / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head()


def database_answers() -> bool:
    """Say whether the database answers a query."""
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def is_migrated() -> bool:
    """Say whether the database is at the newest migration."""
    try:
        context = MigrationContext.configure(db.session.connection())
        return context.get_current_revision() == newest_migration()
    except SQLAlchemyError:
        db.session.rollback()
        return False


def storage_answers() -> bool:
    """Say whether storage can be asked: a missing key is an answer, a closed door is not."""
    folder = storage().folder
    if folder is not None:
        return folder.is_dir()
    try:
        storage().delete("readiness-check")
    except StorageError:
        return False
    return True


def readiness() -> dict[str, bool]:
    """Return each check by name."""
    answers = database_answers()
    return {
        "database": answers,
        "migrations": answers and is_migrated(),
        "storage": storage_answers(),
    }


def metrics_text() -> bytes:
    """Return all figures in the Prometheus text format."""
    return generate_latest(registry)
