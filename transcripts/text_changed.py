"""The one place that renews what was worked out from the words of a conversation."""

from transcripts.metrics.measuring import measure
from transcripts.models import Interaction
from transcripts.privacy.applying import redact_interaction


def after_text_changed(interaction: Interaction) -> None:
    """Renew what follows from the words or the speakers of an interaction. Flushes."""
    redact_interaction(interaction)
    measure(interaction)
