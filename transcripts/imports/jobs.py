"""Background work of imports: running one, scanning the watched folders, tidying up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from core.clock import now
from core.db import db
from core.jobs import queue
from core.jobs.context import JobContext
from core.jobs.registry import JobFailed, job, periodic
from core.storage import StorageError
from transcripts.imports.actions import RUN, retire_old
from transcripts.imports.kept_files import fetched, names_of
from transcripts.imports.models import Import
from transcripts.imports.running import conclude, work_through
from transcripts.imports.walking import Reading, outcomes
from transcripts.intake import forget
from transcripts.signers import trusted_signers

LOOK_UP_EVERY = 1000


class StoppedError(Exception):
    """The process is shutting down; another one goes on with the import."""


@dataclass(frozen=True)
class Task:
    """What the job needs to know, free of the database."""

    files: list[tuple[str, str]]  # storage key, name
    reading: Reading
    counted: bool


@job(RUN)
def run(context: JobContext, *, import_id: int) -> None:
    """Import the files of an import, going on where another process was cut off.

    Counts the records first, so that the progress shown is true. Trouble with storage is tried
    again; after the last try the import says what broke it off.
    """
    task = task_of(import_id)
    if task is None:
        return
    try:
        with fetched(task.files) as paths:
            if not task.counted:
                count_records(context, import_id, paths, task.reading)
            found = outcomes(paths, task.reading, shown=bare_name)
            work_through(import_id, found, fence_for(context))
    except StorageError as error:
        db.session.rollback()
        if context.claim.attempt < context.claim.max_attempts:
            raise
        conclude(import_id, str(error))
        queue.renew(db.session(), context.claim)  # fences the note by the lease, and commits it
        raise JobFailed(str(error)) from error
    conclude(import_id)
    context.finish()
    db.session.commit()


def bare_name(path: Path) -> str:
    """Return what people call a file of an import: where our copy lies is nobody's business."""
    return path.name


def count_records(
    context: JobContext, import_id: int, paths: Sequence[Path], reading: Reading
) -> None:
    """Read everything once to know how much there is; commits."""
    total = 0
    for total, _ in enumerate(outcomes(paths, reading), 1):
        if total % LOOK_UP_EVERY == 0 and context.should_stop():
            raise StoppedError
    db.session.get_one(Import, import_id).total = total
    db.session.commit()


def fence_for(context: JobContext) -> Callable[[Import], None]:
    """Let a batch count only while the job is ours, and renew the hold with its progress."""

    def fence(import_: Import) -> None:
        if context.should_stop():
            raise StoppedError
        until = now() + timedelta(seconds=queue.LEASE_SECONDS)
        share = min(import_.seen / import_.total, 1.0) if import_.total else 0.0
        queue.change_held(db.session, context.claim, lease_until=until, progress=share)

    return fence


def task_of(import_id: int) -> Task | None:
    """Load what there is to do; None where there is nothing."""
    import_ = db.session.get(Import, import_id)
    if import_ is None or import_.is_over or import_.is_draft:
        db.session.rollback()
        return None
    keys = [file.storage_key for file in import_.files]
    task = Task(
        list(zip(keys, names_of(import_), strict=True)),
        Reading(import_.form, import_.mappings, import_.source.file_pattern, trusted_signers()),
        import_.total is not None,
    )
    db.session.commit()
    return task


@periodic("imports.tidy", every_seconds=3600)
def tidy(context: JobContext) -> None:
    """Drop forgotten drafts, and originals that their source does not keep any longer."""
    keys = retire_old()
    context.finish()
    db.session.commit()
    forget(keys)
