"""Which stored file somebody hears: the silenced one, and the original only on purpose."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from core.clock import now
from core.db import db
from people import audit
from people.models import User
from transcripts.models import Interaction, Recording
from transcripts.privacy.models import OriginalLook, Redaction

LOOK_LASTS = timedelta(minutes=60)


@dataclass(frozen=True)
class StoredFile:
    """A file in storage, as a page sends it."""

    key: str
    media_type: str
    size: int
    sha256: str
    filename: str

    @classmethod
    def of(cls, recording: Recording) -> "StoredFile":
        return cls(
            recording.storage_key,
            recording.media_type,
            recording.size,
            recording.sha256,
            recording.filename,
        )


def is_open(interaction: Interaction) -> bool:
    """Say whether the sound of an interaction may be heard by all who may see it."""
    redaction = db.session.get(Redaction, interaction.id)
    return redaction is not None and (redaction.needs_no_file or redaction.has_file)


def opens_by_itself(interaction: Interaction) -> bool:
    """Say whether a closed sound is only waiting for its silenced file to be made."""
    redaction = db.session.get(Redaction, interaction.id)
    return redaction is None or redaction.silences is not None


def file_to_hear(recording: Recording) -> StoredFile | None:
    """Return the file that stands for a recording, None while nobody knows what to silence.

    That is so before a call is transcribed, while its silenced sound is being made, and where
    something was taken out of its words whose place in the sound is not known.
    """
    redaction = db.session.get(Redaction, recording.interaction_id)
    if redaction is None:
        return None
    if redaction.needs_no_file:
        return StoredFile.of(recording)
    if not redaction.has_file or redaction.storage_key is None:
        return None
    return StoredFile(
        redaction.storage_key, redaction.media_type, redaction.size, redaction.sha256, "call.webm"
    )


def open_original(user: User, interaction: Interaction, reason: str) -> OriginalLook:
    """Let a user see and hear the original of an interaction for an hour; the trail knows.

    ``reason`` is kept with the look and goes with the interaction; the trail names the look.
    Flushes.
    """
    look = OriginalLook(interaction_id=interaction.id, user_id=user.id, reason=reason)
    db.session.add(look)
    db.session.flush()
    audit.record(user, "interaction.original_opened", interaction, look=look.id)
    return look


def present_look(user: User, interaction: Interaction) -> OriginalLook | None:
    """Return the user's look at an interaction that has not run out."""
    return db.session.scalar(
        select(OriginalLook)
        .where(
            OriginalLook.user_id == user.id,
            OriginalLook.interaction_id == interaction.id,
            OriginalLook.at > now() - LOOK_LASTS,
        )
        .order_by(OriginalLook.id.desc())
        .limit(1)
    )
