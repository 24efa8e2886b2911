"""The evidence: interactions of every channel, their recordings, transcripts and measures."""

from datetime import datetime
from typing import Any, Optional

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from core.clock import now
from core.db import Base, Json
from people.models import Agent, User
from transcripts.journeys.models import Case as Case
from transcripts.metrics.models import SpeechMetrics as SpeechMetrics
from transcripts.redaction import redact, redact_category
from transcripts.speech.overview import overview_of

CHANNELS = ("voice", "chat", "email", "sms", "social", "web")
RECEIVED, TRANSCRIBING, READY, FAILED = "received", "transcribing", "ready", "failed"
STATES = (RECEIVED, TRANSCRIBING, READY, FAILED)
SPEAKERS = ("agent", "customer", "bot", "system", "unknown")
FIRST_SPEAKERS = ("unknown", "agent", "customer")
LONGEST_CATEGORY = {"reason": 120, "outcome": 40}
REDACTION_SOUNDS = ("silence", "tone")


class Source(Base):
    """Where interactions come from, and what is known about all of them beforehand."""

    __tablename__ = "sources"
    __table_args__ = (
        CheckConstraint("agent_channel in (0, 1)", name="agent_channel"),
        CheckConstraint(f"mono_first_speaker in {FIRST_SPEAKERS}", name="mono_first_speaker"),
        CheckConstraint(f"redaction_sound in {REDACTION_SOUNDS}", name="redaction_sound"),
        CheckConstraint("retention_days is null or retention_days > 0", name="retention_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    agent_channel: Mapped[int] = mapped_column(default=0)
    language: Mapped[str | None] = mapped_column(String(5))
    mode: Mapped[str] = mapped_column(String(10), default="fast")
    simulated: Mapped[bool] = mapped_column(default=False)
    mono_first_speaker: Mapped[str] = mapped_column(  # who opens a recording of one channel
        String(10), default="unknown", server_default="unknown"
    )
    vocabulary: Mapped[list[str]] = mapped_column(Json, default=list, server_default="[]")
    retention_days: Mapped[int | None]  # None: kept until somebody decides otherwise
    redaction_sound: Mapped[str] = mapped_column(
        String(10), default="silence", server_default="silence"
    )
    watched_folder: Mapped[str | None] = mapped_column(String(500))
    file_pattern: Mapped[str | None] = mapped_column(String(300))  # named groups are facts
    time_zone: Mapped[str] = mapped_column(  # of times that its files write without one
        String(60), default="UTC", server_default="UTC"
    )
    column_mappings: Mapped[dict[str, Any]] = mapped_column(  # {kind: {field: column title}}
        Json, default=dict, server_default="{}"
    )


class Customer(Base):
    """Somebody who contacts the centre, known by a reference only."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    external_ref: Mapped[str] = mapped_column(String(160), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")

    @property
    def shown_ref(self) -> str:
        """The reference; where that is a telephone or an address, a mark with our own number."""
        marked = redact(self.external_ref)[0]
        return marked if marked == self.external_ref else f"{marked} {self.id}"

    @property
    def shown(self) -> str:
        """What people see of who it is."""
        return self.name or self.shown_ref


class Interaction(Base):
    """One contact of a customer, by voice, chat, e-mail, SMS, social media or self-service web."""

    __tablename__ = "interactions"
    __table_args__ = (
        UniqueConstraint("source_id", "external_id"),
        CheckConstraint(f"channel in {CHANNELS}", name="channel"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("handle_seconds is null or handle_seconds >= 0", name="handle_seconds"),
        CheckConstraint("agent_channel in (0, 1)", name="agent_channel"),
        Index("ix_interactions_agent_started", "agent_id", "started_at"),
        Index("ix_interactions_started", "started_at", "id"),
        Index("ix_interactions_customer_started", "customer_id", "started_at"),
        Index("ix_interactions_reason_started", "reason", "started_at"),
        Index("ix_interactions_outcome_started", "outcome", "started_at"),
        Index("ix_interactions_language_started", "language", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    external_id: Mapped[str] = mapped_column(String(200), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(15), default=RECEIVED)
    failure: Mapped[dict[str, Any] | None]  # {"code": ..., "parameters": {...}}
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    subject: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(LONGEST_CATEGORY["reason"]), default="")
    complexity: Mapped[str] = mapped_column(String(20), default="")
    outcome: Mapped[str] = mapped_column(String(LONGEST_CATEGORY["outcome"]), default="")
    language: Mapped[str | None] = mapped_column(String(5))
    agent_channel: Mapped[int | None]  # of the recording; None: as the source says
    agent_opens: Mapped[bool | None]  # a person's word on who speaks first in a mono recording
    facts: Mapped[dict[str, Any] | None]  # what the source told that has no column
    started_at: Mapped[datetime] = mapped_column(default=now)
    duration_seconds: Mapped[float | None]
    handle_seconds: Mapped[float | None]
    expected_seconds: Mapped[float | None]
    is_repeat: Mapped[bool] = mapped_column(default=False)
    after_failed_self_service: Mapped[bool] = mapped_column(default=False)
    # its place in the journey
    case_ref: Mapped[str | None] = mapped_column(String(160), index=True)  # as the source says
    case_by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())
    tells_of_failure: Mapped[bool | None]  # the customer says that self-service failed
    transfers: Mapped[int] = mapped_column(default=0, server_default="0")
    charged_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"), index=True)
    simulated: Mapped[bool] = mapped_column(default=False)
    job_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    source: Mapped[Source] = relationship()
    agent: Mapped[Agent | None] = relationship(foreign_keys="Interaction.agent_id")
    charged_agent: Mapped[Agent | None] = relationship(foreign_keys="Interaction.charged_agent_id")
    customer: Mapped[Customer | None] = relationship()
    case: Mapped[Case | None] = relationship(back_populates="interactions")
    recordings: Mapped[list["Recording"]] = relationship(
        back_populates="interaction", order_by="Recording.position"
    )
    transcript: Mapped[Optional["Transcript"]] = relationship(back_populates="interaction")
    speech_metrics: Mapped[Optional["SpeechMetrics"]] = relationship(back_populates="interaction")

    @property
    def turns(self) -> list["Turn"]:
        """What was said or written; nothing where there is no transcript."""
        return self.transcript.turns if self.transcript else []

    @validates("reason", "outcome")
    def without_personal_data(self, key: str, text: str) -> str:
        """Keep nothing in a category that only a person has, whichever door it comes by."""
        return redact_category(text)[: LONGEST_CATEGORY[key]] if text else text

    @property
    def is_voice(self) -> bool:
        return self.channel == "voice"

    @property
    def is_ready(self) -> bool:
        return self.state == READY

    @property
    def has_failed(self) -> bool:
        return self.state == FAILED


class Recording(Base):
    """A stored media file of an interaction: ``original`` as it came, ``playback`` for browsers."""

    __tablename__ = "recordings"
    __table_args__ = (
        UniqueConstraint("interaction_id", "kind", "position"),
        CheckConstraint("kind in ('original', 'playback')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10), default="original")
    position: Mapped[int] = mapped_column(default=0)
    storage_key: Mapped[str] = mapped_column(String(300))
    filename: Mapped[str] = mapped_column(String(255), default="")
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    channels: Mapped[int | None]
    duration_seconds: Mapped[float | None]
    # {"per_second": n, "channels": [[0..100, ...], ...]}: long for a long call, read when zoomed in
    peaks: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    overview: Mapped[list[Any] | None]  # the same at the width of a page: [[0..100, ...], ...]

    interaction: Mapped[Interaction] = relationship(back_populates="recordings")

    @validates("peaks")
    def draw_overview(self, _key: str, peaks: dict[str, Any] | None) -> dict[str, Any] | None:
        """Keep the overview in step with the peaks, whoever sets them."""
        self.overview = overview_of(peaks)
        return peaks


class Transcript(Base):
    """What was said or written in an interaction, and how that was found out."""

    __tablename__ = "transcripts"

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), unique=True
    )
    engine: Mapped[str] = mapped_column(String(60), default="written")
    model: Mapped[str] = mapped_column(String(60), default="")
    language: Mapped[str | None] = mapped_column(String(5))
    language_probability: Mapped[float | None]
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    speaker_method: Mapped[str | None] = mapped_column(String(12))  # how the sides were told apart
    speaker_confidence: Mapped[float | None]  # 0-1 that agent and customer are not confused
    created_at: Mapped[datetime] = mapped_column(default=now)

    interaction: Mapped[Interaction] = relationship(back_populates="transcript")
    turns: Mapped[list["Turn"]] = relationship(
        back_populates="transcript", order_by="Turn.position", cascade="all, delete-orphan"
    )


class Turn(Base):
    """What one side said without being relieved. ``text`` is redacted; ``original`` is not."""

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("transcript_id", "position"),
        CheckConstraint(f"speaker in {SPEAKERS}", name="speaker"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcripts.id", ondelete="CASCADE"))
    position: Mapped[int]
    speaker: Mapped[str] = mapped_column(String(10))
    start: Mapped[float | None]  # seconds from the start of the interaction
    end: Mapped[float | None]
    text: Mapped[str] = mapped_column(Text)
    original: Mapped[str | None] = mapped_column(Text)
    words: Mapped[list[Any] | None]  # [[text, start, end, probability], ...] of ``text``
    revision: Mapped[int] = mapped_column(default=0, server_default="0")  # counts corrections

    transcript: Mapped[Transcript] = relationship(back_populates="turns")

    @property
    def is_spoken(self) -> bool:
        """Whether it was heard in a call and lasts; a message, or a note about a call, does not."""
        lasts = self.start is not None and self.end is not None and self.end > self.start
        return lasts and self.transcript.interaction.is_voice


class Survey(Base):
    """What the customer said afterwards: satisfaction 1 to 5, and whether the matter is solved."""

    __tablename__ = "surveys"
    __table_args__ = (CheckConstraint("csat between 1 and 5", name="csat"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), unique=True
    )
    csat: Mapped[int]
    resolved: Mapped[bool | None]  # None: not asked, or not answered
    answered_at: Mapped[datetime]


class InteractionGrant(Base):
    """Lets an evaluator open one interaction where evaluators see only what is assigned to them."""

    __tablename__ = "interaction_grants"

    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    user: Mapped[User] = relationship()
