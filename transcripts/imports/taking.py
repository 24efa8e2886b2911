"""Taking records in: each saved, known already, or refused with its place and reason."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from core.db import db
from core.storage import StorageError
from people import audit
from people.models import User
from transcripts.formats.records import (
    ContactRecord,
    InteractionRecord,
    MediaRecord,
    Outcome,
    Refusal,
    SurveyRecord,
)
from transcripts.importing import (
    AlreadyHere,
    add_record,
    is_fetched,
    refuse_empty,
    save_record,
    speaks,
)
from transcripts.imports.contacts import take_contact
from transcripts.imports.models import ALREADY, IMPORTED, REFUSED
from transcripts.imports.surveys import take_survey
from transcripts.incoming import RecordingRefused
from transcripts.journeys.placing import place_all
from transcripts.models import READY, Interaction, Recording, Source, Transcript
from transcripts.record_rows import clean
from transcripts.wording import reason_words

BATCH = 200
HOLD_SECONDS = 0.5
Found = tuple[str, Outcome]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one record; ``code`` and ``params`` say why it was refused."""

    outcome: str
    path: str
    place: str
    external_id: str = ""
    interaction_id: int | None = None
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RefusedRecord:
    """A record that was not taken: the file, the place in it and the reason in words."""

    path: str
    place: str
    reason: str


@dataclass
class ImportReport:
    """What became of each record of an import."""

    imported: int = 0
    already: int = 0
    refused: list[RefusedRecord] = field(default_factory=list)
    interaction_ids: list[int] = field(default_factory=list)

    def note(self, taken: Taken) -> None:
        """Count one record, with its reason where it was refused."""
        if taken.outcome == REFUSED:
            reason = reason_words(taken.code, taken.params)
            place = " ".join(part for part in (taken.place, taken.external_id) if part)
            self.refused.append(RefusedRecord(taken.path, place, reason))
            return
        self.imported += taken.outcome == IMPORTED
        self.already += taken.outcome == ALREADY
        if taken.interaction_id:
            self.interaction_ids.append(taken.interaction_id)


def import_records(
    records: Iterable[Outcome], source: Source, *, user: User | None = None
) -> ImportReport:
    """Save each record as an interaction of ``source`` and report on every one.

    An import may be long, so it commits after each batch of at most 200 records: what was taken
    stays taken, and running it again adds only what is missing. A record that fails takes nothing
    with it. Agents, customers and cases are made from their references. For files of any size,
    with a report that is kept, see `transcripts.imports.actions.start_import`.
    """
    report = ImportReport()
    db.session.flush()
    source_id, user_id = source.id, user.id if user else None
    db.session.commit()
    for batch in batches((path_of(record), record) for record in records):
        while batch:
            done = take_batch(batch, source_id, user_id)
            db.session.commit()
            for taken in done:
                report.note(taken)
            batch = batch[len(done) :]
    if report.imported:
        who = db.session.get(User, user_id) if user_id else None
        counts = {"imported": report.imported, "refused": len(report.refused)}
        audit.record(who, "source.imported", db.session.get_one(Source, source_id), **counts)
        db.session.commit()
    return report


def path_of(outcome: Outcome) -> str:
    """Return the file that an outcome came from, as far as it tells."""
    return outcome.path if isinstance(outcome, Refusal) else ""


def batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Up to 200 outcomes at a time; one with sound comes alone, before the next one is read."""
    light: list[Found] = []
    for shown, outcome in found:
        if has_sound(outcome):
            if light:
                yield light
                light = []
            yield [(shown, outcome)]
            continue
        light.append((shown, outcome))
        if len(light) == BATCH:
            yield light
            light = []
    if light:
        yield light


def has_sound(outcome: Outcome) -> bool:
    """Say whether an outcome brings bytes to keep."""
    return isinstance(outcome, InteractionRecord) and any(map(is_here, outcome.media))


def is_here(medium: MediaRecord) -> bool:
    """Say whether the bytes of a medium are here, or at an address they may be fetched from."""
    return medium.data is not None or medium.path is not None or is_fetched(medium)


def take_batch(batch: Sequence[Found], source_id: int, user_id: int | None) -> list[Taken]:
    """Take a batch of ``batches`` and return what became of each; the caller commits at once.

    Stops early, so that the transaction never holds the database's write lock for long: the rest
    of the batch is for the next call. Whatever is open before is rolled back where sound is copied.
    """
    ids = [clean(o.external_id, 200) for _, o in batch if isinstance(o, InteractionRecord)]
    known = known_contacts(source_id, ids)
    taken: list[Taken] = []
    until = time.monotonic() + HOLD_SECONDS
    for shown, outcome in batch:
        taken.append(take(shown, outcome, source_id, user_id, known))
        if time.monotonic() > until:
            break
    place_all(new_contacts(taken))
    return taken


def new_contacts(taken: Iterable[Taken]) -> set[int]:
    """Return the ids of those imported interactions that wait for no transcription."""
    imported = {one.interaction_id for one in taken if one.outcome == IMPORTED}
    ids = select(Interaction.id).where(
        Interaction.id.in_(imported - {None}), Interaction.state == READY
    )
    return set(db.session.scalars(ids))


def known_contacts(source_id: int, external_ids: Sequence[str]) -> dict[str, tuple[int, bool]]:
    """Of these ids of a source, those that are there: the row's id, and whether it has content."""
    content = or_(
        exists().where(Transcript.interaction_id == Interaction.id),
        exists().where(Recording.interaction_id == Interaction.id),
    )
    found = select(Interaction.external_id, Interaction.id, content).where(
        Interaction.source_id == source_id, Interaction.external_id.in_(external_ids)
    )
    return {row[0]: (row[1], bool(row[2])) for row in db.session.execute(found)}


def take(
    shown: str,
    outcome: Outcome,
    source_id: int,
    user_id: int | None,
    known: dict[str, tuple[int, bool]],
) -> Taken:
    """Save one record, or note why not. ``known`` learns of what was saved."""
    place = outcome.place[:300]
    ident = "" if isinstance(outcome, Refusal) else clean(outcome.external_id, 200)
    if isinstance(outcome, Refusal):
        return Taken(REFUSED, shown, place, "", None, outcome.reason_code, outcome.params)
    try:
        if isinstance(outcome, SurveyRecord):
            new, number = take_survey(outcome, source_id)
        elif isinstance(outcome, ContactRecord):
            new, number = take_contact(outcome, source_id, user_id)
        else:
            new, number = take_conversation(outcome, source_id, user_id, known.get(ident))
        if not isinstance(outcome, SurveyRecord | ContactRecord):
            known[ident] = (number, True)
    except AlreadyHere as error:
        return Taken(ALREADY, shown, place, ident, error.interaction_id)
    except RecordingRefused as error:
        return Taken(REFUSED, shown, place, ident, None, error.code, error.params)
    except IntegrityError as error:
        quicker = known_contacts(source_id, [ident]).get(ident)
        if quicker:  # somebody else took the same record a moment ago
            return Taken(ALREADY, shown, place, ident, quicker[0])
        return failed(shown, place, ident, error)
    except (SQLAlchemyError, StorageError, ValueError) as error:
        return failed(shown, place, ident, error)
    return Taken(IMPORTED if new else ALREADY, shown, place, ident, number)


def failed(shown: str, place: str, ident: str, error: Exception) -> Taken:
    """Note a record that the database or the storage did not take."""
    detail = f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"
    return Taken(REFUSED, shown, place, ident, None, "import_failed", {"detail": detail})


def take_conversation(
    record: InteractionRecord, source_id: int, user_id: int | None, known: tuple[int, bool] | None
) -> tuple[bool, int]:
    """Save a conversation unless it is there; say whether it was new, and its interaction's id.

    A contact that was known without words and sound gets them.
    """
    if known and (known[1] or not (record.turns or record.media)):
        return False, known[0]
    bare = db.session.get(Interaction, known[0]) if known else None
    if has_sound(record):
        return True, save_record(record, source_id, user_id, bare).id
    if not speaks(record):
        refuse_empty(record)
    with db.session.begin_nested():
        return True, add_record(record, source_id, user_id, bare).id
