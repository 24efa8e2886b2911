"""Adding and changing sources."""

from typing import Any

from sqlalchemy import select

from core.db import db
from people import audit
from people.models import User
from transcripts.models import Source


class NameTakenError(Exception):
    """There is another source of this name."""


class FolderTakenError(Exception):
    """Another source watches this folder."""


def save_source(user: User, source: Source, values: dict[str, Any]) -> Source:
    """Give a source, new or not, these values. Flushes.

    Raises NameTakenError and FolderTakenError. The trail says which fields changed, not to what.
    """
    refuse_taken(source, values)
    changed = sorted(name for name, value in values.items() if getattr(source, name) != value)
    new = source.id is None
    for name, value in values.items():
        setattr(source, name, value)
    if new:
        db.session.add(source)
        audit.record(user, "source.added", source)
    elif changed:
        audit.record(user, "source.changed", source, fields=changed)
    return source


def refuse_taken(source: Source, values: dict[str, Any]) -> None:
    """Refuse a name, or a watched folder, that another source has."""
    with db.session.no_autoflush:
        others = select(Source.id).where(Source.id != (source.id or 0))
        if db.session.scalar(others.where(Source.name == values["name"])):
            raise NameTakenError
        folder = values["watched_folder"]
        if folder and db.session.scalar(others.where(Source.watched_folder == folder)):
            raise FolderTakenError
