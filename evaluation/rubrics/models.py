"""Rubrics and their versions. A version that has been used never changes again."""

from datetime import datetime
from typing import Any, Optional

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base

KINDS = ("scale", "yes_no", "choice", "number", "automatic", "text")


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
    draft: Mapped[Optional["RubricDraft"]] = relationship(back_populates="rubric")


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
    bands: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    # [{"from": 0, "name": {...}}, ...] lowest first, in points 0-100
    published_at: Mapped[datetime | None]  # may lie ahead: until then it is only announced
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
        CheckConstraint("floor between 0 and 100", name="floor"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("rubric_versions.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    name: Mapped[dict[str, Any]]
    weight: Mapped[float]
    floor: Mapped[float | None]  # points 0-100

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
    # the next three as in the JSON format (docs/rubrics.md), None where there is none
    shown_if: Mapped[dict[str, Any] | None]
    automatic: Mapped[dict[str, Any] | None]
    root_causes: Mapped[dict[str, Any] | None]

    section: Mapped[Section] = relationship(back_populates="criteria")
    competency: Mapped[Competency | None] = relationship()


class RubricDraft(Base):
    """The next version of a rubric while it is being written, complete or not: one per rubric.

    ``document`` has the shape of the JSON format, but may still have mistakes. ``revision`` counts
    saves, so that a second tab or person is noticed and nothing is overwritten in silence.
    """

    __tablename__ = "rubric_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(
        ForeignKey("rubrics.id", ondelete="CASCADE"), unique=True
    )
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("rubric_versions.id"))
    document: Mapped[dict[str, Any]]
    locked: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    # keys whose weights stay while others are rebalanced: "s:<section>", "c:<criterion>"
    revision: Mapped[int] = mapped_column(default=0)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime] = mapped_column(default=now)

    rubric: Mapped[Rubric] = relationship(back_populates="draft")
    based_on: Mapped[RubricVersion | None] = relationship()
