"""The one place that renews what was worked out from the words of a conversation."""

from core.jobs.models import SOMEBODY_WAITS
from transcripts.journeys.placing import hear_again
from transcripts.metrics.measuring import measure
from transcripts.models import Interaction
from transcripts.privacy.applying import redact_interaction

FLAG_AGAIN = "evaluation.flag_again"


def after_text_changed(interaction: Interaction) -> None:
    """Renew what follows from the words or the speakers of an interaction. Flushes.

    Redaction looks at the whole conversation again, since what one turn asks for tells what the
    next one gives away; the silences of its sound follow, and so do the measures and the journey.
    The search index keeps itself up to date at each commit (`transcripts.search.keeping`),
    captions and exports are written from the turns, and flags are looked for again when somebody
    asks for it.
    """
    redact_interaction(interaction, priority=SOMEBODY_WAITS)
    measure(interaction)
    hear_again(interaction)
