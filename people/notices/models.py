"""What each person is told, and how each wants to be told."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from people.models import User
from people.notices.kinds import APP, DELIVERIES

UNREAD_OF_A_SUBJECT = text("read_at is null and subject_id is not null")
TO_BE_MAILED = text("mailed_at is null and read_at is null and delivery in ('daily', 'weekly')")


class Notice(Base):
    """One thing that one person is told. Its words are made when it is read, from its facts."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(f"delivery in {DELIVERIES}", name="delivery"),
        Index(
            "uq_notices_unread",
            "user_id",
            "kind",
            "subject_type",
            "subject_id",
            unique=True,
            sqlite_where=UNREAD_OF_A_SUBJECT,
            postgresql_where=UNREAD_OF_A_SUBJECT,
        ),
        Index("ix_notices_list", "user_id", "id"),
        Index("ix_notices_unread", "user_id", "read_at"),
        Index("ix_notices_subject", "kind", "subject_type", "subject_id"),
        Index(
            "ix_notices_to_mail",
            "user_id",
            "at",
            sqlite_where=TO_BE_MAILED,
            postgresql_where=TO_BE_MAILED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(60), default="")
    subject_id: Mapped[int | None]
    endpoint: Mapped[str] = mapped_column(String(80))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of the endpoint's address
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # nothing about customers
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    read_at: Mapped[datetime | None]
    delivery: Mapped[str] = mapped_column(String(10), default=APP)
    mailed_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class NoticeSetting(Base):
    """How one person wants to be told about one kind of thing; without a row, the default holds."""

    __tablename__ = "notice_settings"
    __table_args__ = (CheckConstraint(f"delivery in {DELIVERIES}", name="delivery"),)

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    delivery: Mapped[str] = mapped_column(String(10))
