"""Files that brought contacts, kept by imports or lying in watched folders, cleared of somebody.

A file goes as a whole, unless it also brought a contact that is under a legal hold: then only what
speaks of them is replaced. One that is not text stays as it is, and the scan afterwards counts it.
"""

import hashlib
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import ColumnElement, exists, select

from core.db import db
from core.storage import StorageError, storage
from transcripts.imports import inbox
from transcripts.imports.models import ImportFile, ImportRecord
from transcripts.imports.watching import watch_root
from transcripts.intake import new_key
from transcripts.models import Source
from transcripts.privacy.applying import doom
from transcripts.privacy.leftovers import HELD, group_of, states_of
from transcripts.privacy.models import LegalHold
from transcripts.privacy.scan import ERASED, content_holds, found_in_folder


def brought_held() -> ColumnElement[bool]:
    """Whether the import of an ImportFile brought something that is under a legal hold."""
    lines = exists().where(ImportRecord.import_id == ImportFile.import_id)
    return lines.where(ImportRecord.interaction_id == LegalHold.interaction_id)


def clear_imports(pattern: re.Pattern[str]) -> int:
    """Forget the kept files that have a match; return how many were only rewritten. Flushes."""
    kept = select(ImportFile, brought_held()).where(ImportFile.storage_key != "")
    rewritten = 0
    for file, is_held in db.session.execute(kept).all():
        content = content_of(file.storage_key)
        if not (content_holds(content, pattern) or pattern.search(file.filename)):
            continue
        if not is_held:
            doom([file.storage_key])
            file.storage_key = ""
        elif (new := without(content, pattern)) not in (None, content):
            doom([file.storage_key])
            file.storage_key = stored(new)
            file.size, file.sha256 = len(new), hashlib.sha256(new).hexdigest()
            rewritten += 1
    db.session.flush()
    return rewritten


def content_of(key: str) -> bytes:
    """The content of a stored file; nothing where storage has lost it."""
    try:
        return b"".join(storage().read(key, 0, storage().size(key)))
    except StorageError:
        return b""


def as_text(content: bytes) -> str:
    """Content as text from which the very same content can be made again."""
    return content.decode("utf-8", errors="surrogateescape")


def without(content: bytes, pattern: re.Pattern[str]) -> bytes | None:
    """Content with every match replaced; None where it is not text and would be damaged."""
    if b"\0" in content:
        return None
    return pattern.sub(ERASED, as_text(content)).encode("utf-8", errors="surrogateescape")


def stored(content: bytes) -> str:
    """Put content into storage and return its key."""
    key = new_key("imports", "")
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        storage().put(key, Path(file.name))
    return key


def watched_files(pattern: re.Pattern[str] | None) -> list[Path]:
    """Files of watched folders, taken or refused earlier, that have a match."""
    if pattern is None:
        return []
    watched = db.session.scalars(select(Source.watched_folder).where(Source.watched_folder != ""))
    folders = [watch_root() / name for name in watched if name]
    return sorted({path for folder in folders for path in found_in_folder(folder, pattern)})


def held_among(paths: Sequence[Path]) -> set[Path]:
    """Those files of watched folders that brought something that is under a legal hold."""
    held: set[Path] = set()
    sources = db.session.execute(
        select(Source.id, Source.watched_folder).where(Source.watched_folder != "")
    )
    for source_id, watched in sources.all() if paths else ():
        try:
            found = inbox.dealt_with(inbox.folder_in(watch_root(), watched or ""))
        except inbox.FolderError:
            continue
        states = states_of(source_id, 0, {inside.as_posix() for inside in found.values()})
        held |= {path for path, inside in found.items() if states.get(group_of(inside)) == HELD}
    return {path for path in paths if path.resolve() in held}


def clear(path: Path, pattern: re.Pattern[str] | None) -> None:
    """Replace every match in a file of a watched folder, if it is text and still there."""
    try:
        new = without(path.read_bytes(), pattern) if pattern else None
    except FileNotFoundError:
        return
    if new is not None:
        beside = path.with_name(f".{path.name}.erasing")
        beside.write_bytes(new)
        beside.replace(path)
