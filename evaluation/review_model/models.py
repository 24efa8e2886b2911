"""Flags and machine scores, kept apart from every human judgement."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from evaluation.rubrics.models import Competency
from transcripts.models import Interaction


class ReviewModel(Base):
    """A version of the machine that flags and scores: rules at first, learned later."""

    __tablename__ = "review_models"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))  # "rules" or "learned"
    active: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (UniqueConstraint("name", "version"),)


class Flag(Base):
    """A signal that an interaction deserves a person's time, with the evidence for it."""

    __tablename__ = "flags"
    __table_args__ = (
        UniqueConstraint("interaction_id", "model_id", "signal"),
        CheckConstraint("strength > 0 and strength <= 1", name="strength"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), index=True
    )
    model_id: Mapped[int] = mapped_column(ForeignKey("review_models.id"), index=True)
    signal: Mapped[str] = mapped_column(String(60))
    strength: Mapped[float]
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    # each with the position of a turn, its start in seconds and the words
    created_at: Mapped[datetime] = mapped_column(default=now)

    interaction: Mapped[Interaction] = relationship()
    model: Mapped[ReviewModel] = relationship()


class MachineScore(Base):
    """What a model says of one competency in one interaction; a null score is an abstention."""

    __tablename__ = "machine_scores"
    __table_args__ = (
        UniqueConstraint("interaction_id", "model_id", "competency_id"),
        CheckConstraint("score is null or score between 0 and 100", name="score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"))
    model_id: Mapped[int] = mapped_column(ForeignKey("review_models.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competencies.id"))
    score: Mapped[float | None]
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=now)

    interaction: Mapped[Interaction] = relationship()
    model: Mapped[ReviewModel] = relationship()
    competency: Mapped[Competency] = relationship()


class FlagRun(Base):
    """Says that a model has looked at an interaction, whether or not it found anything."""

    __tablename__ = "flag_runs"

    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True
    )
    model_id: Mapped[int] = mapped_column(ForeignKey("review_models.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
