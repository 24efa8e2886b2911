"""What the columns of a table mean: a guess from their titles, to be shown and corrected."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from transcripts.formats.chat_messages import INTERNAL
from transcripts.formats.fields import FIELDS
from transcripts.formats.records import FormatError
from transcripts.formats.speakers import normalised
from transcripts.formats.titles import DELIMITERS, key_of, split, unit_of
from transcripts.formats.values import clean, duration, parse_number, parse_time

_DATE = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}", re.ASCII)
_CLOCK = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*h?(?:([ap])\.?\s?m\.?)?", re.A | re.I
)
_MOMENTS = ("started_at", "answered_at")
_CLOCKS = frozenset(
    ["time", "hour", "start_time", "start_hour", "call_time", "hora", "hora_inicio", "hora_inici",
     "hora_llamada", "hora_trucada", "hora_respuesta", "hora_resposta"]
)  # fmt: skip
MOST_SECONDS = 60.0  # that a turn lasts on average; numbers that give more are milliseconds


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a table: its titles, which column is which field, one row per message or not.

    `second` is what one unit of start and end is in seconds; `told` are the columns that may say
    that a message was internal.
    """

    header: Sequence[str]
    columns: dict[str, int]
    per_message: bool
    day_first: bool
    second: float = 1.0
    told: Sequence[tuple[int, str]] = ()

    def time(self, cells: Sequence[str], field: str) -> datetime | None:
        """The time in a field's column, in the order of day and month of this table.

        Where date and time of day have a column each, they are put together.
        """
        value = cell(cells, self.columns, field)
        clock = clock_of(value)
        if clock and (date := cell(cells, self.columns, "started_at")):
            value = f"{date.split()[0]} {clock}"
        elif value and field in _MOMENTS and ":" not in value:
            value = f"{value} {clock_of(cell(cells, self.columns, 'clock')) or ''}".strip()
        return parse_time(value, day_first=self.day_first)

    def seconds(self, cells: Sequence[str], field: str) -> float | None:
        """The seconds from the beginning of the recording in a field's column."""
        return duration(cell(cells, self.columns, field), self.second)

    def duration(self, cells: Sequence[str], field: str) -> float | None:
        """The length of time in a field's column, in the unit that its title says."""
        if field not in self.columns:
            return None
        unit = unit_of(self.header[self.columns[field]])
        unit = self.second if unit == 1.0 else unit
        return duration(cell(cells, self.columns, field), unit)


def clock_of(text: str | None) -> str | None:
    """A time of day alone ("9:05 pm"), as "21:05:00"; None for anything else."""
    found = _CLOCK.fullmatch((text or "").strip())
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.group(1, 2, 3))
    half = (found.group(4) or "").lower()
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return f"{hour:02}:{minute:02}:{second:02}"


def cell(cells: Sequence[str], columns: Mapping[str, int], field: str) -> str | None:
    """The cleaned text of a field in a row; None where the column or the text is missing."""
    index = columns.get(field)
    return (clean(cells[index]) or None) if index is not None and index < len(cells) else None


def guess_delimiter(header: str) -> str:
    """The separator that a line has most of, outside quotes; a comma if it has none."""
    return max(DELIMITERS, key=lambda mark: len(split(header, mark)))


def guess_columns(
    header: Sequence[str],
    mapping: Mapping[str, str] | None = None,
    fields: Mapping[str, str] = FIELDS,
) -> dict[str, int]:
    """Field -> index of its column, by the titles in English, Spanish or Catalan.

    A given `mapping` (field -> title) comes first, with "" for a field that no column holds; the
    rest is guessed. Each column serves one field. `fields` are those of the kind of table.
    Raises `FormatError` `csv_bad_mapping` for a title that is not there.
    """
    mapping = mapping or {}
    titles = [normalised(title) for title in header]
    columns: dict[str, int] = {}
    for field, title in mapping.items():
        if field not in fields or (title and normalised(title) not in titles):
            raise FormatError("csv_bad_mapping", column=title if field in fields else field)
        if title:
            columns[field] = titles.index(normalised(title))
    places: dict[str, list[int]] = {}
    for number, title in enumerate([*titles, *map(key_of, header)]):
        places.setdefault(title, []).append(number % len(titles))
    for field, names in fields.items():
        free = (i for name in names.split() for i in places.get(name, ()))
        index = next((i for i in free if i not in columns.values()), None)
        if field not in mapping and index is not None:
            columns[field] = index
    return columns


def fitting(
    mapping: Mapping[str, str], header: Sequence[str], fields: Mapping[str, str] = FIELDS
) -> dict[str, str]:
    """As much of a remembered mapping as this table has the columns for."""
    titles = {normalised(title) for title in header}
    return {
        field: title
        for field, title in mapping.items()
        if field in fields and (not title or normalised(title) in titles)
    }


def guess_layout(
    header: Sequence[str], columns: dict[str, int], sample: Sequence[Sequence[str]]
) -> Layout:
    """One row per message if there is a speaker column, a column of seconds, or ids repeat.

    Without a column of conversations such a table is one conversation; so is one whose ids are
    those of its messages. Raises `FormatError` `csv_no_text_column`.
    """
    if "text" not in columns:
        raise FormatError("csv_no_text_column")
    columns = with_clock(header, _with_seconds(columns, sample), sample)
    ids = [name for row in sample if (name := cell(row, columns, "external_id"))]
    unique = len(set(ids)) == len(ids)
    voices = {cell(row, columns, "speaker") for row in sample} - {None}
    if unique and len(ids) > 2 and (len(voices) > 1 or "start" in columns):
        columns = {field: index for field, index in columns.items() if field != "external_id"}
    by_turn = "speaker" in columns or ("start" in columns and "external_id" not in columns)
    per_message = by_turn or not unique
    if per_message and "at" not in columns and "started_at" in columns:
        columns = {**columns, "at": columns["started_at"]}
    times = [cell(row, columns, f) or "" for row in sample for f in ("at", "started_at")]
    unit = _second(header, columns, sample)
    told = [(i, title) for i, title in enumerate(header) if title in INTERNAL]
    return Layout(header, columns, per_message, day_comes_first(times), unit, told)


def with_clock(
    header: Sequence[str], columns: dict[str, int], sample: Sequence[Sequence[str]]
) -> dict[str, int]:
    """The columns, with the time of day as `clock` where a date and its time have one each."""

    def cells(index: int) -> list[str]:
        found = (clean(row[index]) for row in sample if index < len(row))
        return [value for value in found if value]

    for moment in _MOMENTS:
        if (index := columns.get(moment)) is None or not cells(index):
            continue
        clocks = all(clock_of(value) for value in cells(index))
        free = set(range(len(header))) - set(columns.values())
        names = set(FIELDS["started_at"].split()) if clocks else _CLOCKS
        for other in (i for i in sorted(free) if key_of(header[i]) in names and cells(i)):
            if clocks and all(map(parse_time, cells(other))):
                return {**columns, moment: other, "clock": index}
            if not clocks and all(map(clock_of, cells(other))):
                return {**columns, "clock": other}
    return columns


def _with_seconds(columns: dict[str, int], sample: Sequence[Sequence[str]]) -> dict[str, int]:
    """The columns, with start and end as seconds where they hold small numbers and no dates."""
    found = dict(columns)
    for moment, offset in (("started_at", "start"), ("ended_at", "end")):
        cells = [value for row in sample if (value := cell(row, columns, moment))]
        numbers = [number for value in cells if (number := parse_number(value)) is not None]
        small = len(numbers) == len(cells) > 0 and max(numbers) < 1e8
        if small and offset not in columns:
            found[offset] = found.pop(moment)
    return found


def _second(
    header: Sequence[str], columns: dict[str, int], sample: Sequence[Sequence[str]]
) -> float:
    """What one of the numbers under start and end is in seconds: said by its title, else judged."""
    if "start" not in columns:
        return 1.0
    unit = unit_of(header[columns["start"]])
    pairs = [[parse_number(cell(row, columns, f)) for f in ("start", "end")] for row in sample]
    lengths = [end - start for start, end in pairs if start is not None and end is not None]
    long = lengths and sum(lengths) / len(lengths) > MOST_SECONDS
    return 0.001 if long and unit == 1.0 else unit


def day_comes_first(times: Sequence[str]) -> bool:
    """Say that 03/04 is in April, unless the sample shows the contrary: a second part above 12."""
    pairs = [tuple(map(int, d.group(1, 2))) for text in times if (d := _DATE.match(text))]
    return any(first > 12 for first, _ in pairs) or not any(second > 12 for _, second in pairs)
