"""What each evaluator has chosen for their desk, and what the machine was shown to have said."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base
from evaluation.desk.rules import MODES, OPINIONS


class DeskChoice(Base):
    """What one person has chosen, within what the centre allows; None is "as it allows"."""

    __tablename__ = "desk_choices"
    __table_args__ = (CheckConstraint(f"suggestions in {MODES}", name="suggestions"),)

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    suggestions: Mapped[str | None] = mapped_column(String(10))
    hides_score: Mapped[bool] = mapped_column(default=False, server_default=false())


class ShownSuggestion(Base):
    """What an evaluator was shown of the machine at one question, when, and what they said to it.

    A copy, so that it stays what was seen when the model is trained anew. Never part of a score.
    """

    __tablename__ = "shown_suggestions"
    __table_args__ = (
        UniqueConstraint("assignment_id", "criterion_id"),
        CheckConstraint("score is null or score between 0 and 100", name="score"),
        CheckConstraint(f"opinion in {OPINIONS}", name="opinion"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"), index=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("review_models.id"), index=True)
    score: Mapped[float | None]  # None: the model abstained, or only noticed something
    abstained: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    after_answer: Mapped[bool]  # whether the evaluator's own answer was there already
    shown_at: Mapped[datetime] = mapped_column(default=now)
    opinion: Mapped[str | None] = mapped_column(String(10))
    opinion_at: Mapped[datetime | None]
