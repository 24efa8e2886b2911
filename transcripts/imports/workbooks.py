"""Excel workbooks: each visible sheet written out as a table, within limits no file talks away."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from transcripts.formats.records import FormatError
from transcripts.formats.tables import MAX_COLUMNS
from transcripts.imports.zips import MAX_TOTAL_BYTES

MAX_SHEET_ROWS = 1_048_576  # as many as Excel has; a row may claim a higher number
MAX_CELLS = 100_000_000  # of a sheet, those left empty before the last of a row included
MAX_SHEET_BYTES = 1 << 30
MAX_STRINGS_BYTES = 128 << 20  # all texts of a workbook are held in memory
MAX_PART_BYTES = 16 << 20  # of any other part, which is read as a whole
_ERRORS = frozenset(("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"))
_AS_IS = {"read_only": True, "data_only": True, "keep_links": False}
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name in the workbook, and the CSV that its cells were written to."""

    name: str
    path: Path


def sheets(path: Path, folder: Path, rows: int | None = None) -> Iterator[Sheet]:
    """Write each visible sheet that holds something into ``folder`` as CSV, or its first ``rows``.

    Of a formula the value that was saved with it counts. A row of the CSV has the number of its
    row in the sheet. Raises `FormatError` (`too_large`, `too_many_rows`, `workbook_bad`).
    """
    from openpyxl import load_workbook  # costs 0.2 s, which only imports of workbooks should pay

    check_parts(path)
    try:
        with path.open("rb") as file, closing(load_workbook(file, **_AS_IS)) as book:
            visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            for number, sheet in enumerate(visible):
                sheet.reset_dimensions()  # what a sheet says of its size is often wrong
                target = folder / str(number) / path.name
                target.parent.mkdir()
                if write_table(sheet.iter_rows(values_only=True), target, rows):
                    yield Sheet(sheet.title, target)
    except FormatError:
        raise
    except Exception as error:  # a damaged workbook fails in openpyxl in a hundred ways
        raise FormatError("workbook_bad") from error


def check_parts(path: Path) -> None:
    """Refuse a workbook whose parts would unpack to more than is read; `FormatError` `too_large`.

    The sizes are those that the archive claims; nothing beyond them is unpacked.
    """
    left = MAX_TOTAL_BYTES
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            left -= part.file_size
            most = most_bytes(part.filename) if left >= 0 else MAX_TOTAL_BYTES
            if part.file_size > most or left < 0:
                raise FormatError("too_large", limit_mb=most >> 20)


def most_bytes(part: str) -> int:
    """The most bytes that a part of a workbook may unpack to."""
    if part.startswith("xl/worksheets/"):
        return MAX_SHEET_BYTES
    return MAX_STRINGS_BYTES if part == "xl/sharedStrings.xml" else MAX_PART_BYTES


def write_table(rows: Iterable[Sequence[Any]], target: Path, most: int | None) -> bool:
    """Write rows of cells, or the first ``most``, as CSV; say whether there was anything in them.

    Raises `FormatError` (`too_many_rows`, `too_large`, `csv_too_many_columns`).
    """
    filled, empty, seen = False, 0, 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, row in enumerate(islice(rows, most), start=1):
            seen += len(row)
            if number > MAX_SHEET_ROWS or seen > MAX_CELLS:
                raise FormatError("too_many_rows", limit=number - 1)
            if any(value is not None for value in row[MAX_COLUMNS:]):
                raise FormatError("csv_too_many_columns", limit=MAX_COLUMNS)
            cells = [text_of(value) for value in row[:MAX_COLUMNS]]
            if any(cells):
                writer.writerows([()] * empty)
                writer.writerow(cells)
                filled, empty = True, 0
            else:
                empty += 1
    return filled


def text_of(value: Any) -> str:
    """A cell as tables write it: dates year first, lengths of time as hours, minutes, seconds."""
    if value is None or value in _ERRORS:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, timedelta):
        minutes, rest = divmod(value % _HOUR, _MINUTE)
        return f"{value // _HOUR}:{minutes:02}:{rest.seconds:02}"
    return str(value).replace("_x000D_", "")
