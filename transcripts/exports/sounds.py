"""Which stored sound of a call may leave the house, and who speaks on its channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.db import db
from core.storage import storage
from transcripts.formats.records import MediaRecord, Speaker
from transcripts.formats.vcon_writer import Sound
from transcripts.models import Interaction, Recording
from transcripts.privacy.models import Redaction
from transcripts.transcribing import agent_channel_of


@dataclass(frozen=True)
class Stored:
    """A file in storage, with what a vCon tells about it."""

    key: str
    filename: str
    mediatype: str
    size: int
    sides: tuple[Speaker, ...]
    seconds: float | None

    def fetched(self, folder: Path) -> Sound:
        """Copy the file into ``folder`` and return it as a sound to write. Raises StorageError."""
        path = folder / self.filename
        storage().fetch(self.key, path)
        return Sound(MediaRecord(self.filename, self.mediatype, path=str(path)), *self.rest)

    @property
    def rest(self) -> tuple[tuple[Speaker, ...], float | None]:
        """What follows the medium in a `Sound`."""
        return self.sides, self.seconds


def sounds_of(interaction: Interaction, *, original: bool) -> list[Stored]:
    """Return the sounds of an interaction: as received if ``original``, else with nothing in them
    that was taken out of the words.

    None where such a sound has not been made yet, or cannot be because nobody knows where in it
    the words are.
    """
    received = [recording for recording in interaction.recordings if recording.kind == "original"]
    if not received:
        return []
    redaction = db.session.get(Redaction, interaction.id)
    if not original and redaction and redaction.has_file:
        sides = both(interaction) if two_channels(received) else ("agent", "customer")
        return [
            Stored(
                redaction.storage_key or "",
                f"{interaction.id}-redacted.webm",
                redaction.media_type,
                redaction.size,
                sides,
                interaction.duration_seconds,
            )
        ]
    if original or may_leave_as_it_is(interaction, redaction):
        return [as_received(recording, interaction, received) for recording in received]
    return []


def may_leave_as_it_is(interaction: Interaction, redaction: Redaction | None) -> bool:
    """Say whether nothing was taken out, so that the sound is as open as the words."""
    if redaction is not None:
        return redaction.needs_no_file
    return not any(turn.original for turn in interaction.turns)


def two_channels(received: Sequence[Recording]) -> bool:
    """Say whether agent and customer are on channels of their own."""
    return len(received) == 2 or (received[0].channels or 1) == 2


def both(interaction: Interaction) -> tuple[Speaker, Speaker]:
    """Return who speaks on the first and on the second channel."""
    return ("agent", "customer") if agent_channel_of(interaction) == 0 else ("customer", "agent")


def as_received(
    recording: Recording, interaction: Interaction, received: Sequence[Recording]
) -> Stored:
    """Describe a file as it came; of two files each has one side."""
    sides: tuple[Speaker, ...] = both(interaction)
    if len(received) == 2:
        sides = (sides[received.index(recording)],)
    elif not two_channels(received):
        sides = ("agent", "customer")
    suffix = Path(recording.filename).suffix or ".bin"
    return Stored(
        recording.storage_key,
        f"{interaction.id}-{recording.position}{suffix}",
        recording.media_type,
        recording.size,
        sides,
        recording.duration_seconds,
    )
