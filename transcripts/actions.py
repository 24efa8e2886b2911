"""The verbs of this room. They flush and never commit, except an import, which says why."""

from transcripts.imports.taking import ImportReport, RefusedRecord, import_records
from transcripts.intake import Received, receive_recording, sweep_orphans
from transcripts.journeys.placing import place_in_journey
from transcripts.swapping import swap_roles
from transcripts.transcribing import NotPossible, cancel, retry

__all__ = [
    "ImportReport",
    "NotPossible",
    "Received",
    "RefusedRecord",
    "cancel",
    "import_records",
    "place_in_journey",
    "receive_recording",
    "retry",
    "swap_roles",
    "sweep_orphans",
]
