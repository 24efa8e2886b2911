"""Tables: encodings, separators, Spanish dates, scattered rows, and lengths beyond memory."""

import io
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest

from transcripts.formats.columns import guess_columns
from transcripts.formats.reader import read_path, read_stream
from transcripts.formats.records import FormatError

SPANISH = (
    "ID conversación;Fecha y hora;Emisor;Mensaje;Agente;Motivo;Duración\r\n"
    "7;04/03/2025 10:00;Cliente;¿Dónde está mi pedido?;Núria;envío;12,5\r\n"
    '8;04/03/2025 10:01;Cliente;"Hola; buenas";Pau;baja;1.234,5\r\n'
    "7;04/03/2025 10:02;Agente;Lo miro, señora;Núria;envío;12,5\r\n"
).replace("Fecha y hora", "Fecha hora")


def read(content: str | bytes, **options: Any) -> list[Any]:
    raw = content.encode() if isinstance(content, str) else content
    return list(read_stream("given", io.BytesIO(raw), **options))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_a_spanish_table_with_scattered_rows(encoding: str) -> None:
    first, second = read(SPANISH.encode(encoding))
    assert (first.external_id, first.agent_name, first.reason) == ("7", "Núria", "envío")
    assert first.started_at == datetime(2025, 3, 4, 10, 0, tzinfo=UTC)
    assert first.ended_at == datetime(2025, 3, 4, 10, 2, tzinfo=UTC)
    assert [(t.speaker, t.text) for t in first.turns] == [
        ("customer", "¿Dónde está mi pedido?"),
        ("agent", "Lo miro, señora"),
    ]
    assert first.metadata == {"Duración": 12.5}
    assert second.turns[0].text == "Hola; buenas"
    assert second.metadata == {"Duración": 1234.5}


def test_month_first_is_seen_from_the_column() -> None:
    rows = "id,date,speaker,text\n1,03/04/2025,agent,a\n2,03/25/2025,agent,b\n"
    assert [r.started_at.date().isoformat() for r in read(rows)] == ["2025-03-04", "2025-03-25"]


def test_a_row_per_conversation_is_split_at_its_labels() -> None:
    rows = 'id,transcript,agent\nx,"Agent: Hello\nCustomer: Hi,\nall",Ana\ny,Just words,Ana\n'
    first, second = read(rows)
    assert [(t.speaker, t.text) for t in first.turns] == [
        ("agent", "Hello"),
        ("customer", "Hi,\nall"),
    ]
    assert [(t.speaker, t.text) for t in second.turns] == [("unknown", "Just words")]
    assert (first.agent_ref, first.place, second.place) == ("Ana", "row 2", "row 3")


def test_times_and_names_of_a_cell_are_those_of_a_file() -> None:
    rows = (
        'id,transcript,agent\nx,"[00:01] Ana: Hello\n[00:05] Bea: Hi",Ana\n'
        'y,"By phone.\nAna: Hello\nBea: Hi\nAna: Bye\nBea: Bye",Ana\nz,"Order: 5\nOrder: 6",Ana\n'
        'w,"[10:01:00] Agent: Hello",Ana\n'
    )
    timed, named, listed, clocked = read(rows)
    assert [(t.speaker, t.text, t.start) for t in timed.turns] == [
        ("agent", "Hello", 1.0),
        ("customer", "Hi", 5.0),
    ]
    said = [(t.speaker, t.text) for t in named.turns]
    assert said[:3] == [("unknown", "By phone."), ("agent", "Hello"), ("customer", "Hi")]
    assert [(t.speaker, t.text) for t in listed.turns] == [("unknown", "Order: 5\nOrder: 6")]
    assert [one.channel for one in (timed, named, listed, clocked)] == [
        "voice", "chat", "chat", "chat",
    ]  # fmt: skip


def test_bad_rows_are_reported_with_their_number_and_the_rest_is_read() -> None:
    rows = "id,started_at,text\n1,2025-03-04,Hello\n2,someday,Hello\n3,2025-03-04,\n4,,Bye\n"
    outcomes = read(rows)
    assert [getattr(o, "external_id", None) for o in outcomes] == ["1", None, None, "4"]
    assert [(o.place, o.reason_code) for o in outcomes[1:3]] == [
        ("row 3", "bad_time"),
        ("row 4", "csv_empty_text"),
    ]


def test_a_message_without_conversation_is_reported() -> None:
    outcomes = read("id,speaker,text\n,agent,a\n1,agent,b\n")
    assert (outcomes[0].place, outcomes[0].reason_code) == ("row 2", "csv_no_id")
    assert outcomes[1].external_id == "1"


def test_the_mapping_corrects_the_guess() -> None:
    rows = "ref,line,who\n1,Hello,agent\n"
    assert [o.reason_code for o in read(rows)] == ["csv_no_text_column"]
    mapping = {"external_id": "ref", "text": "line", "speaker": "who"}
    (record,) = read(rows, mappings={"chat_csv": mapping})
    assert (record.external_id, record.turns[0].speaker) == ("1", "agent")
    with pytest.raises(FormatError, match="the column nowhere does not exist"):
        guess_columns(["ref", "line"], {"text": "nowhere"})


def test_a_remembered_column_that_is_not_there_is_guessed_again() -> None:
    (record,) = read("id,speaker,text\n1,agent,Hello\n", mappings={"chat_csv": {"text": "nowhere"}})
    assert record.turns[0].text == "Hello"


def test_a_field_may_be_said_to_have_no_column() -> None:
    columns = guess_columns(["id", "text", "status"], {"outcome": ""})
    assert columns == {"external_id": 0, "text": 1}


def test_each_column_serves_one_field() -> None:
    columns = guess_columns(["conversation_id", "timestamp", "sender", "message", "Agent"])
    assert columns == {"external_id": 0, "text": 3, "speaker": 2, "at": 1, "agent_name": 4}


def test_an_unclosed_quote_costs_one_row_not_the_import() -> None:
    rows = 'id,speaker,text\n1,agent,"never closed' + "x" * 200_000 + "\n2,agent,b\n"
    outcomes = read(rows, format="chat_csv")
    assert outcomes[0].reason_code == "csv_bad_row"


def test_a_line_without_end_is_refused() -> None:
    outcomes = read("id,speaker,text\n1,agent,a\n" + "2," * 1_000_000)
    assert [o.reason_code for o in outcomes if hasattr(o, "reason_code")] == ["line_too_long"]


def test_many_rows_are_read_in_little_memory(tmp_path) -> None:
    """Two files, one six times as long: the peak does not follow the length."""
    peaks = []
    for rows in (2_000, 12_000):
        path = tmp_path / f"{rows}.csv"
        with path.open("w") as table:
            table.write("id,speaker,text\n")
            table.writelines(f"{n % (rows // 2)},agent,{'words ' * 20}\n" for n in range(rows))
        tracemalloc.start()
        assert sum(len(record.turns) for record in read_path(path)) == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]
