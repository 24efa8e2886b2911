"""Deleting stored files after the commit that removed their rows, however often it is cut off."""

from datetime import timedelta

import structlog
from sqlalchemy import delete, select

from core.clock import now
from core.db import db
from core.storage import StorageError, storage
from transcripts.intake import ORPHAN_AGE
from transcripts.models import Recording
from transcripts.privacy.models import DoomedFile, Redaction


def delete_doomed() -> int:
    """Delete the files that are noted as doomed, and their notes; return how many are gone.

    A file that a row names again is spared. What cannot be deleted now is tried again later.
    Commits.
    """
    keys = db.session.scalars(select(DoomedFile.storage_key)).all()
    spared = set(
        db.session.scalars(select(Recording.storage_key).where(Recording.storage_key.in_(keys)))
    )
    db.session.commit()
    gone = []
    for key in keys:
        try:
            if key not in spared:
                storage().delete(key)
            gone.append(key)
        except StorageError as error:
            log = structlog.get_logger("rubrica.privacy")
            log.warning("file left for later", key=key, error=str(error))
    if gone:
        db.session.execute(delete(DoomedFile).where(DoomedFile.storage_key.in_(gone)))
        db.session.commit()
    return len(set(gone) - spared)


def sweep_redacted(older_than: timedelta = ORPHAN_AGE) -> int:
    """Delete silenced sounds in local storage that no row names; return how many."""
    folder = storage().folder
    if folder is None or not (folder / "redacted").is_dir():
        return 0
    deadline = (now() - older_than).timestamp()
    named = set(db.session.scalars(select(Redaction.storage_key)))
    orphans = [
        key
        for path in (folder / "redacted").rglob("*")
        if path.is_file()
        and path.stat().st_mtime < deadline
        and (key := path.relative_to(folder).as_posix()) not in named
    ]
    for key in orphans:
        storage().delete(key)
    return len(orphans)
