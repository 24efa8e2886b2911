"""Bringing a database to the newest schema, and back."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from click import ClickException
from flask import current_app

from core.web.health import newest_migration


def is_described(name: str | None, kind: str, _parents: object) -> bool:
    """Say whether the models describe this table or index: the index of the search makes its own.

    Its tables and indexes are made by ``transcripts.search.install``, different on each database.
    """
    return not (kind in ("table", "index") and (name or "").startswith("search_index"))


class MigrationError(ClickException):
    """The database is at a revision that this code does not know."""


def alembic_config() -> Config:
    """Return the Alembic configuration of the running application."""
    config = Config()
    config.set_main_option("script_location", str(Path(current_app.root_path) / "migrations"))
    return config


def migrate_database(target: str = "head") -> str | None:
    """Upgrade the database to ``target`` and return the newest revision that exists.

    Raises MigrationError where the database was written by a newer Rubrica than this one.
    """
    try:
        command.upgrade(alembic_config(), target)
    except CommandError as error:
        raise MigrationError(f"the database cannot be migrated: {error}") from error
    return newest_migration()


def unmigrate_database(target: str = "base") -> None:
    """Downgrade the database to ``target``; data of dropped tables is gone."""
    command.downgrade(alembic_config(), target)
