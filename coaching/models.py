"""The response to a gap: plans with their moments, actions and sessions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from evaluation.models import Moment
from evaluation.rubrics.models import Competency
from people.models import Agent, User

STATES = ("agreed", "in_progress", "follow_up", "closed")


class Plan(Base):
    """What an agent and a lead agreed to work on, from where, to where and until when."""

    __tablename__ = "plans"
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("target between 0 and 100", name="target"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competencies.id"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(String(12), default="agreed", index=True)
    title: Mapped[str] = mapped_column(String(200))
    baseline: Mapped[float | None]
    baseline_low: Mapped[float | None]
    baseline_high: Mapped[float | None]
    baseline_reviews: Mapped[int] = mapped_column(default=0)
    target: Mapped[float]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date]
    acknowledged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Text, default="")

    agent: Mapped[Agent] = relationship()
    competency: Mapped[Competency] = relationship()
    opened_by: Mapped[User] = relationship()
    moments: Mapped[list["PlanMoment"]] = relationship(
        back_populates="plan", order_by="PlanMoment.position", cascade="all, delete-orphan"
    )
    actions: Mapped[list["Action"]] = relationship(
        back_populates="plan", order_by="Action.due_on", cascade="all, delete-orphan"
    )
    sessions: Mapped[list["Session"]] = relationship(
        back_populates="plan", order_by="Session.starts_at", cascade="all, delete-orphan"
    )

    @property
    def is_closed(self) -> bool:
        return self.state == "closed"


class PlanMoment(Base):
    """A moment of a review that a plan shows as evidence."""

    __tablename__ = "plan_moments"
    __table_args__ = (UniqueConstraint("plan_id", "moment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"))
    moment_id: Mapped[int] = mapped_column(ForeignKey("moments.id"))
    position: Mapped[int]

    plan: Mapped[Plan] = relationship(back_populates="moments")
    moment: Mapped[Moment] = relationship()


class Action(Base):
    """One dated thing that the agent or the lead has promised to do."""

    __tablename__ = "plan_actions"
    __table_args__ = (CheckConstraint("owner in ('agent', 'lead')", name="owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    owner: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]

    plan: Mapped[Plan] = relationship(back_populates="actions")

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


class Session(Base):
    """A coaching conversation. ``private_notes`` are the lead's alone."""

    __tablename__ = "plan_sessions"
    __table_args__ = (CheckConstraint("minutes between 5 and 480", name="minutes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=30)
    agenda: Mapped[str] = mapped_column(Text, default="")
    shared_notes: Mapped[str] = mapped_column(Text, default="")
    private_notes: Mapped[str] = mapped_column(Text, default="")
    held_at: Mapped[datetime | None]

    plan: Mapped[Plan] = relationship(back_populates="sessions")
