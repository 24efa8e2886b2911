"""An import: the files that came in together, and what became of each record in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from people.models import User
from transcripts.models import Source

DRAFT, WAITING, RUNNING, DONE, BROKEN = "draft", "waiting", "running", "done", "broken"
STATES = (DRAFT, WAITING, RUNNING, DONE, BROKEN)
DOORS = ("page", "api", "folder", "command")
IMPORTED, ALREADY, REFUSED = "imported", "already", "refused"
OUTCOMES = (IMPORTED, ALREADY, REFUSED)


class Import(Base):
    """One import, from a draft whose columns somebody looks at to the finished report.

    ``seen`` records are accounted for: their rows, their lines of the report and this number are
    committed together, so whoever takes over after a crash goes on right behind them.
    """

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"door in {DOORS}", name="door"),
        CheckConstraint("seen = imported + already + refused", name="seen"),
        Index("ix_imports_created", "created_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    door: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    form: Mapped[str] = mapped_column(String(20), default="auto")  # of formats.detect.CHOICES
    mappings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {kind: {field: column}}
    total: Mapped[int | None]  # records in all, once they were counted
    seen: Mapped[int] = mapped_column(default=0)
    imported: Mapped[int] = mapped_column(default=0)
    already: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(500))  # why it broke off
    job_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]

    source: Mapped[Source] = relationship()
    user: Mapped[User | None] = relationship()
    files: Mapped[list["ImportFile"]] = relationship(
        back_populates="owner", order_by="ImportFile.position", cascade="all, delete-orphan"
    )

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def is_over(self) -> bool:
        return self.state in (DONE, BROKEN)

    @property
    def share(self) -> float | None:
        """How far it is, 0-1; None where nobody has counted yet."""
        if self.state == DONE:
            return 1.0
        return min(self.seen / self.total, 1.0) if self.total else None


class ImportFile(Base):
    """A file of an import as it came, kept in storage. Empty key: forgotten since."""

    __tablename__ = "import_files"
    __table_args__ = (UniqueConstraint("import_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    position: Mapped[int]
    filename: Mapped[str] = mapped_column(String(255))
    storage_key: Mapped[str] = mapped_column(String(300), default="")
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))

    owner: Mapped[Import] = relationship(back_populates="files")


class ImportRecord(Base):
    """One line of the report: a record, where it stood, and what became of it."""

    __tablename__ = "import_records"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
        Index("ix_import_records_outcome", "import_id", "outcome", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    number: Mapped[int]  # 1, 2, ... in the order of reading
    outcome: Mapped[str] = mapped_column(String(10))
    path: Mapped[str] = mapped_column(String(500), default="")
    place: Mapped[str] = mapped_column(String(300), default="")
    external_id: Mapped[str] = mapped_column(String(200), default="")
    code: Mapped[str] = mapped_column(String(40), default="")  # why it was refused
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    interaction_id: Mapped[int | None] = mapped_column(
        ForeignKey("interactions.id", ondelete="SET NULL"), index=True
    )
