"""The journey, and what is kept of it so that a list of many is quick."""

from datetime import datetime
from typing import TYPE_CHECKING, Optional

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from transcripts.redaction import redact

if TYPE_CHECKING:
    from transcripts.models import Customer, Interaction

OUTCOMES = ("resolved", "unresolved", "abandoned")
KNOWN_FROM = ("survey", "source")


class Case(Base):
    """The journey: all contacts of one customer about one matter, in any channel.

    The counts and times are told by its contacts and written again whenever one comes or goes.
    ``outcome`` is None until somebody says how it ended; ``outcome_from`` says who did. A case
    that was joined to another keeps its row and points there, so that old links and the source's
    references still lead to the right place.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
        CheckConstraint(f"outcome_from in {KNOWN_FROM}", name="outcome_from"),
        Index("ix_cases_last_at_id", "last_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    external_ref: Mapped[str | None] = mapped_column(String(160), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    reason: Mapped[str] = mapped_column(String(120), default="")
    opened_at: Mapped[datetime] = mapped_column(default=now)  # when the first contact began
    last_at: Mapped[datetime | None]  # when the last one began
    contacts: Mapped[int] = mapped_column(default=0, server_default="0")
    repeats: Mapped[int] = mapped_column(default=0, server_default="0")
    transfers: Mapped[int] = mapped_column(default=0, server_default="0")
    channel_moves: Mapped[int] = mapped_column(default=0, server_default="0")
    failed_self_service: Mapped[int] = mapped_column(default=0, server_default="0")
    outcome: Mapped[str | None] = mapped_column(String(12))
    outcome_from: Mapped[str | None] = mapped_column(String(10))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)

    customer: Mapped["Customer"] = relationship()
    merged_into: Mapped[Optional["Case"]] = relationship(remote_side="Case.id")
    interactions: Mapped[list["Interaction"]] = relationship(
        back_populates="case", order_by="Interaction.started_at"
    )

    @property
    def shown_ref(self) -> str:
        """The source's reference, "" for none; where that is an address, as of an e-mail, a mark
        with our own number.
        """
        marked = redact(self.external_ref or "")[0]
        return marked if marked == (self.external_ref or "") else f"{marked} {self.id}"
