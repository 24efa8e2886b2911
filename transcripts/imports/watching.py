"""Watching the folders of sources: whatever arrives complete is imported and moved on."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, groupby
from pathlib import Path

import structlog
from flask import current_app
from sqlalchemy import select

from core.db import db
from core.jobs.context import JobContext
from core.jobs.models import QUEUED, Job
from core.jobs.models import RUNNING as WORKED
from core.jobs.queue import enqueue
from core.jobs.registry import JobFailed, job, periodic
from transcripts.imports import inbox
from transcripts.imports.actions import QUEUE
from transcripts.imports.jobs import fence_for
from transcripts.imports.models import RUNNING, WAITING, Import
from transcripts.imports.queries import refused_lines
from transcripts.imports.running import LONGEST_PATH, Fence, conclude, kept_text, work_through
from transcripts.imports.taking import Found
from transcripts.imports.walking import Reading, is_sidecar, outcomes
from transcripts.models import Source
from transcripts.signers import trusted_signers
from transcripts.wording import reason_words

SCAN = "imports.scan"
EVERY_SECONDS = 30
REASONS_WRITTEN = 1000


@periodic("imports.watch", every_seconds=EVERY_SECONDS)
def watch(context: JobContext) -> None:
    """Queue a scan for each watched folder that none is under way for."""
    watched = db.session.scalars(select(Source.id).where(Source.watched_folder.is_not(None)))
    wanted = set(watched)
    if wanted:
        live = select(Job).where(Job.name == SCAN, Job.state.in_((QUEUED, WORKED)))
        busy = {found.arguments.get("source_id") for found in db.session.scalars(live)}
        for source_id in sorted(wanted - busy):
            enqueue(SCAN, {"source_id": source_id}, queue=QUEUE)
    context.finish()
    db.session.commit()


@job(SCAN)
def scan(context: JobContext, *, source_id: int) -> None:
    """Import what has arrived in one source's folder."""
    try:
        scan_folder(source_id, fence_for(context))
    except (inbox.FolderError, OSError) as error:
        db.session.rollback()
        raise JobFailed(f"watched folder: {error}") from error


def scan_folder(
    source_id: int, fence: Fence = lambda _import: None, settled: float = inbox.SETTLED_SECONDS
) -> int | None:
    """Take what is complete, import it, move it on; return the import's id, None for nothing new.

    Cut off at any instant, the next scan finds the files in ``.taken`` and takes them again: what
    was imported is known, so nothing comes in twice, and all of it is moved on. Commits.
    """
    source = db.session.get(Source, source_id)
    if source is None or not source.watched_folder:
        db.session.rollback()
        return None
    folder = inbox.folder_in(watch_root(), source.watched_folder)
    others = folders_of_others(source_id)
    reading = Reading("auto", source.column_mappings, source.file_pattern, trusted_signers())
    close_cut_off(source_id)
    db.session.commit()
    inbox.prepare(folder)
    inbox.refuse_odd(folder, inbox.take_complete(folder, settled, others, is_sidecar))
    paths = inbox.taken_files(folder)
    if not paths:
        return None
    import_id = open_import(source_id, reading)
    shown = {path: path.relative_to(folder / inbox.TAKEN).as_posix() for path in paths}
    by_folder = (list(files) for _, files in groupby(paths, key=lambda path: path.parent))
    found = (outcomes(files, reading, shown.__getitem__) for files in by_folder)
    cut: dict[str, str] = {}
    work_through(import_id, noting_cut(chain.from_iterable(found), cut), fence)
    inbox.put_away(folder, paths, reasons_by_file(import_id, set(shown.values()), cut))
    conclude(import_id)
    db.session.commit()
    structlog.get_logger("rubrica.transcripts").info("folder scanned", files=len(paths))
    return import_id


def watch_root() -> Path:
    """Return the folder that all watched folders lie in."""
    root: Path = current_app.config["SETTINGS"].watch_root
    return root


def folders_of_others(source_id: int) -> set[Path]:
    """Return the folders that other sources watch, which may lie in this source's."""
    names = db.session.scalars(
        select(Source.watched_folder).where(
            Source.watched_folder.is_not(None), Source.id != source_id
        )
    )
    return {watch_root().resolve() / name for name in names if name}


def open_import(source_id: int, reading: Reading) -> int:
    """Start the report of one scan; commits."""
    mappings = {kind: dict(columns) for kind, columns in reading.mappings.items()}
    started = Import(source_id=source_id, door="folder", state=WAITING, mappings=mappings)
    db.session.add(started)
    db.session.commit()
    return started.id


def close_cut_off(source_id: int) -> None:
    """Close the reports of scans whose process died: the present one looks at the same files."""
    left = select(Import.id).where(
        Import.source_id == source_id,
        Import.door == "folder",
        Import.state.in_((WAITING, RUNNING)),
    )
    for import_id in db.session.scalars(left).all():
        conclude(import_id, "the scan was cut off; the next one took the same files again")


def noting_cut(found: Iterable[Found], cut: dict[str, str]) -> Iterator[Found]:
    """Give what was found, and note the paths of which the report keeps only a part, by that."""
    for shown, outcome in found:
        if (kept := kept_text(shown, LONGEST_PATH)) != shown:
            cut[kept] = shown
        yield shown, outcome


def reasons_by_file(
    import_id: int, names: Collection[str], cut: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return why records were refused, by the file of these that they were in."""
    found: dict[str, list[str]] = {}
    for line in refused_lines(import_id):
        whole = cut.get(line.path, line.path)
        parts = whole.split("/")
        paths = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
        name = next((path for path in paths if path in names), parts[0])
        inner = whole[len(name) + 1 :]
        lines = found.setdefault(name, [])
        if len(lines) < REASONS_WRITTEN:
            where = " ".join(part for part in (inner, line.place, line.external_id) if part)
            words = reason_words(line.code, line.params)
            lines.append(f"{where}: {words}" if where else words)
    db.session.rollback()
    return found
