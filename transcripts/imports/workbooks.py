"""Excel workbooks: each visible sheet written out as a table, in a process of its own.

The parser holds as much in memory as a workbook makes it, and takes its time; the process
(:mod:`transcripts.imports.workbook_child`) has bounds for both, and its memory is given back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.processes import child_environment
from transcripts.formats.records import FormatError

MODULE = "transcripts.imports.workbook_child"
SETTINGS = {"OPENBLAS_NUM_THREADS": "1", "OPENPYXL_DEFUSEDXML": "False"}
"""One thread takes less memory; expat itself bounds entities, and quicker than that package."""
MAX_SECONDS = 1800.0
MAX_MEMORY_BYTES = 3 << 29


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name in the workbook, and the CSV that its cells were written to."""

    name: str
    path: Path


def sheets(workbook: Path, folder: Path, rows: int | None = None) -> Iterator[Sheet]:
    """Write each visible sheet that holds something into ``folder`` as CSV, or its first ``rows``.

    Of a formula the value that was saved with it counts. A row of the CSV has the number of its
    row in the sheet. Raises `FormatError` (`empty_file`, `too_large`, `too_many_rows`,
    `csv_too_many_columns`, `zip_too_large`, `workbook_too_large`, `workbook_bad`), behind the
    sheets that could be read.
    """
    lines = told_by_child(workbook, folder, rows)
    if not lines:
        raise FormatError("empty_file")
    for line in lines:
        told = json.loads(line)
        if "code" in told:
            raise FormatError(told["code"], **told["params"])
        yield Sheet(told["name"], Path(told["path"]))


def told_by_child(workbook: Path, folder: Path, rows: int | None) -> list[str]:
    """What the process wrote of the workbook, line by line."""
    asked = (workbook, folder, rows or 0, MAX_MEMORY_BYTES)
    try:
        done = subprocess.run(
            [sys.executable, "-m", MODULE, *map(str, asked)],
            capture_output=True,
            check=True,
            env=child_environment(**SETTINGS),
            text=True,
            timeout=MAX_SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise FormatError("workbook_bad") from error
    return done.stdout.splitlines()
