"""Tables about contacts, without their words: handle times of a telephone system, and surveys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from transcripts.formats.chat_csv import conversations, other_cells
from transcripts.formats.chat_json import channel_of
from transcripts.formats.columns import (
    Layout,
    cell,
    day_comes_first,
    fitting,
    guess_columns,
    with_clock,
)
from transcripts.formats.fields import CONTACT_FIELDS, KINDS, SURVEY_FIELDS
from transcripts.formats.languages import language_code
from transcripts.formats.records import (
    Channel,
    ContactRecord,
    FormatError,
    InteractionRecord,
    SurveyRecord,
)
from transcripts.formats.speakers import normalised
from transcripts.formats.tables import Row, Table
from transcripts.formats.values import content_id, parse_number

Result = InteractionRecord | SurveyRecord | FormatError

_SELF_SERVICE = frozenset(
    ("web", "self_service", "selfservice", "autoservicio", "autoservei", "portal", "app", "ivr")
)
MANY_SECONDS = 10_000.0  # if half of the contacts have more, they are milliseconds
MOST_HANDLED = 86_400.0  # seconds; more is no work on one contact, but another unit
Mappings = Mapping[str, Mapping[str, str]]
RowReader = Callable[[Row, Layout, str], Result]


def guess_kind(header: Sequence[str]) -> str:
    """What a table is about, by its titles: words, else a survey, else contacts."""
    if "text" in guess_columns(header):
        return "chat_csv"
    survey = guess_columns(header, fields=SURVEY_FIELDS)
    if "csat" in survey and ("external_id" in survey or "customer_ref" in survey):
        return "survey_csv"
    contact = guess_columns(header, fields=CONTACT_FIELDS)
    known = "external_id" in contact and ("started_at" in contact or "handle_seconds" in contact)
    return "contacts_csv" if known else "chat_csv"


def kind_of(header: Sequence[str], mappings: Mappings) -> str:
    """The kind of a table; one whose remembered columns are all there is of that kind."""
    titles = {normalised(title) for title in header}
    for kind, mapping in mappings.items():
        used = {normalised(title) for title in mapping.values() if title}
        if kind in KINDS and used and used <= titles:
            return kind
    return guess_kind(header)


def read_table(table: Table, kind: str, mappings: Mappings) -> Iterator[Result]:
    """What an open table holds. `kind` is a key of `KINDS`, or "auto".

    Of a remembered mapping counts what this table has the columns for; the rest is guessed.
    Raises `FormatError` where the columns that the kind needs are not there.
    """
    chosen = kind if kind in KINDS else kind_of(table.header, mappings)
    fields = KINDS[chosen]
    mapping = fitting(mappings.get(chosen, {}), table.header, fields)
    columns = guess_columns(table.header, mapping, fields)
    check_columns(chosen, columns)
    if chosen == "chat_csv":
        yield from conversations(table, columns)
        return
    columns = with_clock(table.header, columns, table.sample)
    times = [cell(row, columns, f) or "" for row in table.sample for f in _TIMES]
    layout = Layout(table.header, columns, False, day_comes_first(times), _second(table, columns))
    read_row = _contact if chosen == "contacts_csv" else _survey
    if chosen == "survey_csv":
        _check_scale([_answer(cell(row, columns, "csat")) for row in table.sample])
    for row in table.rows:
        yield row if isinstance(row, FormatError) else _tried(read_row, row, layout)


def _second(table: Table, columns: Mapping[str, int]) -> float:
    """What one of the numbers under handle time is in seconds: most take less than hours."""
    told = (parse_number(cell(row, columns, "handle_seconds")) for row in table.sample)
    taken = sorted(number for number in told if number is not None)
    return 0.001 if taken and taken[len(taken) // 2] > MANY_SECONDS else 1.0


_TIMES = ("started_at", "ended_at", "answered_at")


def check_columns(kind: str, columns: Mapping[str, int]) -> None:
    """Raise `FormatError` where a kind of table lacks what it cannot do without."""
    if kind == "chat_csv" and "text" not in columns:
        raise FormatError("csv_no_text_column")
    if kind == "contacts_csv" and not (
        "external_id" in columns and ("started_at" in columns or "handle_seconds" in columns)
    ):
        raise FormatError("csv_no_contact_columns")
    of_somebody = "external_id" in columns or {"customer_ref", "answered_at"} <= columns.keys()
    if kind == "survey_csv" and not ("csat" in columns and of_somebody):
        raise FormatError("csv_no_survey_columns")


def _tried(read_row: RowReader, row: tuple[int, Row], layout: Layout) -> Result:
    line, cells = row
    try:
        return read_row(cells, layout, f"row {line}")
    except FormatError as error:
        return FormatError(error.code, place=f"row {line}", **error.params)


def _contact(cells: Row, layout: Layout, place: str) -> ContactRecord:
    given = {field: cell(cells, layout.columns, field) for field in CONTACT_FIELDS}
    started, ended = _time(cells, layout, "started_at"), _time(cells, layout, "ended_at")
    taken = layout.duration(cells, "handle_seconds")
    if given["handle_seconds"] and (taken is None or taken > MOST_HANDLED):
        raise FormatError("bad_duration", field=given["handle_seconds"][:40])
    return ContactRecord(
        external_id=given["external_id"] or content_id(list(cells)),
        channel=_channel(given["channel"]),
        started_at=started,
        ended_at=ended,
        language=language_code(given["language"]),
        agent_ref=given["agent_ref"] or given["agent_name"],
        agent_name=given["agent_name"],
        customer_ref=given["customer_ref"],
        case_ref=given["case_ref"],
        reason=given["reason"],
        subject=given["subject"],
        outcome=given["outcome"],
        metadata=dict(other_cells(cells, layout)),
        place=place,
        handle_seconds=taken,
    )


def _channel(word: str | None) -> Channel:
    """A telephone system speaks of calls unless it says otherwise."""
    return "web" if normalised((word or "")[:40]) in _SELF_SERVICE else channel_of(word, "voice")


def _time(cells: Row, layout: Layout, field: str) -> datetime | None:
    found = layout.time(cells, field)
    if found is None and (unread := cell(cells, layout.columns, field)):
        raise FormatError("bad_time", field=unread[:40])
    return found


def _answer(text: str | None) -> float | None:
    """The number of an answer, as it is or as ``4/5``."""
    found = re.fullmatch(r"(\S+?)(?:\s*/\s*5)?", text or "")
    return parse_number(found.group(1)) if found else None


def _check_scale(answers: Sequence[float | None]) -> None:
    """Raise `FormatError` where many answers lie outside of 1 to 5: the others mean less, too."""
    told = [answer for answer in answers if answer is not None]
    outside = sum(not 1 <= answer <= 5 for answer in told)
    if outside > len(told) / 4:
        raise FormatError("survey_other_scale")


def _survey(cells: Row, layout: Layout, place: str) -> SurveyRecord:
    answer = cell(cells, layout.columns, "csat") or ""
    number = _answer(answer)
    if number is None or number != int(number) or not 1 <= number <= 5:
        raise FormatError("survey_bad_answer", value=answer[:40])
    answered = _time(cells, layout, "answered_at")
    contact = cell(cells, layout.columns, "external_id")
    customer = cell(cells, layout.columns, "customer_ref")
    if not contact and not (customer and answered):
        raise FormatError("survey_of_nobody")
    return SurveyRecord(int(number), contact, customer, answered, place)
