"""What somebody has been told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from core.db import db
from people.audit import HasId
from people.models import User
from people.notices.models import Notice

PAGE = 30


def unread_count(user: User) -> int:
    """How many notices this person has not read."""
    mine = (Notice.user_id == user.id, Notice.read_at.is_(None))
    return db.session.scalar(select(func.count()).where(*mine)) or 0


def notices_for(
    user: User, *, only_unread: bool = False, before: int | None = None
) -> tuple[Sequence[Notice], int | None]:
    """One page of this person's notices, newest first, and the id before which the next begins."""
    wanted = select(Notice).where(Notice.user_id == user.id)
    if only_unread:
        wanted = wanted.where(Notice.read_at.is_(None))
    if before is not None:
        wanted = wanted.where(Notice.id < before)
    rows = db.session.scalars(wanted.order_by(Notice.id.desc()).limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def notice_for(user: User, notice_id: int) -> Notice | None:
    """One of this person's notices; None for anybody else's."""
    return db.session.scalar(
        select(Notice).where(Notice.user_id == user.id, Notice.id == notice_id)
    )


def told(kind: str, *, subject: HasId | None = None, since: datetime | None = None) -> set[int]:
    """The ids of those who have been told something, of a subject or since a moment where given.

    Whether they have read it makes no difference: for reminders that come once.
    """
    wanted = select(Notice.user_id).where(Notice.kind == kind)
    if subject is not None:
        wanted = wanted.where(
            Notice.subject_type == type(subject).__name__, Notice.subject_id == subject.id
        )
    if since is not None:
        wanted = wanted.where(Notice.at >= since)
    return set(db.session.scalars(wanted))
