"""Retention: interactions whose source keeps them for so many days only."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta

from sqlalchemy import Select, exists, select

from core.clock import now
from core.db import db
from people import audit
from people.models import User
from transcripts.imports.models import Import, ImportFile
from transcripts.models import Interaction, Source
from transcripts.privacy.applying import doom
from transcripts.privacy.brought import brought_held
from transcripts.privacy.emptying import (
    RETENTION,
    drop_unused_customers,
    empty_interactions,
    files_of,
)
from transcripts.privacy.files import delete_doomed
from transcripts.privacy.forgetting import forget_words
from transcripts.privacy.leftovers import leftovers, remove
from transcripts.privacy.models import Emptied, LegalHold

BATCH = 200


@dataclass
class SourceReport:
    """What retention did, or would do, for one source."""

    source: str
    days: int
    interactions: int = 0
    held: int = 0
    files: int = 0
    rows: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def retain(*, dry_run: bool = False) -> list[SourceReport]:
    """Empty the interactions that are older than their source keeps them; commits in batches.

    What is under a legal hold stays. Stored files are deleted after the commit that removed their
    rows, then those that a watched folder was done with; a run that is cut off is finished by the
    next one.
    """
    sources = db.session.execute(
        select(Source.id, Source.name, Source.retention_days, Source.watched_folder)
        .where(Source.retention_days.is_not(None))
        .order_by(Source.name)
    ).all()
    reports = [
        retain_source(row.id, row.name, int(row.retention_days), row.watched_folder, dry_run)
        for row in sources
    ]
    if not dry_run and any(report.interactions for report in reports):
        forget_words()
    return reports


def retain_source(
    source_id: int, name: str, days: int, watched: str | None, dry_run: bool
) -> SourceReport:
    """Do so for one source."""
    report = SourceReport(name, days)
    held = exists().where(LegalHold.interaction_id == Interaction.id)
    due = due_interactions(source_id, days)
    report.held = len(db.session.scalars(due.where(held)).all())
    if dry_run:
        ids = db.session.scalars(due.where(~held)).all()
        report.interactions, report.files = len(ids), len(files_of(ids)) if ids else 0
        report.files += len(import_files(source_id, days))
        report.files += len(leftovers(source_id, watched, days))
        return report
    while ids := db.session.scalars(due.where(~held).order_by(Interaction.id).limit(BATCH)).all():
        report.interactions += len(ids)
        report.files += len(files_of(ids))
        for table, count in empty_interactions(ids, RETENTION).items():
            report.rows[table] = report.rows.get(table, 0) + count
        drop_unused_customers()
        audit.record(
            None, "source.retained", db.session.get_one(Source, source_id), emptied=len(ids)
        )
        db.session.commit()
        delete_doomed()
    report.files += forget_import_files(source_id, days)
    report.files += remove(leftovers(source_id, watched, days))
    return report


def due_interactions(source_id: int, days: int) -> Select[int]:
    """Select the ids of a source's interactions that are past their time and not yet emptied."""
    return select(Interaction.id).where(
        Interaction.source_id == source_id,
        Interaction.started_at < now() - timedelta(days=days),
        ~exists().where(Emptied.interaction_id == Interaction.id),
    )


def import_files(source_id: int, days: int) -> list[ImportFile]:
    """The kept files of a source's imports that are past their time, and brought nothing held."""
    return list(
        db.session.scalars(
            select(ImportFile)
            .join(ImportFile.owner)
            .where(
                Import.source_id == source_id,
                Import.created_at < now() - timedelta(days=days),
                ImportFile.storage_key != "",
                ~brought_held(),
            )
        )
    )


def forget_import_files(source_id: int, days: int) -> int:
    """Forget the kept files of old imports; return how many."""
    files = import_files(source_id, days)
    for file in files:
        doom([file.storage_key])
        file.storage_key = ""
    db.session.commit()
    delete_doomed()
    return len(files)


def hold(user: User, interaction: Interaction, reason: str) -> LegalHold:
    """Keep an interaction from retention and erasure until it is released. Flushes."""
    kept = LegalHold(interaction_id=interaction.id, user_id=user.id, reason=reason)
    held = db.session.merge(kept)
    audit.record(user, "interaction.held", interaction)
    return held


def release(user: User, interaction: Interaction) -> None:
    """End the legal hold of an interaction, if there is one. Flushes."""
    held = db.session.get(LegalHold, interaction.id)
    if held:
        db.session.delete(held)
        audit.record(user, "interaction.hold_released", interaction)
