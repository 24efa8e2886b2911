"""The jobs table: what is to be done, who holds it, and how it ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
STATES = (QUEUED, RUNNING, DONE, FAILED, CANCELLED)
UPKEEP = "upkeep"  # the queue of what may take long and nobody waits for
SOMEBODY_WAITS = 10  # the priority of work that a person looks forward to; 0 is any other


class Job(Base):
    """One piece of background work.

    Enqueued by an INSERT in the transaction of the change that needs it; held by whoever has its
    lease token until ``lease_until``; a job whose lease ran out is anybody's again.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("progress between 0 and 1", name="progress"),
        Index("ix_jobs_claim", "queue", "state", "priority", "run_at", "id"),
        Index(
            "uq_jobs_dedupe_key",
            "dedupe_key",
            unique=True,
            sqlite_where=text("dedupe_key is not null"),
            postgresql_where=text("dedupe_key is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    queue: Mapped[str] = mapped_column(String(40), default="default")
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    priority: Mapped[int] = mapped_column(default=0, server_default="0")  # higher comes first
    state: Mapped[str] = mapped_column(String(12), default=QUEUED)
    progress: Mapped[float] = mapped_column(default=0.0)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=3)
    run_at: Mapped[datetime] = mapped_column(default=now)
    lease_token: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    dedupe_key: Mapped[str | None] = mapped_column(String(160))
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
