"""Tables of messages or of whole conversations, as chat tools and offices export them.

The table is read as a stream. Rows that belong to one conversation may be scattered over the
file (chats run side by side): they are sorted on disk, so memory stays small for any length.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain, groupby

from transcripts.formats.chat_json import Result, channel_of
from transcripts.formats.chat_messages import is_internal
from transcripts.formats.chat_text import is_spoken, said_in
from transcripts.formats.columns import Layout, cell, guess_layout
from transcripts.formats.fields import FIELDS
from transcripts.formats.languages import language_code
from transcripts.formats.records import MAX_TURNS, FormatError, InteractionRecord, TurnRecord
from transcripts.formats.tables import Numbered, Row, Table
from transcripts.formats.values import EARLIEST, clean, content_id, parse_number
from transcripts.formats.voices import Said, with_roles

_TRUTH: dict[str, bool] = {
    **dict.fromkeys(["true", "yes", "1", "si", "sí", "verdadero", "cert"], True),
    **dict.fromkeys(["false", "no", "0", "falso", "fals"], False),
}


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
            name = cell(cells, layout.columns, "external_id") or ""
            if name or "external_id" not in layout.columns:
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
    said: list[Said] = []
    for _, cells in chain([(line, first)], rows):
        text = cell(cells, layout.columns, "text")
        if text and not _is_internal(cells, layout):
            start, end = (layout.seconds(cells, edge) for edge in ("start", "end"))
            turn = TurnRecord("unknown", text, layout.time(cells, "at"), start, end)
            said.append((cell(cells, layout.columns, "speaker"), turn))
        if len(said) > MAX_TURNS:
            return FormatError("too_many_turns", place=f"row {line}", limit=MAX_TURNS)
    if not said:
        return FormatError("no_turns", place=f"row {line}")
    if all(turn.at for _, turn in said):
        said.sort(key=lambda one: one[1].at or EARLIEST)
    return _record(name, first, layout, said, f"row {line}")


def _is_internal(cells: Row, layout: Layout) -> bool:
    told = {title: cells[i].strip() for i, title in layout.told if i < len(cells)}
    return is_internal({title: _TRUTH.get(text.lower(), text) for title, text in told.items()})


def _whole(rows: Iterator[Numbered], layout: Layout) -> Iterator[Result]:
    """Conversations of a table with a row each: the text column holds all that was said."""
    for row in rows:
        if isinstance(row, FormatError):
            yield row
            continue
        line, cells = row
        said = said_in(cell(cells, layout.columns, "text") or "")
        if not said:
            yield FormatError("csv_empty_text", place=f"row {line}")
            continue
        name = cell(cells, layout.columns, "external_id") or content_id(list(cells))
        yield _record(name, cells, layout, said, f"row {line}")


def _record(name: str, cells: Row, layout: Layout, said: Sequence[Said], place: str) -> Result:
    given = {field: cell(cells, layout.columns, field) for field in FIELDS}
    started = layout.time(cells, "started_at")
    if started is None and given["started_at"]:
        return FormatError("bad_time", place=place, field=given["started_at"][:40])
    language = language_code(given["language"])
    people = {given["agent_name"]: "agent", given["agent_ref"]: "agent"}
    people[given["customer_ref"]] = "customer"
    known = [(people.get(label, label) if label else None, turn) for label, turn in said]
    turns, warnings = with_roles(known, language)
    times = [turn.at for turn in turns if turn.at]
    if times and ":" not in (given["started_at"] or ""):
        started = min(times)
    return InteractionRecord(
        external_id=name or content_id([turn.text for turn in turns]),
        channel=channel_of(given["channel"], "voice" if is_spoken(turns) else "chat"),
        started_at=min([started, *times]) if started else min(times, default=None),
        ended_at=layout.time(cells, "ended_at") or max(times, default=None),
        language=language,
        turns=turns,
        metadata=other_cells(cells, layout) | ({"warnings": warnings} if warnings else {}),
        place=place,
        agent_ref=given["agent_ref"] or given["agent_name"],
        agent_name=given["agent_name"],
        customer_ref=given["customer_ref"],
        case_ref=given["case_ref"],
        reason=given["reason"],
        subject=given["subject"],
        outcome=given["outcome"],
        handle_seconds=layout.duration(cells, "handle_seconds"),
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
