"""The verbs of imports: start one, correct its columns, and tidy up behind old ones."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from core.clock import now
from core.db import db
from core.jobs.models import Job
from core.jobs.queue import enqueue
from core.storage import StorageError, storage
from people import audit
from people.models import User
from transcripts.formats.contact_csv import Mappings, kind_of
from transcripts.imports.models import DRAFT, WAITING, Import, ImportFile, ImportRecord
from transcripts.incoming import IncomingFile, RecordingRefused, clean_name, copied
from transcripts.intake import forget, new_key
from transcripts.models import Source

RUN = "imports.run"
QUEUE = "imports"
TRIES = 10
"""A crash costs one try and no record, so there may be some."""
DRAFTS_LAST = timedelta(days=7)


def start_import(
    user: User | None,
    files: Sequence[IncomingFile],
    source_id: int,
    *,
    form: str = "auto",
    mappings: Mappings | None = None,
    door: str = "api",
    draft: bool = False,
) -> Import:
    """Keep the files and queue the job that imports them; return the import, whose page is
    ``url_for("imports.report", import_id=...)`` and whose state ``imports.status`` tells as JSON.

    ``files`` come in together: a recording may lie beside the record that names it, and a zip
    archive counts as the folder in it. ``form`` is one of ``formats.detect.CHOICES``. ``mappings``
    (kind of table -> field -> column) come before those that the source remembers. With ``draft``
    nothing is queued until ``begin``. Call it outside a transaction (it commits what is open,
    because copying files must hold up nobody); it flushes, and the caller commits. Raises
    RecordingRefused (no_files, storage_full).
    """
    if not files:
        raise RecordingRefused("no_files")
    user_id = user.id if user else None
    db.session.commit()
    kept = keep_files(files)
    source = db.session.get_one(Source, source_id)
    import_ = Import(
        source=source,
        user_id=user_id,
        door=door,
        form=form,
        state=DRAFT if draft else WAITING,
        mappings=merged(source.column_mappings, mappings or {}),
        files=kept,
    )
    db.session.add(import_)
    audit.record(user, "import.received", import_, files=len(kept), door=door)
    if not draft:
        begin(import_)
    return import_


def keep_files(files: Sequence[IncomingFile]) -> list[ImportFile]:
    """Put the files into storage, all or none, and return their rows."""
    kept: list[ImportFile] = []
    try:
        with tempfile.TemporaryDirectory(prefix="rubrica-import-") as folder:
            for position, file in enumerate(files):
                path = Path(folder) / str(position)
                size, digest = copied(file.stream, path)
                key, name = new_key("imports", ""), clean_name(file.filename)
                storage().put(key, path)
                path.unlink()
                kept.append(
                    ImportFile(
                        position=position, filename=name, storage_key=key, size=size, sha256=digest
                    )
                )
    except (OSError, StorageError) as error:
        forget([file.storage_key for file in kept])
        raise RecordingRefused("storage_full") from error
    return kept


def merged(remembered: Mappings, given: Mappings) -> dict[str, dict[str, str]]:
    """Return the mappings by kind of table; a given one takes the place of the remembered one."""
    return {kind: dict(columns) for kind, columns in (dict(remembered) | dict(given)).items()}


def begin(import_: Import) -> None:
    """Queue the job of an import. Flushes."""
    import_.state = WAITING
    db.session.flush()
    job = enqueue(RUN, {"import_id": import_.id}, queue=QUEUE, max_attempts=TRIES)
    import_.job_id = job.id if job else None


def correct_columns(
    user: User,
    import_: Import,
    kind: str,
    mapping: Mapping[str, str],
    header: Sequence[str],
    *,
    remember: bool,
) -> None:
    """Use these columns (field -> title) for this import, and for the next ones if wanted.

    Other tables of the import are of the same kind only where this one, with ``header``, would not
    be taken for it by itself.
    """
    import_.mappings = merged(import_.mappings, {kind: mapping})
    if import_.form != kind:
        import_.form = "auto" if kind_of(header, import_.mappings) == kind else kind
    if remember:
        remember_columns(user, import_.source, kind, mapping)


def remember_columns(user: User, source: Source, kind: str, mapping: Mapping[str, str]) -> None:
    """Let a source's tables of this kind be read with these columns from now on."""
    source.column_mappings = merged(source.column_mappings, {kind: mapping})
    audit.record(user, "source.columns_remembered", source, kind=kind)


def forget_columns(user: User, source: Source, kind: str) -> None:
    """Let the columns of a source's tables of this kind be guessed again."""
    source.column_mappings = {k: dict(v) for k, v in source.column_mappings.items() if k != kind}
    audit.record(user, "source.columns_forgotten", source, kind=kind)


def discard(user: User, import_: Import) -> list[str]:
    """Drop a draft; return the keys of its files, to be forgotten after the commit."""
    keys = [file.storage_key for file in import_.files if file.storage_key]
    audit.record(user, "import.discarded", import_)
    db.session.delete(import_)
    return keys


def forget_originals(import_: Import) -> list[str]:
    """Forget the files of an import that is over; return their keys, to delete after the commit.

    The report stays: it holds ids and reasons, no words of a conversation.
    """
    keys = [file.storage_key for file in import_.files if file.storage_key]
    for file in import_.files:
        file.storage_key = ""
    return keys


def retire_old() -> list[str]:
    """Drop old drafts, and originals older than their source keeps things; return their keys."""
    keys: list[str] = []
    for draft in db.session.scalars(
        select(Import).where(Import.state == DRAFT, Import.created_at < now() - DRAFTS_LAST)
    ):
        keys += [file.storage_key for file in draft.files if file.storage_key]
        db.session.delete(draft)
    limited = select(Import).join(Source).where(Source.retention_days.is_not(None))
    with_files = limited.where(Import.files.any(ImportFile.storage_key != ""))
    for import_ in db.session.scalars(with_files):
        days = timedelta(days=import_.source.retention_days or 0)
        if import_.is_over and import_.created_at < now() - days:
            keys += forget_originals(import_)
    return keys


def job_of(import_: Import) -> Job | None:
    """Return the job that works, or worked, on an import."""
    return db.session.get(Job, import_.job_id) if import_.job_id else None


def erase_lines_of(interaction_ids: Sequence[int]) -> int:
    """Blank what the reports say of erased interactions: that there was a line is all that stays.

    For whoever erases a customer; to be called before the interactions go. Returns how many lines.
    """
    result = db.session.execute(
        update(ImportRecord)
        .where(ImportRecord.interaction_id.in_(interaction_ids))
        .values(external_id="", place="", params={}, interaction_id=None)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
