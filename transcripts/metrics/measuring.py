"""Measuring an interaction: once when its words come, and again whenever they are corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from transcripts.metrics.conversation import Measures, Talk, measure_conversation
from transcripts.metrics.holds import Said
from transcripts.metrics.models import SpeechMetrics
from transcripts.models import Interaction
from transcripts.speech.sides import BY_CHANNEL
from transcripts.speech.spans import Span

HANDLED_IN_ONE_GO = ("voice", "chat")
"""Channels whose length is their handle time; an e-mail waits for days while nobody works on it."""

UNKNOWN_ON_ONE_CHANNEL: dict[str, Any] = {
    "overtalk_share": None,
    "overtalk_seconds": None,
    "interruptions": None,
    "customer_interruptions": None,
}
"""Two voices told apart on one channel never overlap, whatever happened."""


def measure(
    interaction: Interaction, voices: Mapping[str, Sequence[Span]] | None = None
) -> SpeechMetrics | None:
    """Measure an interaction by its words and sound as they are now, and keep the result.

    To be called when a transcript comes (with the ``voices`` that were heard), when the roles are
    swapped, and when words or speakers are corrected. Fills the handle time where the source told
    none. Returns None where there are no words. Does not flush.
    """
    if interaction.transcript is None:
        return None
    row = interaction.speech_metrics
    if row is None:
        row = interaction.speech_metrics = SpeechMetrics()
    if voices is not None:
        row.voices = {who: [list(span) for span in spans] for who, spans in voices.items()}
    for name, value in measured(interaction, row.voices).columns().items():
        setattr(row, name, value)
    if interaction.handle_seconds is None:
        interaction.handle_seconds = length_of(interaction)
    return row


def measured(interaction: Interaction, voices: Mapping[str, Any] | None) -> Measures:
    """Measure without keeping anything."""
    turns = interaction.turns
    found = measure_conversation(
        Talk(
            channel=interaction.channel,
            said=[Said(turn.speaker, turn.text, turn.start, turn.end) for turn in turns],
            language=interaction.language,
            voices={w: [(a, b) for a, b in spans] for w, spans in voices.items()}
            if voices
            else None,
            peaks=next((r.peaks for r in interaction.recordings if r.peaks), None),
        )
    )
    method = interaction.transcript.speaker_method if interaction.transcript else None
    return found if method in (None, BY_CHANNEL) else replace(found, **UNKNOWN_ON_ONE_CHANNEL)


def swap_voices(interaction: Interaction) -> None:
    """Give the agent's voice to the customer and the other way round; measure afterwards."""
    row = interaction.speech_metrics
    if row is not None and row.voices is not None:
        other = {"agent": "customer", "customer": "agent"}
        row.voices = {other.get(who, who): spans for who, spans in row.voices.items()}


def length_of(interaction: Interaction) -> float | None:
    """Return how long a call or chat lasts: as recorded, else from its first to its last turn."""
    if interaction.channel not in HANDLED_IN_ONE_GO:
        return None
    if interaction.duration_seconds is not None:
        return interaction.duration_seconds
    ends = (moment for turn in interaction.turns for moment in (turn.start, turn.end))
    times = [moment for moment in ends if moment is not None]
    return max(times) - min(times) if times else None
