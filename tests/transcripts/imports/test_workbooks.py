"""Excel workbooks: every sheet is a table, and none costs more time and memory than it may."""

import io
from datetime import datetime, time, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.factories import make_source
from tests.rows import rows
from tests.transcripts.imports.imported import (
    bring,
    counts,
    ids,
    refusals,
    run_import,
    saved,
    workbook,
    zipped,
)
from transcripts.formats.records import FormatError
from transcripts.imports import workbook_child, workbooks
from transcripts.imports.models import Import
from transcripts.imports.preview import preview_of
from transcripts.imports.workbook_child import text_of, told
from transcripts.imports.workbooks import sheets
from transcripts.imports.zips import is_workbook
from transcripts.models import Interaction, Survey

CHATS = [("conversation", "speaker", "text"), (17, "agent", "Hello"), (17, "customer", "Hi\nyou")]


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A workbook with one of its parts exchanged."""
    with ZipFile(io.BytesIO(content)) as archive:
        return zipped({one: archive.read(one) for one in archive.namelist()} | {name: part})


def sheet_of(rows: bytes) -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (space, rows)


def written(tmp_path: Path, content: bytes) -> dict[str, str]:
    """The sheets of a workbook as CSV, by name."""
    path, folder = tmp_path / "given.xlsx", tmp_path / "out"
    path.write_bytes(content)
    folder.mkdir()
    return {sheet.name: sheet.path.read_bytes().decode() for sheet in sheets(path, folder)}


def reason(tmp_path: Path, content: bytes) -> str:
    """Why no more sheets were read, as the process that reads them would tell; "" for nothing."""
    path = tmp_path / "given.xlsx"
    path.write_bytes(content)
    return next((words["code"] for words in told(path, tmp_path, None) if "code" in words), "")


def refused(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(FormatError) as found:
        written(tmp_path, content)
    return found.value.code


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("#N/A", ""),
        ("línea", "línea"),
        ("two_x000D_\nlines", "two\nlines"),
        (34612345678.0, "34612345678"),
        (215.5, "215.5"),
        (True, "true"),
        (datetime.fromisoformat("2026-03-04T10:00:05"), "2026-03-04 10:00:05"),
        (datetime.fromisoformat("2026-03-04"), "2026-03-04"),
        (time(0, 5, 32), "00:05:32"),
        (timedelta(minutes=5, seconds=32), "0:05:32"),
        (timedelta(days=1, seconds=1), "24:00:01"),
    ],
)
def test_cells_become_what_tables_hold(value: object, text: str) -> None:
    assert text_of(value) == text


def test_empty_rows_stay_so_that_rows_keep_their_number(tmp_path: Path) -> None:
    table = workbook(Calls=[("id", "aht"), (), (1, 60), ()])
    assert written(tmp_path, table) == {"Calls": "id,aht\r\n\r\n1,60\r\n"}


def test_hidden_and_empty_sheets_are_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["id", "aht"])
    book.active.title = "Calls"
    book.create_sheet("Empty")
    hidden = book.create_sheet("Lists")
    hidden.append(["a", "b"])
    hidden.sheet_state = "hidden"
    assert list(written(tmp_path, saved(book))) == ["Calls"]


def test_a_workbook_without_anything_to_read_is_said_to_be_empty(tmp_path: Path) -> None:
    assert refused(tmp_path, workbook(Calls=[(), ()], More=[])) == "empty_file"


def test_of_a_formula_the_saved_value_counts(tmp_path: Path) -> None:
    cells = b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="C1"><v>3</v></c></row>'
    table = with_part(workbook(A=[(1,)]), "xl/worksheets/sheet1.xml", sheet_of(cells))
    assert written(tmp_path, table) == {"A": "2,,3\r\n"}


@pytest.mark.database
def test_chats_contacts_and_surveys_of_one_workbook_come_in(app: Flask) -> None:
    content = workbook(
        Chats=CHATS,
        ACD=[
            ("Report of March",),
            (),
            ("call id", "agent", "started at", "handle time"),
            (77, "Núria", datetime.fromisoformat("2026-03-04T10:00"), time(0, 5, 32)),
        ],
        CSAT=[("call id", "csat"), (77, 5)],
    )
    assert counts(run_import(app, make_source(), {"march.xlsx": content})) == (3, 0, 0)
    call = next(one for one in rows(Interaction) if one.external_id == "77")
    assert (call.handle_seconds, call.started_at.isoformat(), call.agent.name) == (
        332.0,
        "2026-03-04T10:00:00+00:00",
        "Núria",
    )
    assert [survey.csat for survey in rows(Survey)] == [5]


@pytest.mark.database
def test_a_second_time_adds_nothing_and_a_refused_row_has_its_place(app: Flask) -> None:
    content = workbook(Chats=[*CHATS, (18, "agent", "")])
    source = make_source()
    first = run_import(app, source, {"c.xlsx": content})
    assert (counts(first), refusals(first)) == (
        (1, 0, 1),
        [("c.xlsx/Chats", "row 4", "no_turns")],
    )
    again = run_import(app, first.source, {"c.xlsx": content})
    assert counts(again) == (0, 1, 1)


@pytest.mark.database
def test_a_workbook_in_an_archive_is_read(app: Flask) -> None:
    content = zipped({"march/c.xlsx": workbook(Chats=CHATS)})
    assert counts(run_import(app, make_source(), {"all.zip": content})) == (1, 0, 0)
    assert ids() == ["17"]


@pytest.mark.database
def test_the_source_s_pattern_tells_of_the_workbook_s_name(app: Flask) -> None:
    source = make_source(file_pattern=r"(?P<agent>[a-z]+)_.*")
    run_import(app, source, {"nuria_march.xlsx": workbook(Chats=CHATS)})
    assert rows(Interaction)[0].agent.external_ref == "nuria"


@pytest.mark.database
def test_the_columns_of_its_first_table_are_shown(app: Flask) -> None:
    content = workbook(Cover=[("March",)], Chats=CHATS)
    number = bring(make_source(), {"c.xlsx": content}, draft=True)
    look = preview_of(next(one for one in rows(Import) if one.id == number))
    assert look is not None
    assert [(column.title, column.field) for column in look.columns] == [
        ("conversation", "external_id"),
        ("speaker", "speaker"),
        ("text", "text"),
    ]


@pytest.mark.database
def test_a_damaged_workbook_gets_its_reason_and_the_others_go_on(app: Flask) -> None:
    bad = with_part(workbook(Chats=CHATS), "xl/worksheets/sheet1.xml", b"<worksheet><row")
    import_ = run_import(app, make_source(), {"a.xlsx": bad, "b.xlsx": workbook(Chats=CHATS)})
    assert (counts(import_), refusals(import_)) == (
        (1, 0, 1),
        [("a.xlsx", "", "workbook_bad")],
    )


@pytest.mark.database
def test_a_workbook_with_a_password_and_an_old_one_get_their_reason(app: Flask) -> None:
    old = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
    assert refusals(run_import(app, make_source(), {"a.xls": old})) == [
        ("a.xls", "", "office_file")
    ]


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))


@pytest.mark.parametrize("entities", [b'<!ENTITY l9 SYSTEM "file:///etc/hostname">', LAUGHS])
def test_entities_neither_fetch_nor_multiply(tmp_path: Path, entities: bytes) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY l0 "ha">%s]>' % entities
    said = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    hostile = with_part(workbook(A=[(1,)]), "xl/worksheets/sheet1.xml", laughs + sheet_of(said))
    assert refused(tmp_path, hostile) == "workbook_bad"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(workbook_child, "MAX_TOTAL_BYTES", 3 << 20)
    sheet = sheet_of(bytes(2 << 20))
    both = with_part(workbook(A=[(1,)], B=[(2,)]), "xl/worksheets/sheet1.xml", sheet)
    bomb = with_part(both, "xl/worksheets/sheet2.xml", sheet)
    assert reason(tmp_path, bomb) == "zip_too_large"


def test_a_row_that_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_MEMORY_BYTES", 320 << 20)
    row = sheet_of(b'<row r="1">%s</row>' % (b"<c/>" * 1_000_000))
    hostile = with_part(workbook(A=[(1,)]), "xl/worksheets/sheet1.xml", row)
    assert len(hostile) < 50_000
    assert refused(tmp_path, hostile) == "workbook_too_large"


def test_a_row_that_claims_a_number_no_sheet_has_ends_the_reading(tmp_path: Path) -> None:
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999999"><c><v>1</v></c></row>'
    hostile = with_part(workbook(A=[(1,)]), "xl/worksheets/sheet1.xml", sheet_of(far))
    assert refused(tmp_path, hostile) == "too_many_rows"


def test_a_wide_row_is_refused(tmp_path: Path) -> None:
    wide = workbook(A=[tuple(range(1001))])
    assert refused(tmp_path, wide) == "csv_too_many_columns"


def test_rows_that_are_only_wide_are_counted_by_their_cells(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(workbook_child, "MAX_CELLS", 50_000)
    far = b"".join(b'<row r="%d"><c r="ZZZ%d"/></row>' % (n, n) for n in range(1, 10))
    hostile = with_part(workbook(A=[(1,)]), "xl/worksheets/sheet1.xml", sheet_of(far))
    assert reason(tmp_path, hostile) == "too_many_rows"


@pytest.mark.parametrize("content", [b"PK\x03\x04nothing", b"", zipped({"a.txt": b"x"})])
def test_what_is_no_workbook_is_told_apart(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert not is_workbook(path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_workbook_with_any_part_broken_is_read_or_refused(tmp_path_factory, data) -> None:
    content = workbook(Chats=CHATS, More=[("id", "aht"), (1, 60)])
    with ZipFile(io.BytesIO(content)) as archive:
        name = data.draw(st.sampled_from(archive.namelist()))
        part = archive.read(name)
    at = data.draw(st.integers(0, len(part)))
    broken = (
        part[:at] + data.draw(st.binary(max_size=4)) + part[at + data.draw(st.integers(0, 9)) :]
    )
    place = tmp_path_factory.mktemp("fuzz")
    code = reason(place, with_part(content, name, broken))
    assert code in ("", "workbook_bad", "too_many_rows", "csv_too_many_columns")
