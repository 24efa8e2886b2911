"""Connections to helpdesks, the notices they send, and the conversations pulled from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.clock import now
from core.db import Base
from transcripts.models import Interaction, Source

KINDS = ("chatwoot", "zammad", "freescout", "zendesk", "intercom")
WAITING, PULLED, IGNORED, FAILED = "waiting", "pulled", "ignored", "failed"
STATES = (WAITING, PULLED, IGNORED, FAILED)


class Connection(Base):
    """One helpdesk whose conversations come in. Secrets are sealed and never shown again.

    After a rotation the secret before stays valid until ``previous_until``.
    """

    __tablename__ = "helpdesk_connections"
    __table_args__ = (CheckConstraint(f"kind in {KINDS}", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(100), unique=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    address: Mapped[str] = mapped_column(String(300))  # https://host[:port][/path]
    account: Mapped[str] = mapped_column(String(100), default="")  # Chatwoot only
    signing_secret: Mapped[str] = mapped_column(Text)
    previous_secret: Mapped[str | None] = mapped_column(Text)
    previous_until: Mapped[datetime | None]
    api_key: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    source: Mapped[Source] = relationship()


class Delivery(Base):
    """One notice of a helpdesk, and what became of it."""

    __tablename__ = "helpdesk_deliveries"
    __table_args__ = (
        UniqueConstraint("connection_id", "delivery_id"),
        CheckConstraint(f"state in {STATES}", name="state"),
        Index("ix_helpdesk_deliveries_newest", "connection_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(
        ForeignKey("helpdesk_connections.id", ondelete="CASCADE")
    )
    delivery_id: Mapped[str] = mapped_column(String(200))
    event: Mapped[str] = mapped_column(String(100), default="")
    conversation_id: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    reason: Mapped[str] = mapped_column(String(300), default="")
    tries: Mapped[int] = mapped_column(default=0)
    interaction_id: Mapped[int | None] = mapped_column(
        ForeignKey("interactions.id", ondelete="SET NULL"), index=True
    )
    received_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    connection: Mapped[Connection] = relationship()


class PulledConversation(Base):
    """Which interaction a conversation is, and what of it was pulled last.

    ``messages`` are short digests of its messages in their order: a later pull changes only the
    turns whose message changed, so corrections of the others stay.
    """

    __tablename__ = "helpdesk_conversations"

    connection_id: Mapped[int] = mapped_column(
        ForeignKey("helpdesk_connections.id", ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), unique=True
    )
    pulled_at: Mapped[datetime]  # when the pull began
    messages: Mapped[list[Any]] = mapped_column(default=list)

    interaction: Mapped[Interaction] = relationship()
