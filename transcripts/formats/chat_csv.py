"""Tables of messages or of whole conversations, as chat tools and offices export them.

The table is read as a stream. Rows that belong to one conversation may be scattered over the
file (chats run side by side): they are sorted on disk, so memory stays small for any length.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import groupby
from typing import BinaryIO, TextIO, TypeVar

from transcripts.formats.chat_json import Result, channel_of
from transcripts.formats.columns import (
    FIELDS,
    Layout,
    cell,
    guess_columns,
    guess_delimiter,
    guess_layout,
)
from transcripts.formats.encoding import guess_encoding
from transcripts.formats.records import FormatError, InteractionRecord, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.turn_text import split_turns
from transcripts.formats.values import clean, content_id, parse_number, seconds

MAX_LINE = 1 << 20
_SAMPLE_ROWS = 200
Row = Sequence[str]
T = TypeVar("T")


def read_chat_csv(stream: BinaryIO, mapping: Mapping[str, str] | None = None) -> Iterator[Result]:
    """The conversations of a table; an error stands where a row cannot be read.

    `mapping` (field -> name of the column) corrects the guess of `columns.guess_columns`.
    The encoding, the separator and the order of day and month are found from the content.
    Raises `FormatError` (`csv_no_header`, `csv_no_text_column`, `csv_bad_mapping`).
    """
    with io.TextIOWrapper(
        _Undisturbed(stream), encoding=guess_encoding(stream), errors="replace", newline=""
    ) as text:
        rows = _rows(text)
        sample = list(_first(rows, _SAMPLE_ROWS + 1))
        good = [row for row in sample if not isinstance(row, FormatError)]
        if not good or sum(1 for name in good[0][1] if name) < 2:
            raise FormatError("csv_no_header")
        header = [clean(name) for name in good[0][1]]
        columns = guess_columns(header, mapping)
        layout = guess_layout(header, columns, [row for _, row in good[1:]])
        body = _joined(sample[sample.index(good[0]) + 1 :], rows)
        yield from (_messages if layout.per_message else _whole)(body, layout)


class _Undisturbed(io.BufferedReader):
    """The caller's stream, which stays open when the text layer above it is closed."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)  # type: ignore[arg-type]

    def close(self) -> None:
        if not self.closed:
            self.detach()


Numbered = tuple[int, Row] | FormatError


def _rows(text: TextIO) -> Iterator[Numbered]:
    """Rows with their line number; empty ones are left out."""
    lines = _lines(text)
    first = next(lines, "")
    reader = csv.reader(_joined([first], lines), delimiter=guess_delimiter(first))
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield FormatError("csv_bad_row", place=f"row {reader.line_num}", detail=str(error))
            continue
        except FormatError as error:
            yield FormatError(error.code, place=f"row {reader.line_num + 1}", **error.params)
            return
        if any(row):
            yield reader.line_num, row


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(MAX_LINE):
        if len(line) == MAX_LINE and not line.endswith(("\n", "\r")):
            raise FormatError("line_too_long", limit=MAX_LINE)
        yield line.replace("\x00", "")


def _first(rows: Iterator[Numbered], count: int) -> Iterator[Numbered]:
    for _ in range(count):
        if (row := next(rows, None)) is None:
            return
        yield row


def _joined(first: Iterable[T], rest: Iterable[T]) -> Iterator[T]:
    yield from first
    yield from rest


def _messages(rows: Iterator[Numbered], layout: Layout) -> Iterator[Result]:
    """Conversations of a table with a row per message, sorted on disk by first appearance."""
    with closing(sqlite3.connect("")) as spool:  # "": a private file that SQLite removes itself
        spool.execute("pragma journal_mode = off")
        spool.execute("create table rows (conversation text, line integer, cells text)")
        for row in rows:
            if isinstance(row, FormatError):
                yield row
                continue
            line, cells = row
            if name := cell(cells, layout.columns, "external_id"):
                spool.execute("insert into rows values (?, ?, ?)", (name, line, json.dumps(cells)))
            else:
                yield FormatError("csv_no_id", place=f"row {line}")
        spool.execute("create index by_conversation on rows (conversation, line)")
        found = spool.execute(
            "select conversation, line, cells from rows join (select conversation, min(line) as"
            " opened from rows group by conversation) using (conversation) order by opened, line"
        )
        for name, group in groupby(found, key=lambda row: row[0]):
            yield _conversation(
                name, ((line, json.loads(cells)) for _, line, cells in group), layout
            )


def _conversation(name: str, rows: Iterator[tuple[int, Row]], layout: Layout) -> Result:
    line, first = next(rows)
    turns = []
    for _, cells in _joined([(line, first)], rows):
        if text := cell(cells, layout.columns, "text"):
            label = cell(cells, layout.columns, "speaker")
            start, end = (seconds(cell(cells, layout.columns, edge)) for edge in ("start", "end"))
            turns.append(TurnRecord(speaker_of(label), text, layout.time(cells, "at"), start, end))
    if not turns:
        return FormatError("no_turns", place=f"row {line}")
    return _record(name, first, layout, turns, f"row {line}")


def _whole(rows: Iterator[Numbered], layout: Layout) -> Iterator[Result]:
    """Conversations of a table with a row each: the text column holds all that was said."""
    for row in rows:
        if isinstance(row, FormatError):
            yield row
            continue
        line, cells = row
        turns = split_turns(cell(cells, layout.columns, "text") or "")
        if not turns:
            yield FormatError("csv_empty_text", place=f"row {line}")
            continue
        name = cell(cells, layout.columns, "external_id") or content_id(list(cells))
        yield _record(name, cells, layout, turns, f"row {line}")


def _record(
    name: str, cells: Row, layout: Layout, turns: Sequence[TurnRecord], place: str
) -> Result:
    started = layout.time(cells, "started_at")
    if started is None and (unread := cell(cells, layout.columns, "started_at")):
        return FormatError("bad_time", place=place, field=unread[:40])
    times = [turn.at for turn in turns if turn.at]
    given = {field: cell(cells, layout.columns, field) for field in FIELDS}
    language = given["language"]
    return InteractionRecord(
        external_id=name,
        channel=channel_of(given["channel"]),
        started_at=started or min(times, default=None),
        ended_at=layout.time(cells, "ended_at") or max(times, default=None),
        language=language.lower()[:2] if language else None,
        turns=tuple(turns),
        metadata=_rest(cells, layout),
        place=place,
        agent_ref=given["agent_ref"] or given["agent_name"],
        agent_name=given["agent_name"],
        customer_ref=given["customer_ref"],
        case_ref=given["case_ref"],
        reason=given["reason"],
        subject=given["subject"],
        outcome=given["outcome"],
    )


def _rest(cells: Row, layout: Layout) -> dict[str, str | float]:
    """The cells of columns without a field of their own; numbers as numbers."""
    taken = set(layout.columns.values())
    rest: dict[str, str | float] = {}
    for index, title in enumerate(layout.header):
        value = clean(cells[index]) if index < len(cells) else ""
        if index not in taken and title and value:
            number = parse_number(value)
            rest[title[:80]] = value if number is None else number
    return rest
