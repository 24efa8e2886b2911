"""What was measured of a contact."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base

if TYPE_CHECKING:
    from transcripts.models import Interaction

BASES = ("voice", "turns", "messages")
"""What the times come from: voice activity, the turns of a spoken transcript, or messages."""


class SpeechMetrics(Base):
    """How the talk went, spoken or written: shares are 0-1, times are seconds.

    None is "cannot be known": a chat has no overtalk, a call no reply times, one channel no sides.
    Definitions: ``transcripts.metrics.definitions``. ``agent_questions`` counts all questions;
    a question is open or closed. ``silences`` are dead air, ``holds`` are told from it.
    """

    __tablename__ = "speech_metrics"
    __table_args__ = (CheckConstraint(f"basis in {BASES}", name="basis"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), unique=True
    )
    basis: Mapped[str | None] = mapped_column(String(10))
    # who speaks how much
    agent_talk_share: Mapped[float | None]
    customer_talk_share: Mapped[float | None]
    agent_turns: Mapped[int | None]
    customer_turns: Mapped[int | None]
    agent_words: Mapped[int | None]
    customer_words: Mapped[int | None]
    agent_words_per_minute: Mapped[float | None]
    customer_words_per_minute: Mapped[float | None]
    agent_monologue_seconds: Mapped[float | None]  # the longest
    customer_monologue_seconds: Mapped[float | None]
    agent_questions: Mapped[int | None]
    agent_open_questions: Mapped[int | None]
    agent_closed_questions: Mapped[int | None]
    customer_questions: Mapped[int | None]
    # voice only
    overtalk_share: Mapped[float | None]
    overtalk_seconds: Mapped[float | None]
    interruptions: Mapped[int | None]  # by the agent
    customer_interruptions: Mapped[int | None]
    dead_air_count: Mapped[int | None]
    dead_air_seconds: Mapped[float | None]
    longest_silence_seconds: Mapped[float | None]
    hold_count: Mapped[int | None]
    hold_seconds: Mapped[float | None]
    longest_hold_seconds: Mapped[float | None]
    # writing only
    first_response_seconds: Mapped[float | None]
    response_count: Mapped[int | None]
    response_median_seconds: Mapped[float | None]
    response_p90_seconds: Mapped[float | None]
    response_longest_seconds: Mapped[float | None]
    # where it is seen, for the waveform and the thread: seconds from the start
    silences: Mapped[list[Any] | None]  # [[start, end], ...]
    holds: Mapped[list[Any] | None]  # [[start, end], ...]
    overtalks: Mapped[list[Any] | None]  # [[start, end], ...]
    interruption_spans: Mapped[list[Any] | None]  # [[cut in, other stops, "agent" | "customer"]]
    responses: Mapped[list[Any] | None]  # [[asked, answered], ...]
    voices: Mapped[dict[str, Any] | None]  # {"agent": [[start, end], ...], ...} as was heard

    interaction: Mapped["Interaction"] = relationship(back_populates="speech_metrics")

    @property
    def turn_balance(self) -> float | None:
        """The agent's share of all turns, 0-1; None where nobody or one unknown side speaks."""
        if not self.agent_turns and not self.customer_turns:
            return None
        agent, customer = self.agent_turns or 0, self.customer_turns or 0
        return agent / (agent + customer)
