"""Taking personal data out of an interaction's words, and having its sound follow."""

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import exists, select

from core.db import db
from core.jobs.queue import enqueue
from transcripts.models import Interaction, Recording, Turn
from transcripts.privacy.conversation import RULES, Said, find_in_conversation, full_names_in
from transcripts.privacy.models import DoomedFile, Redaction
from transcripts.privacy.name_model import installed_model
from transcripts.privacy.spans import Span, with_marks
from transcripts.privacy.words import places_to_silence, words_before, words_without
from transcripts.redaction import redact_category

SILENCE = "privacy.silence"
SPEECH_QUEUE = "speech"


def redact_interaction(
    interaction: Interaction, *, new: bool = False, priority: int = 0
) -> Redaction:
    """Take out of an interaction's words what the present rules find, and queue its new sound.

    Works from the originals where there are some, so it may be done again whenever words,
    speakers or rules have changed. The sound is closed to those without the permission until it
    has been made, by a job of this ``priority``. ``new`` turns are not counted as changed. Flushes,
    unless all of the interaction is new.
    """
    turns = interaction.turns
    language, said = language_in(interaction), said_in(interaction)
    known = names_known(interaction, said)
    found = find_in_conversation(said, language, known, installed_model())
    for turn, spans in zip(turns, found, strict=True):
        if rewrite(turn, spans) and not new:
            turn.revision += 1
    subject = find_in_conversation([Said("unknown", interaction.subject)], language, known)[0]
    if subject:
        interaction.subject = with_marks(interaction.subject, subject)[:200]
    redact_categories(interaction, tuple(known))
    return note_places(interaction, turns, priority)


def redact_categories(interaction: Interaction, known: tuple[str, ...]) -> None:
    """Take out of the reason and the outcome what they should not say; the journey follows."""
    reason, case = interaction.reason, interaction.case
    for name in ("reason", "outcome"):
        text = getattr(interaction, name)
        shown = redact_category(text, known) if text else text
        if shown != text:
            setattr(interaction, name, shown)
    if case and case.reason == reason:
        case.reason = interaction.reason


def before(turn: Turn) -> str:
    """The words of a turn before redaction."""
    return turn.text if turn.original is None else turn.original


def said_in(interaction: Interaction) -> list[Said]:
    """Who said what, before redaction."""
    return [Said(turn.speaker, before(turn)) for turn in interaction.turns]


def language_in(interaction: Interaction) -> str | None:
    """The language of an interaction's words, as it was heard or else as the source says."""
    heard = interaction.transcript.language if interaction.transcript else None
    return heard or interaction.language


def names_known(interaction: Interaction, said: Sequence[Said]) -> list[str]:
    """The names that are taken out wherever they stand: of the record, and given in full."""
    return [*names_on_record(interaction), *full_names_in(said)]


def names_on_record(interaction: Interaction) -> list[str]:
    """The names that the record itself holds: of its customer and its agent."""
    people = (interaction.customer, interaction.agent)
    return [person.name for person in people if person and person.name]


def rewrite(turn: Turn, spans: Sequence[Span]) -> bool:
    """Give a turn its redacted text and words; say whether that changed something."""
    full = before(turn)
    shown = with_marks(full, spans)
    if shown == turn.text:
        return False
    if turn.words is not None:
        words = turn.words if turn.original is None else words_before(full, turn.words)
        turn.words = words_without(full, words, spans)
    turn.text, turn.original = shown, full if spans else None
    return True


def note_places(interaction: Interaction, turns: Sequence[Turn], priority: int) -> Redaction:
    """Note by which rules an interaction was redacted and where its sound must be silent."""
    redaction = None
    if interaction.id:
        db.session.flush()
        redaction = db.session.get(Redaction, interaction.id)
    if redaction is None:
        redaction = Redaction(interaction=interaction, made_for="")
        db.session.add(redaction)
    redaction.rules = RULES
    redaction.silences = places_to_silence(turns) if is_searched(interaction) else None
    redaction.wanted = fingerprint(redaction.silences, interaction.source.redaction_sound)
    if redaction.wanted and redaction.made_for != redaction.wanted:
        db.session.flush()
        if has_sound(interaction):
            arguments = {"interaction_id": interaction.id}
            enqueue(SILENCE, arguments, queue=SPEECH_QUEUE, priority=priority)
    if not redaction.wanted and redaction.storage_key:
        doom([redaction.storage_key])
        redaction.storage_key, redaction.made_for = None, ""
    if interaction.id:
        db.session.flush()
    return redaction


def is_searched(interaction: Interaction) -> bool:
    """Whether the words of an interaction are those of its sound.

    Those of a message are not: what was said in a recording that came with it, as e-mails were
    once kept with a voice mail, nobody has searched.
    """
    return interaction.is_voice or not interaction.recordings


def fingerprint(silences: list[list[float]] | None, sound: str) -> str:
    """A name for these silences in this manner; "" for none."""
    if not silences:
        return ""
    return hashlib.sha256(json.dumps([sound, silences]).encode()).hexdigest()


def has_sound(interaction: Interaction) -> bool:
    """Whether there is a recording."""
    return bool(
        db.session.scalar(select(exists().where(Recording.interaction_id == interaction.id)))
    )


def doom(keys: Sequence[str]) -> None:
    """Note stored files that are to be deleted once this transaction is committed."""
    noted = select(DoomedFile.storage_key).where(DoomedFile.storage_key.in_(keys))
    new = set(keys) - set(db.session.scalars(noted))
    db.session.add_all(DoomedFile(storage_key=key) for key in sorted(new))
