"""Rubrics and their versions. A version that has been used never changes again."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base

KINDS = ("scale", "yes_no", "choice", "number", "text")


class Competency(Base):
    """What an agent can be good at. Criteria measure it, gaps and career stages speak of it."""

    __tablename__ = "competencies"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[dict[str, Any]]  # by language
    position: Mapped[int] = mapped_column(default=0)


class Rubric(Base):
    """What the centre calls good service for some kind of interaction."""

    __tablename__ = "rubrics"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[dict[str, Any]]
    description: Mapped[dict[str, Any]] = mapped_column(default=dict)
    needs_approval: Mapped[bool] = mapped_column(default=False)

    versions: Mapped[list["RubricVersion"]] = relationship(
        back_populates="rubric", order_by="RubricVersion.number"
    )


class RubricVersion(Base):
    """One wording and weighting of a rubric. Immutable once ``used_at`` is set."""

    __tablename__ = "rubric_versions"
    __table_args__ = (
        UniqueConstraint("rubric_id", "number"),
        CheckConstraint("abs(quality_weight + speed_weight - 100) < 0.000001", name="weights"),
        CheckConstraint("quality_floor between 0 and 100", name="quality_floor"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"))
    number: Mapped[int]
    quality_weight: Mapped[float]
    speed_weight: Mapped[float]
    quality_floor: Mapped[float | None]
    weighs: Mapped[str] = mapped_column(String(10), default="sections")
    published_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    rubric: Mapped[Rubric] = relationship(back_populates="versions")
    sections: Mapped[list["Section"]] = relationship(
        back_populates="version", order_by="Section.position", cascade="all, delete-orphan"
    )

    @property
    def is_frozen(self) -> bool:
        return self.used_at is not None


class Section(Base):
    """A group of criteria that are asked, and weigh, together."""

    __tablename__ = "sections"
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        CheckConstraint("weight between 0 and 100", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    name: Mapped[dict[str, Any]]
    weight: Mapped[float]

    version: Mapped[RubricVersion] = relationship(back_populates="sections")
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="section", order_by="Criterion.position", cascade="all, delete-orphan"
    )


class Criterion(Base):
    """One question of the form, with the anchors that say what each level looks like."""

    __tablename__ = "criteria"
    __table_args__ = (
        UniqueConstraint("section_id", "key"),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint("critical is null or critical in ('section', 'all')", name="critical"),
        CheckConstraint("weight between 0 and 100", name="weight"),
        CheckConstraint("minimum < maximum", name="range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("sections.id", ondelete="CASCADE"))
    competency_id: Mapped[int | None] = mapped_column(ForeignKey("competencies.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[dict[str, Any]]
    guidance: Mapped[dict[str, Any]] = mapped_column(default=dict)
    levels: Mapped[list[Any]] = mapped_column(default=list)
    # [{"value": 0, "name": {...}, "anchor": {...}}, ...] lowest first
    minimum: Mapped[float] = mapped_column(default=0)
    maximum: Mapped[float] = mapped_column(default=1)
    weight: Mapped[float]
    critical: Mapped[str | None] = mapped_column(String(10))
    bonus: Mapped[bool] = mapped_column(default=False)
    allows_na: Mapped[bool] = mapped_column(default=True)

    section: Mapped[Section] = relationship(back_populates="criteria")
    competency: Mapped[Competency | None] = relationship()
