"""Interactions as vCons, with their sound inside, beside, or left out."""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.storage import StorageError
from transcripts.exports.queries import Wanted, batches
from transcripts.exports.records import ORIGINAL, record_of, vcon_uuid
from transcripts.exports.sounds import sounds_of
from transcripts.formats.vcon_writer import Sound, write_vcon
from transcripts.models import Interaction

MAX_INLINE_BYTES = 32 << 20


@dataclass(frozen=True)
class MediaPlan:
    """Where sound goes: into the vCon; or into ``folder``, to be served at ``address``."""

    folder: Path | None = None
    address: str = ""


@dataclass(frozen=True)
class Exported:
    """One vCon; ``left_out`` says why a recording of the call is not in it."""

    interaction: Interaction
    document: dict[str, Any]
    left_out: str = ""


def vcons(wanted: Wanted, plan: MediaPlan, *, original: bool = False) -> Iterator[Exported]:
    """Yield the vCon of each interaction, in order of their numbers.

    The same interaction always gives the same uuid, and while nothing about it changes the same
    document.
    """
    for batch in batches(wanted):
        for interaction in batch:
            yield vcon_of(interaction, plan, original=original)


def vcon_of(interaction: Interaction, plan: MediaPlan, *, original: bool) -> Exported:
    """Write one interaction as a vCon."""
    made = interaction.transcript.created_at if interaction.transcript else interaction.created_at
    record = record_of(interaction, original=original)
    from_whole = None if original else vcon_uuid(interaction, ORIGINAL)
    with tempfile.TemporaryDirectory(prefix="rubrica-export-") as folder:
        sounds, left_out = gather(interaction, plan, Path(folder), original=original)
        document = write_vcon(record, sounds, created_at=made, redacted_from=from_whole)
    return Exported(interaction, document, left_out)


def gather(
    interaction: Interaction, plan: MediaPlan, folder: Path, *, original: bool
) -> tuple[list[Sound], str]:
    """Fetch the sounds that go with a vCon; return them, and why there are fewer than expected."""
    stored = sounds_of(interaction, original=original)
    if not stored:
        closed = any(recording.kind == "original" for recording in interaction.recordings)
        return [], "its redacted sound is not ready" if closed else ""
    if plan.folder is None and sum(sound.size for sound in stored) > MAX_INLINE_BYTES:
        return [], f"its sound has more than {MAX_INLINE_BYTES >> 20} MB; use --media-url"
    try:
        sounds = [sound.fetched(plan.folder or folder) for sound in stored]
    except StorageError as error:
        return [], f"its sound could not be read from storage: {error}"
    return [placed_at(sound, plan) for sound in sounds], ""


def placed_at(sound: Sound, plan: MediaPlan) -> Sound:
    """Return a sound by its address and digest where it lies beside the vCon."""
    medium = sound.medium
    if plan.folder is None:
        return sound
    with Path(medium.path or "").open("rb") as file:
        digest = hashlib.file_digest(file, "sha512").hexdigest()
    address = f"{plan.address.rstrip('/')}/{medium.filename}"
    return replace(sound, medium=replace(medium, path=None, url=address, sha512=digest))
