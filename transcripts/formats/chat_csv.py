"""Tables of messages or of whole conversations, as chat tools and offices export them.

The table is read as a stream. Rows that belong to one conversation may be scattered over the
file (chats run side by side): they are sorted on disk, so memory stays small for any length.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby

from transcripts.formats.chat_json import Result, channel_of
from transcripts.formats.columns import (
    FIELDS,
    Layout,
    cell,
    guess_layout,
)
from transcripts.formats.records import MAX_TURNS, FormatError, InteractionRecord, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.tables import Numbered, Row, Table, joined
from transcripts.formats.turn_text import split_turns
from transcripts.formats.values import clean, content_id, duration, parse_number, seconds


def conversations(table: Table, columns: dict[str, int]) -> Iterator[Result]:
    """The conversations of an open table whose columns are known. Raises `FormatError`."""
    layout = guess_layout(table.header, columns, table.sample)
    yield from (_messages if layout.per_message else _whole)(table.rows, layout)


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
    for _, cells in joined([(line, first)], rows):
        if text := cell(cells, layout.columns, "text"):
            label = cell(cells, layout.columns, "speaker")
            start, end = (seconds(cell(cells, layout.columns, edge)) for edge in ("start", "end"))
            turns.append(TurnRecord(speaker_of(label), text, layout.time(cells, "at"), start, end))
        if len(turns) > MAX_TURNS:
            return FormatError("too_many_turns", place=f"row {line}", limit=MAX_TURNS)
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
        metadata=other_cells(cells, layout),
        place=place,
        agent_ref=given["agent_ref"] or given["agent_name"],
        agent_name=given["agent_name"],
        customer_ref=given["customer_ref"],
        case_ref=given["case_ref"],
        reason=given["reason"],
        subject=given["subject"],
        outcome=given["outcome"],
        handle_seconds=duration(given["handle_seconds"]),
    )


def other_cells(cells: Row, layout: Layout) -> dict[str, str | float]:
    """The cells of columns without a field of their own; numbers as numbers."""
    taken = set(layout.columns.values())
    rest: dict[str, str | float] = {}
    for index, title in enumerate(layout.header):
        value = clean(cells[index]) if index < len(cells) else ""
        if index not in taken and title and value:
            number = parse_number(value)
            rest[title[:80]] = value if number is None else number
    return rest
