"""A look at the first table of an import: its columns, what they seem to mean, its first rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.db import db
from transcripts.formats.columns import fitting, guess_columns
from transcripts.formats.contact_csv import Mappings, check_columns, kind_of
from transcripts.formats.detect import sniff_text
from transcripts.formats.encoding import MENDED, guess_encoding
from transcripts.formats.fields import KINDS
from transcripts.formats.records import FormatError
from transcripts.formats.tables import SAMPLE_ROWS, opened_table
from transcripts.imports.kept_files import fetched
from transcripts.imports.models import Import
from transcripts.imports.workbooks import sheets
from transcripts.imports.zips import is_workbook

ROWS = 5
LONGEST_CELL = 80
HEAD = 16_384
Problem = tuple[str, Mapping[str, object]]


@dataclass(frozen=True)
class Column:
    """One column: its title, the field it seems to hold ("" for none) and some cells of it."""

    index: int
    title: str
    field: str
    examples: Sequence[str]


@dataclass(frozen=True)
class Preview:
    """What a table looks like, and why it cannot be read so if it cannot.

    A sheet of a workbook has no ``delimiter``.
    """

    filename: str
    kind: str
    delimiter: str
    columns: Sequence[Column]
    problem: Problem | None


def preview_of(import_: Import, kind: str = "") -> Preview | None:
    """Return a look at the import's first table; None where none of its files is one.

    ``kind`` is the kind of table that somebody chose; "" takes what the import or the titles say.
    Ends the transaction, since nobody should wait for a large workbook to be opened.
    """
    files = [(file.storage_key, file.filename) for file in import_.files if file.storage_key]
    form, mappings = kind or import_.form, import_.mappings
    db.session.rollback()
    for key, name in files:
        with fetched([(key, "table")]) as (path,):
            for text, shown in texts_of(path, name):
                if looks_like_table(text):
                    look = preview(text, shown, form, mappings)
                    return look if text == path or not look else replace(look, delimiter="")
    return None


def texts_of(path: Path, shown: str) -> Iterator[tuple[Path, str]]:
    """A file with the name to show, or instead of a workbook the beginnings of its sheets."""
    if not is_workbook(path):
        yield path, shown
        return
    try:
        for sheet in sheets(path, path.parent, SAMPLE_ROWS):
            yield sheet.path, f"{shown}/{sheet.name}"
    except FormatError:
        return


def looks_like_table(path: Path) -> bool:
    """Say whether a file is a table, by its beginning."""
    with path.open("rb") as stream:
        encoding = guess_encoding(stream)
        head = stream.read(HEAD)
    return sniff_text(head.decode(encoding, errors=MENDED)) == "chat_csv"


def preview(path: Path, filename: str, kind: str, mappings: Mappings) -> Preview | None:
    """Open a table and look at it; None for one that has no title row."""
    try:
        with path.open("rb") as stream, opened_table(stream) as table:
            chosen = kind if kind in KINDS else kind_of(table.header, mappings)
            fields = KINDS[chosen]
            mapping = fitting(mappings.get(chosen, {}), table.header, fields)
            found = guess_columns(table.header, mapping, fields)
            by_index = {index: field for field, index in found.items()}
            columns = [
                Column(index, title, by_index.get(index, ""), cells_of(table.sample, index))
                for index, title in enumerate(table.header)
            ]
            return Preview(
                filename,
                chosen,
                table.delimiter,
                columns,
                problem_of(chosen, found),
            )
    except FormatError:
        return None


def cells_of(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """Return the first cells of a column that hold something, shortened."""
    cells = (row[index].strip() for row in rows if index < len(row))
    return [cell[:LONGEST_CELL] for cell in cells if cell][:ROWS]


def problem_of(kind: str, columns: Mapping[str, int]) -> Problem | None:
    """Return why a table cannot be read with these columns, None where it can."""
    try:
        check_columns(kind, columns)
    except FormatError as error:
        return error.code, error.params
    return None


def mapping_from(chosen: Mapping[int, str], header: Sequence[str], kind: str) -> dict[str, str]:
    """Return field -> title from the field chosen for each column; "" for fields nobody chose.

    Raises ValueError for a field chosen twice, with the field as its message.
    """
    mapping = dict.fromkeys(KINDS[kind], "")
    for index, field in chosen.items():
        if not field:
            continue
        if mapping[field]:
            raise ValueError(field)
        mapping[field] = header[index]
    return mapping
