"""Each correction of a turn, with what stood there before."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from people.models import User
from transcripts.models import Turn

TEXT, SPEAKER = "text", "speaker"
SPLIT, JOIN = "split", "join"


class TurnCorrection(Base):
    """Who changed a turn, when, and its state before and after.

    ``before`` and ``after`` hold the fields of the turn that the correction changed: "speaker", or
    "text", "original" and "words". A turn that was split, or joined with the next one, is a change
    of its text, too; there they also hold its "end", and as "next" the fields of the turn behind
    it, None where the two are one. They go with the turn when it is erased. Without a turn: a new
    transcription has no place for it; ``start`` is where its turn began.
    """

    __tablename__ = "turn_corrections"
    __table_args__ = (CheckConstraint(f"kind in {(TEXT, SPEAKER)}", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), index=True
    )
    turn_id: Mapped[int | None] = mapped_column(
        ForeignKey("turns.id", ondelete="CASCADE"), index=True
    )
    start: Mapped[float | None]  # seconds
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[str] = mapped_column(String(10))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    turn: Mapped[Turn | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])

    @property
    def cut(self) -> str | None:
        """ "split" or "join" where the correction made two turns of one, or one of two."""
        if "next" not in self.after:
            return None
        return JOIN if self.after["next"] is None else SPLIT
