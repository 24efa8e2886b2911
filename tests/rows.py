"""What is in the database, read for tests."""

from typing import Any

from sqlalchemy import func, select

from core.db import db
from people.models import User
from people.notices.models import Notice
from people.notices.reading import words_of


def rows(model: Any) -> list[Any]:
    """Every row of a table, oldest first."""
    return list(db.session.scalars(select(model).order_by(model.id)))


def count(model: Any) -> int:
    """How many rows a table has."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def told(user: User) -> list[str]:
    """What somebody is told and has not read, in words."""
    mine = select(Notice).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    return [words_of(notice) for notice in db.session.scalars(mine.order_by(Notice.id))]
