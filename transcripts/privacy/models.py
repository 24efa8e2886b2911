"""What was taken out of an interaction, who looked at the rest, what may not go, what is to go."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from people.models import User
from transcripts.models import Interaction


class Redaction(Base):
    """What was taken out of an interaction: by which rules, and where in its sound.

    ``silences`` are [start, end] in seconds from the start; null says that the place of something
    in the sound is not known, and the sound stays closed. ``made_for`` names the silences that the
    stored file has; while it is another than ``wanted`` the file is being made.
    """

    __tablename__ = "redactions"

    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True
    )
    rules: Mapped[str] = mapped_column(String(20), index=True)
    at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    silences: Mapped[list[Any] | None]
    wanted: Mapped[str] = mapped_column(String(64), default="")  # "" where nothing is silenced
    made_for: Mapped[str] = mapped_column(String(64), default="")
    storage_key: Mapped[str | None] = mapped_column(String(300), unique=True)
    media_type: Mapped[str] = mapped_column(String(80), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")

    interaction: Mapped[Interaction] = relationship()

    @property
    def needs_no_file(self) -> bool:
        return self.silences is not None and not self.wanted

    @property
    def has_file(self) -> bool:
        return self.silences is not None and bool(self.wanted) and self.made_for == self.wanted


class OriginalLook(Base):
    """Somebody opened what is otherwise taken out, on purpose and with a reason, for a while."""

    __tablename__ = "original_looks"

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(String(300))

    user: Mapped[User] = relationship()


class LegalHold(Base):
    """Keeps an interaction from being removed by age."""

    __tablename__ = "legal_holds"

    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(Text)


class Emptied(Base):
    """Marks an interaction whose personal content was removed; only its shell is left."""

    __tablename__ = "emptied_interactions"

    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(default=now)
    why: Mapped[str] = mapped_column(String(20))  # "retention" or "erasure"


class DoomedFile(Base):
    """A stored file that is to be deleted: noted with the rows' removal, forgotten when gone."""

    __tablename__ = "doomed_files"

    storage_key: Mapped[str] = mapped_column(String(300), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
