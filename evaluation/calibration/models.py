"""Calibration sessions: what is scored by whom, what was said about it, and severity as fitted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from evaluation.rubrics.models import Rubric
from evaluation.sampling.models import OPEN, Assignment
from people.models import User
from transcripts.models import Interaction


class CalibrationSession(Base):
    """Several evaluators score the same interactions blind, then talk about the differences."""

    __tablename__ = "calibration_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200), server_default="")
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    expert_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime] = mapped_column(default=now, server_default="1970-01-01")
    deadline: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    reminded_for: Mapped[datetime | None]  # the deadline that the late ones were reminded of

    rubric: Mapped[Rubric] = relationship()
    opened_by: Mapped[User] = relationship(foreign_keys=[opened_by_id])
    expert: Mapped[User | None] = relationship(foreign_keys=[expert_id])
    items: Mapped[list["CalibrationItem"]] = relationship(
        back_populates="session", order_by="CalibrationItem.position", cascade="all, delete-orphan"
    )

    @property
    def is_open(self) -> bool:
        """Open means blind: nobody sees another's answers."""
        return self.closed_at is None


class CalibrationItem(Base):
    """One interaction of a session."""

    __tablename__ = "calibration_items"
    __table_args__ = (UniqueConstraint("session_id", "interaction_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("calibration_sessions.id", ondelete="CASCADE")
    )
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id"), index=True)
    position: Mapped[int]

    session: Mapped[CalibrationSession] = relationship(back_populates="items")
    interaction: Mapped[Interaction] = relationship()
    tasks: Mapped[list["CalibrationTask"]] = relationship(
        back_populates="item", order_by="CalibrationTask.id", cascade="all, delete-orphan"
    )
    references: Mapped[list["CalibrationReference"]] = relationship(
        order_by="CalibrationReference.id", cascade="all, delete-orphan"
    )
    comments: Mapped[list["CalibrationComment"]] = relationship(
        order_by="CalibrationComment.id", cascade="all, delete-orphan"
    )


class CalibrationTask(Base):
    """One participant's review of one item. It is never released and never in a score."""

    __tablename__ = "calibration_tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("calibration_items.id", ondelete="CASCADE"), index=True
    )
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), unique=True)

    item: Mapped[CalibrationItem] = relationship(back_populates="tasks")
    assignment: Mapped[Assignment] = relationship()

    @property
    def is_waiting(self) -> bool:
        return self.assignment.state == OPEN


class CalibrationReference(Base):
    """The answer that an expert holds to be right, with the reason."""

    __tablename__ = "calibration_references"
    __table_args__ = (
        UniqueConstraint("item_id", "question"),
        CheckConstraint("not (not_applicable and value is not null)", name="value_or_na"),
        CheckConstraint("not_applicable or value is not null", name="answered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("calibration_items.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(130))  # "section/criterion"
    value: Mapped[float | None]
    not_applicable: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text)
    expert_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)

    expert: Mapped[User] = relationship()


class CalibrationComment(Base):
    """What somebody said about a question of an item; about the item where it names none."""

    __tablename__ = "calibration_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("calibration_items.id", ondelete="CASCADE"), index=True
    )
    question: Mapped[str] = mapped_column(String(130), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)

    author: Mapped[User] = relationship()


class SeverityFit(Base):
    """What a fit of the severity model said of one measure, for the months up to one month."""

    __tablename__ = "severity_fits"
    __table_args__ = (
        UniqueConstraint("measure", "month", "months"),
        Index("ix_severity_fits_month", "month"),
        CheckConstraint("months between 1 and 24", name="months"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(60))  # "quality", "composite" or a competency
    month: Mapped[date]  # the first day of the last month that it covers
    months: Mapped[int]  # how many months it covers
    fitted_at: Mapped[datetime] = mapped_column(default=now)
    basis: Mapped[str] = mapped_column(String(64))  # changes whenever a review it rests on does
    n: Mapped[int]
    refusal: Mapped[str] = mapped_column(String(20), default="")  # why nothing is adjusted
    groups: Mapped[list[Any]] = mapped_column(default=list)  # user ids that do not meet
    deviations: Mapped[dict[str, Any]] = mapped_column(default=dict)  # points, by source
    # by user id: value, lower, upper and error in points, and n reviews
    severities: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def adjusts(self) -> bool:
        return not self.refusal
