"""What agents say of their own conversations: a table of its own, that no score is made from."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from evaluation.rubrics.models import RubricVersion
from people.models import Agent, User
from transcripts.models import Interaction

OPEN, SUBMITTED, DECLINED = "open", "submitted", "declined"
STATES = (OPEN, SUBMITTED, DECLINED)


class SelfEvaluation(Base):
    """One agent's own answers about one conversation; at most one each."""

    __tablename__ = "self_evaluations"
    __table_args__ = (
        UniqueConstraint("interaction_id", "agent_id"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("state <> 'submitted' or submitted_at is not null", name="submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), index=True
    )
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # by the key of the question: see answer_changes
    summary: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=0, server_default="0")  # counts saves
    saved_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]

    interaction: Mapped[Interaction] = relationship()
    agent: Mapped[Agent] = relationship()
    version: Mapped[RubricVersion] = relationship()
    asked_by: Mapped[User] = relationship()

    @property
    def is_open(self) -> bool:
        return self.state == OPEN
