"""The process that reads a workbook: bounded in memory, whatever the parser makes of the file.

`python -m transcripts.imports.workbook_child WORKBOOK FOLDER ROWS BYTES` writes the sheets and
tells of each in a line of JSON; see :mod:`transcripts.imports.workbooks`.
"""

from __future__ import annotations

import csv
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from transcripts.formats.records import FormatError
from transcripts.formats.tables import MAX_COLUMNS, MAX_TABLE_BYTES
from transcripts.imports.zips import MAX_TOTAL_BYTES

MAX_CELL = 32_767  # letters, as many as Excel has
MAX_SHEET_ROWS = 1_048_576  # as many as Excel has; a row may claim a higher number
MAX_CELLS = 100_000_000  # of a sheet, those left empty before the last of a row included
_ERRORS = frozenset(("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"))
_AS_IS = {"read_only": True, "data_only": True, "keep_links": False}
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


def main(arguments: Sequence[str]) -> None:
    """Write the sheets of a workbook, with so much memory at most, and tell of each."""
    workbook, folder, rows, memory = arguments
    bound_memory(int(memory))
    for words in told(Path(workbook), Path(folder), int(rows) or None):
        sys.stdout.write(json.dumps(words) + "\n")
        sys.stdout.flush()


def told(workbook: Path, folder: Path, rows: int | None) -> Iterator[dict[str, Any]]:
    """Tell of each sheet once it is written, and why there are no more where that has a reason."""
    try:
        check_size(workbook)
        for name, path in written(workbook, folder, rows):
            yield {"name": name, "path": str(path)}
    except FormatError as error:
        yield {"code": error.code, "params": error.params}
    except MemoryError:
        yield {"code": "workbook_too_large", "params": {}}
    except Exception:  # noqa: BLE001  (a damaged workbook fails in openpyxl in a hundred ways)
        yield {"code": "workbook_bad", "params": {}}


def bound_memory(most: int) -> None:
    """Let this process have no more than so many bytes of memory; not every system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def check_size(workbook: Path) -> None:
    """Refuse what would unpack to too much, by the sizes that it claims; no more is unpacked."""
    with zipfile.ZipFile(workbook) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_TOTAL_BYTES:
            raise FormatError("zip_too_large", limit_mb=MAX_TOTAL_BYTES >> 20)


def written(workbook: Path, folder: Path, rows: int | None) -> Iterator[tuple[str, Path]]:
    """Write each visible sheet that holds something; yield its name and the file."""
    with workbook.open("rb") as file, closing(load_workbook(file, **_AS_IS)) as book:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for number, sheet in enumerate(visible):
            sheet.reset_dimensions()  # what a sheet says of its size is often wrong
            target = folder / str(number) / workbook.name
            target.parent.mkdir()
            if write_table(sheet.iter_rows(values_only=True), target, rows):
                yield sheet.title, target


def write_table(rows: Iterable[Sequence[Any]], target: Path, most: int | None) -> bool:
    """Write rows of cells, or the first ``most``, as CSV; say whether there was anything in them.

    Raises `FormatError` (`too_many_rows`, `too_large`, `csv_too_many_columns`).
    """
    filled, empty, seen, size = False, 0, 0, 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, row in enumerate(islice(rows, most), start=1):
            seen += len(row)
            if number > MAX_SHEET_ROWS or seen > MAX_CELLS:
                raise FormatError("too_many_rows", limit=number - 1)
            if any(value is not None for value in row[MAX_COLUMNS:]):
                raise FormatError("csv_too_many_columns", limit=MAX_COLUMNS)
            cells = [text_of(value) for value in row[:MAX_COLUMNS]]
            if not any(cells):
                empty += 1
                continue
            size += sum(map(len, cells))
            if size > MAX_TABLE_BYTES:
                raise FormatError("too_large", limit_mb=MAX_TABLE_BYTES >> 20)
            writer.writerows([()] * empty)
            writer.writerow(cells)
            filled, empty = True, 0
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
    return str(value)[:MAX_CELL].replace("_x000D_", "")


if __name__ == "__main__":
    main(sys.argv[1:])
