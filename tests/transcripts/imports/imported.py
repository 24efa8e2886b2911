"""Files and imports for the tests of this folder."""

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import select

from core.db import db
from core.jobs.runner import run_pending
from people.models import User
from tests.rows import rows
from transcripts.imports.actions import start_import
from transcripts.imports.models import Import, ImportRecord
from transcripts.incoming import IncomingFile
from transcripts.models import Interaction, Source

CHATS = b"conversation,speaker,text\n17,agent,Hello\n17,customer,Hi\n18,agent,Good morning\n"


def bring(source: Source, files: dict[str, bytes], user: User | None = None, **options) -> int:
    """Start an import of these files, by name, and return its id."""
    db.session.flush()
    incoming = [IncomingFile(io.BytesIO(content), name) for name, content in files.items()]
    import_id = start_import(user, incoming, source.id, **options).id
    db.session.commit()
    return import_id


def run_import(app, source: Source, files: dict[str, bytes], **options) -> Import:
    """Import these files and return the finished import."""
    import_id = bring(source, files, **options)
    run_pending(app, ["imports"])
    db.session.rollback()
    return db.session.get_one(Import, import_id)


def counts(import_: Import) -> tuple[int, int, int]:
    return import_.imported, import_.already, import_.refused


def refusals(import_: Import) -> list[tuple[str, str, str]]:
    """The path, place and code of each refused record."""
    lines = select(ImportRecord).where(
        ImportRecord.import_id == import_.id, ImportRecord.outcome == "refused"
    )
    found = db.session.scalars(lines.order_by(ImportRecord.number))
    return [(line.path, line.place, line.code) for line in found]


def ids() -> list[str]:
    return sorted(interaction.external_id for interaction in rows(Interaction))


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def put(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def workbook(**tables: list[tuple]) -> bytes:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, lines in tables.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
