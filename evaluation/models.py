"""Human judgement: evaluations with their ratings and moments, and what agents answer to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from evaluation.rubrics.models import Criterion, RubricVersion
from evaluation.sampling.models import Assignment
from people.models import Agent, User
from transcripts.models import Interaction

DRAFT, SUBMITTED, RELEASED, SUPERSEDED = "draft", "submitted", "released", "superseded"
STATES = (DRAFT, SUBMITTED, RELEASED, SUPERSEDED)
CURRENT = text("state in ('submitted', 'released')")


ANSWER_FIELDS = ("value", "not_applicable", "comment", "root_causes", "override_reason")
"""What a person says to a question."""
MOMENT_FIELDS = ("criterion_id", "turn_position", "start", "end", "quote", "note", "praise")
"""What a person pins to a conversation."""


class Evaluation(Base):
    """One evaluator's judgement of one interaction. A revision is a new row that points back."""

    __tablename__ = "evaluations"
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("quality is null or quality between 0 and 100", name="quality"),
        CheckConstraint("speed is null or speed between 0 and 100", name="speed"),
        CheckConstraint("composite is null or composite between 0 and 100", name="composite"),
        Index(
            "uq_evaluations_draft",
            "assignment_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        Index(
            "uq_evaluations_current",
            "assignment_id",
            "evaluator_id",
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
        Index("ix_evaluations_agent", "agent_id", "state", "interaction_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    evaluator_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id"))
    revises_id: Mapped[int | None] = mapped_column(ForeignKey("evaluations.id"))
    state: Mapped[str] = mapped_column(String(12), default=DRAFT)
    revision: Mapped[int] = mapped_column(default=0)  # counts saves, so a stale tab is noticed
    interaction_at: Mapped[datetime]  # copied, so that a period is read without a join
    quality: Mapped[float | None]
    speed: Mapped[float | None]
    composite: Mapped[float | None]
    unadjusted: Mapped[float | None]
    critical_failed: Mapped[list[Any]] = mapped_column(default=list)
    summary: Mapped[str] = mapped_column(Text, default="")
    seconds_spent: Mapped[float] = mapped_column(default=0)
    revision_reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    saved_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]

    assignment: Mapped[Assignment] = relationship()
    interaction: Mapped[Interaction] = relationship()
    agent: Mapped[Agent] = relationship()
    evaluator: Mapped[User] = relationship()
    version: Mapped[RubricVersion] = relationship()
    ratings: Mapped[list["Rating"]] = relationship(
        back_populates="evaluation", cascade="all, delete-orphan"
    )
    moments: Mapped[list["Moment"]] = relationship(
        back_populates="evaluation", order_by="Moment.start", cascade="all, delete-orphan"
    )

    @property
    def is_released(self) -> bool:
        return self.state == RELEASED

    @property
    def is_acknowledged(self) -> bool:
        return self.acknowledged_at is not None


class Rating(Base):
    """The answer to one criterion: a value, a text, or not applicable."""

    __tablename__ = "ratings"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "criterion_id"),
        CheckConstraint("points is null or points between 0 and 1", name="points"),
        CheckConstraint("not (not_applicable and value is not null)", name="value_or_na"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluations.id", ondelete="CASCADE"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"), index=True)
    value: Mapped[float | None]
    not_applicable: Mapped[bool] = mapped_column(default=False)
    points: Mapped[float | None]  # 0-1, set when the evaluation is submitted
    comment: Mapped[str] = mapped_column(Text, default="")
    root_causes: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # their keys
    # an automatic question: `value` is its points 0-100, these are what they come from
    measured: Mapped[float | None]
    override_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    evaluation: Mapped[Evaluation] = relationship(back_populates="ratings")
    criterion: Mapped[Criterion] = relationship()


class Moment(Base):
    """A place in the interaction worth talking about, in an evaluator's words."""

    __tablename__ = "moments"

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(
        ForeignKey("evaluations.id", ondelete="CASCADE"), index=True
    )
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criteria.id"))
    turn_position: Mapped[int | None]
    start: Mapped[float | None]  # seconds; null in a written interaction without times
    end: Mapped[float | None]
    quote: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    praise: Mapped[bool] = mapped_column(default=False)
    client_key: Mapped[str | None] = mapped_column(String(64))  # makes a repeated save harmless
    created_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (UniqueConstraint("evaluation_id", "client_key"),)

    evaluation: Mapped[Evaluation] = relationship(back_populates="moments")
    criterion: Mapped[Criterion | None] = relationship()


class Dispute(Base):
    """An agent's objection to one answer, and the decision on it."""

    __tablename__ = "disputes"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "criterion_id"),
        CheckConstraint("state in ('open', 'accepted', 'rejected')", name="state"),
        CheckConstraint(
            "not (proposed_na and proposed_value is not null)", name="proposed_value_or_na"
        ),
        Index("ix_disputes_state", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluations.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="open")
    opened_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date]
    proposed_value: Mapped[float | None]  # the answer that the agent thinks right
    proposed_na: Mapped[bool] = mapped_column(default=False, server_default=false())
    # who is asked to rule; None where nobody who may has kept out of it
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None] = mapped_column(Text)

    evaluation: Mapped[Evaluation] = relationship()
    criterion: Mapped[Criterion] = relationship()
    opened_by: Mapped[User] = relationship(foreign_keys=[opened_by_id])
    decider: Mapped[User | None] = relationship(foreign_keys=[decider_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on < now().date()
