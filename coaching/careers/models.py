"""Career paths: stages with what each requires, and where agents stand and aim."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from evaluation.rubrics.models import Competency
from people.models import Agent, User


class CareerPath(Base):
    """A ladder of stages that agents can climb."""

    __tablename__ = "career_paths"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[dict[str, Any]]

    stages: Mapped[list["Stage"]] = relationship(
        back_populates="path", order_by="Stage.position", cascade="all, delete-orphan"
    )


class Stage(Base):
    """One step of a path, with the tenure it asks for."""

    __tablename__ = "stages"
    __table_args__ = (
        UniqueConstraint("path_id", "position"),
        CheckConstraint("tenure_months >= 0", name="tenure_months"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("career_paths.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[dict[str, Any]]
    description: Mapped[dict[str, Any]] = mapped_column(default=dict)
    tenure_months: Mapped[int] = mapped_column(default=0)
    certificates: Mapped[list[Any]] = mapped_column(default=list)  # names of certificates

    path: Mapped[CareerPath] = relationship(back_populates="stages")
    requirements: Mapped[list["Requirement"]] = relationship(
        back_populates="stage", cascade="all, delete-orphan"
    )


class Requirement(Base):
    """The level of one competency that a stage asks for."""

    __tablename__ = "stage_requirements"
    __table_args__ = (
        UniqueConstraint("stage_id", "competency_id"),
        CheckConstraint("level between 0 and 100", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competencies.id"))
    level: Mapped[float]

    stage: Mapped[Stage] = relationship(back_populates="requirements")
    competency: Mapped[Competency] = relationship()


class AgentStage(Base):
    """The stage an agent stands on since a day; the newest one counts."""

    __tablename__ = "agent_stages"

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    since: Mapped[date]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    agent: Mapped[Agent] = relationship()
    stage: Mapped[Stage] = relationship()
    decided_by: Mapped[User | None] = relationship()


class Certificate(Base):
    """Something an agent has passed, for good or until it expires."""

    __tablename__ = "certificates"
    __table_args__ = (UniqueConstraint("agent_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    name: Mapped[str] = mapped_column(String(120))
    earned_on: Mapped[date]
    expires_on: Mapped[date | None]


class GrowthAim(Base):
    """The stage an agent says they aim at."""

    __tablename__ = "growth_aims"

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), unique=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    stated_at: Mapped[datetime] = mapped_column(default=now)

    stage: Mapped[Stage] = relationship()
