"""Sampling plans, their draws, and the assignments that a draw makes."""

from datetime import date, datetime
from typing import Any, Optional

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base, Json
from evaluation.rubrics.models import Rubric
from evaluation.sampling.plan_settings import PlanSettings, from_rows
from people.models import User
from transcripts.models import Interaction

PICKS = ("random", "risk", "manual", "double", "calibration")
OPEN, SUBMITTED, REPLACED = "open", "submitted", "replaced"


class SamplingPlan(Base):
    """Which interactions of a period are to be reviewed, and how they are picked."""

    __tablename__ = "sampling_plans"
    __table_args__ = (
        CheckConstraint("random_share > 0 and random_share <= 1", name="random_share"),
        CheckConstraint("per_agent >= 1", name="per_agent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"))
    per_agent: Mapped[int] = mapped_column(default=5)
    random_share: Mapped[float] = mapped_column(default=0.5)
    frame: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"channels": [...], "days": 7}
    due_days: Mapped[int] = mapped_column(default=7)
    active: Mapped[bool] = mapped_column(default=True)
    automatic_since: Mapped[date | None]  # the first day from which it draws by itself
    settings: Mapped[dict[str, Any]] = mapped_column(  # see plan_settings
        Json, default=dict, server_default="{}"
    )

    rubric: Mapped[Rubric] = relationship()

    @property
    def rules(self) -> PlanSettings:
        return from_rows(
            {name: getattr(self, name) for name in ("per_agent", "random_share", "due_days")},
            self.frame or {},
            self.settings or {},
        )


class Draw(Base):
    """One draw of a plan, with everything that is needed to prove it again."""

    __tablename__ = "draws"
    __table_args__ = (UniqueConstraint("plan_id", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("sampling_plans.id"), index=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    seed: Mapped[int] = mapped_column(BigInteger)
    design: Mapped[str] = mapped_column(String(200))
    frame_hash: Mapped[str] = mapped_column(String(64))
    frame_size: Mapped[int]
    # per agent: ids and risks drawn from; long, and read only to prove and to draw anew
    frame: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    slot: Mapped[str | None] = mapped_column(String(40))  # the period, of a draw made by itself
    drawn_at: Mapped[datetime] = mapped_column(default=now)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    plan: Mapped[SamplingPlan] = relationship()


class Assignment(Base):
    """An interaction that an evaluator is to review, why it was picked, and with what chance."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("draw_id", "interaction_id", "evaluator_id"),
        CheckConstraint(f"pick in {PICKS}", name="pick"),
        CheckConstraint(
            "inclusion_probability is null or "
            "(inclusion_probability > 0 and inclusion_probability <= 1)",
            name="inclusion_probability",
        ),
        CheckConstraint(
            "pick not in ('random', 'risk') or "
            "(draw_id is not null and inclusion_probability is not null)",
            name="drawn_with_probability",
        ),
        CheckConstraint("state in ('open', 'submitted', 'replaced')", name="state"),
        Index("ix_assignments_queue", "evaluator_id", "state", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id"), index=True)
    evaluator_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"))
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("draws.id"), index=True)
    pick: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")  # the flag's key, or a person's words
    inclusion_probability: Mapped[float | None]
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    due_on: Mapped[date]
    replaced_reason: Mapped[str | None] = mapped_column(Text)
    double_of_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    interaction: Mapped[Interaction] = relationship()
    evaluator: Mapped[User] = relationship()
    rubric: Mapped[Rubric] = relationship()
    draw: Mapped[Draw | None] = relationship()
    double_of: Mapped[Optional["Assignment"]] = relationship(remote_side="Assignment.id")

    @property
    def told_as(self) -> "Assignment":
        """The one that its evaluator is told of: a second review is told as the first one."""
        return self.double_of or self

    @property
    def counts_in_score(self) -> bool:
        return self.inclusion_probability is not None


class Redraw(Base):
    """What was drawn in the place of a pick that could not be reviewed, and how to prove it."""

    __tablename__ = "redraws"

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"), index=True)
    replaced_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), unique=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"), unique=True)
    excluded: Mapped[list[int]] = mapped_column(Json, default=list)  # of the frame, by then
    made_at: Mapped[datetime] = mapped_column(default=now)

    replaced: Mapped[Assignment] = relationship(foreign_keys="Redraw.replaced_id")
    assignment: Mapped[Assignment | None] = relationship(foreign_keys="Redraw.assignment_id")


class WorkLimit(Base):
    """How many reviews, or hours of reviewing, an evaluator can do in a full week."""

    __tablename__ = "work_limits"
    __table_args__ = (
        CheckConstraint("reviews is null or reviews >= 0", name="reviews"),
        CheckConstraint("hours is null or hours >= 0", name="hours"),
    )

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    reviews: Mapped[int | None]
    hours: Mapped[float | None]

    user: Mapped[User] = relationship()


class Absence(Base):
    """Days, both included, on which somebody is away; without a person, the whole centre is."""

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    first_day: Mapped[date]
    last_day: Mapped[date] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(String(120), default="")

    user: Mapped[User | None] = relationship()
