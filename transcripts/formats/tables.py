"""Tables with a title row (CSV and its relatives), opened as a stream of numbered rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import BinaryIO, TextIO

from transcripts.formats.columns import guess_delimiter
from transcripts.formats.encoding import MENDED, Undisturbed, guess_encoding
from transcripts.formats.fields import KNOWN_TITLES
from transcripts.formats.records import FormatError
from transcripts.formats.titles import TITLE_LINES, find_titles
from transcripts.formats.values import clean

MAX_TABLE_BYTES = 2 << 30
MAX_LINE = 1 << 20
MAX_ROWS = 5_000_000
MAX_COLUMNS = 1_000
SAMPLE_ROWS = 200
Row = Sequence[str]
Numbered = tuple[int, Row] | FormatError


@dataclass(frozen=True, slots=True)
class Table:
    """An open table: its titles, its first good rows to look at, and all rows as a stream.

    ``rows`` yields (row number, cells), and an error where a row cannot be read.
    """

    header: list[str]
    sample: list[Row]
    rows: Iterator[Numbered]
    encoding: str
    delimiter: str


@contextmanager
def opened_table(stream: BinaryIO) -> Iterator[Table]:
    """Open the table in a seekable stream; encoding and separator are found from the content.

    Lines above the one with most known titles are passed over.

    Raises `FormatError` (`csv_no_header`). The stream stays open afterwards.
    """
    encoding = guess_encoding(stream)
    with io.TextIOWrapper(
        Undisturbed(stream), encoding=encoding, errors=MENDED, newline=""
    ) as text:
        first, lines = _head(_lines(text))
        skipped, delimiter = find_titles(first, KNOWN_TITLES) or (0, "")
        delimiter = delimiter or guess_delimiter("".join(first[:1]))
        rows = _rows(chain(first[skipped:], lines), delimiter, skipped)
        sample = list(islice(rows, SAMPLE_ROWS + 1))
        good = [row for row in sample if not isinstance(row, FormatError)]
        if not good or sum(1 for name in good[0][1] if name) < 2:
            raise FormatError("csv_no_header")
        if len(good[0][1]) > MAX_COLUMNS:
            raise FormatError("csv_too_many_columns", limit=MAX_COLUMNS)
        header = [clean(name) for name in good[0][1]]
        body = chain(sample[sample.index(good[0]) + 1 :], rows)
        yield Table(header, [row for _, row in good[1:]], body, encoding, delimiter)


def _rows(lines: Iterator[str], delimiter: str, skipped: int) -> Iterator[Numbered]:
    """Rows with their number, as a spreadsheet counts them; empty rows are left out."""
    reader = csv.reader(lines, delimiter=delimiter)
    for number in count(skipped + 1):
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield FormatError("csv_bad_row", place=f"row {number}", detail=str(error))
            continue
        except FormatError as error:
            yield FormatError(error.code, place=f"row {number}", **error.params)
            return
        if number > MAX_ROWS:
            yield FormatError("too_many_rows", limit=MAX_ROWS)
            return
        if any(row):
            yield number, row


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(MAX_LINE):
        if len(line) == MAX_LINE and not line.endswith(("\n", "\r")):
            raise FormatError("line_too_long", limit=MAX_LINE)
        yield line.replace("\x00", "")


def _head(lines: Iterator[str]) -> tuple[list[str], Iterator[str]]:
    """The first lines, among which the titles are, and the others; an error stays in its place."""
    head: list[str] = []
    try:
        head.extend(islice(lines, TITLE_LINES))
    except FormatError as error:
        return head, _failing(error)
    return head, lines


def _failing(error: FormatError) -> Iterator[str]:
    yield from ()
    raise error
