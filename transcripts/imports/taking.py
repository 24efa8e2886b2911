"""Taking records in: each saved, known already, or refused with its place and reason."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

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
from transcripts.formats.values import fitted
from transcripts.formats.zones import in_zone
from transcripts.importing import (
    AlreadyHere,
    add_record,
    is_fetched,
    refuse_empty,
    save_record,
    speaks,
)
from transcripts.imports.contacts import take_contact
from transcripts.imports.known import Known
from transcripts.imports.models import ALREADY, IMPORTED, REFUSED
from transcripts.imports.surveys import take_survey
from transcripts.incoming import RecordingRefused
from transcripts.journeys.placing import place_all
from transcripts.models import READY, Interaction, Source
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


def take_batch(
    batch: Sequence[Found], source_id: int, user_id: int | None, *, again: bool = True
) -> list[Taken]:
    """Take a batch of ``batches`` and return what became of each; the caller commits at once.

    Stops early, so that the transaction never holds the database's write lock for long, and where
    the database does not take all of it: the rest of the batch is for the next call. Then, and
    where sound is copied, whatever is open before is rolled back.
    """
    try:
        return take_together(batch, source_id, user_id)
    except (SQLAlchemyError, StorageError, ValueError) as error:
        db.session.rollback()
        if len(batch) > 1:  # in halves, until the record that spoils the others is alone
            return take_batch(batch[: len(batch) // 2], source_id, user_id)
        if again and isinstance(error, IntegrityError | OperationalError):
            # somebody else may have added it, or its agent, a moment ago: that is known now
            return take_batch(batch, source_id, user_id, again=False)
        return [not_taken(*batch[0], error)]


def take_together(batch: Sequence[Found], source_id: int, user_id: int | None) -> list[Taken]:
    """Take what there is time for, all of it or nothing. Flushes."""
    until = time.monotonic() + HOLD_SECONDS
    known = Known([outcome for _, outcome in batch], source_id, user_id)
    found: list[tuple[Taken, Interaction | None]] = []
    for shown, outcome in batch:
        found.append(take(shown, in_zone(outcome, known.source.time_zone), known))
        if time.monotonic() > until:
            break
    db.session.flush()
    place_all(
        {row.id for one, row in found if row and one.outcome == IMPORTED and row.state == READY}
    )
    return [replace(one, interaction_id=row.id) if row else one for one, row in found]


def take(shown: str, outcome: Outcome, known: Known) -> tuple[Taken, Interaction | None]:
    """Take one record, or note why not; return its interaction too, which may have no id yet."""
    place = outcome.place[:300]
    if isinstance(outcome, Refusal):
        return Taken(REFUSED, shown, place, code=outcome.reason_code, params=outcome.params), None
    ident = fitted(outcome.external_id, 200)
    try:
        if isinstance(outcome, SurveyRecord):
            new, interaction = take_survey(outcome, known)
        elif isinstance(outcome, ContactRecord):
            new, interaction = take_contact(outcome, known)
        else:
            new, interaction = take_conversation(outcome, known)
    except AlreadyHere as error:
        return Taken(ALREADY, shown, place, ident, error.interaction_id), None
    except RecordingRefused as error:
        return Taken(REFUSED, shown, place, ident, None, error.code, error.params), None
    return Taken(IMPORTED if new else ALREADY, shown, place, ident), interaction


def not_taken(shown: str, outcome: Outcome, error: Exception) -> Taken:
    """Note a record that the database or the storage did not take."""
    ident = "" if isinstance(outcome, Refusal) else fitted(outcome.external_id, 200)
    detail = f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"
    return Taken(
        REFUSED, shown, outcome.place[:300], ident, None, "import_failed", {"detail": detail}
    )


def take_conversation(record: InteractionRecord, known: Known) -> tuple[bool, Interaction]:
    """Take a conversation unless it is there; say whether it was new, and return its interaction.

    A contact that was known without words and sound gets them, unless they were removed.
    """
    there = known.own(record.external_id)
    if there and (known.has_content(there) or known.is_emptied(there)):
        return False, there
    if there and not (record.turns or record.media):
        return False, there
    if has_sound(record):
        return True, save_record(record, known.source.id, known.user_id, there)
    if not speaks(record):
        refuse_empty(record)
    interaction = add_record(record, known.source, known.user_id, known.people, there)
    known.add(interaction, content=True)
    return True, interaction
