"""Estimates that were expensive to compute, kept until the reviews under them change."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base


class CachedEstimates(Base):
    """All estimates of one agent for one period; ``basis`` names the reviews they were made from."""

    __tablename__ = "cached_estimates"
    __table_args__ = (UniqueConstraint("agent_id", "period_start", "period_end"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    period_start: Mapped[date]
    period_end: Mapped[date]
    basis: Mapped[str] = mapped_column(String(64))
    values: Mapped[dict[str, Any]]
    computed_at: Mapped[datetime] = mapped_column(default=now)
