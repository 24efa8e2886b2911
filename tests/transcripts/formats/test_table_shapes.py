"""Tables as systems and offices export them: titles, units, dates apart from times, one call."""

import io
from typing import Any

import pytest

from transcripts.formats.columns import guess_columns
from transcripts.formats.fields import CONTACT_FIELDS, SURVEY_FIELDS
from transcripts.formats.reader import read_stream


def read(content: str, encoding: str = "utf-8") -> list[Any]:
    return list(read_stream("given", io.BytesIO(content.encode(encoding))))


def said(record: Any) -> list[tuple[str, str, float | None]]:
    return [(turn.speaker, turn.text, turn.start) for turn in record.turns]


@pytest.mark.parametrize(
    "header",
    [
        ["ID de la llamada", "Fecha y hora de inicio", "Agente", "Duración (s)"],
        ["Id trucada", "Data i hora d'inici", "Agent", "Durada en segons"],
        ["Call Id", "Call Start Time", "Agent", "Handling Time (sec)"],
    ],
)
def test_titles_are_known_without_joining_words_and_units(header: list[str]) -> None:
    found = guess_columns(header, fields=CONTACT_FIELDS)
    assert found == {"external_id": 0, "started_at": 1, "agent_name": 2, "handle_seconds": 3}
    survey = guess_columns(["ID de conversación", "Fecha de respuesta", "Puntuación"],
                           fields=SURVEY_FIELDS)  # fmt: skip
    assert survey == {"external_id": 0, "answered_at": 1, "csat": 2}


@pytest.mark.parametrize("mark", [";", "\t", ","])
def test_lines_above_the_titles_are_passed_over(mark: str) -> None:
    table = (
        "Informe de llamadas\n\nPeriodo: abril de 2026\n"
        "ID;Inicio;Agente;TMO\n1;03/04/2026 10:00;Ana;05:32\n;;;\nx;ayer;Ana;5\n;;;\n"
    )
    contact, refusal = read(table.replace(";", mark))
    assert (contact.external_id, contact.handle_seconds, contact.place) == ("1", 332.0, "row 5")
    assert (refusal.place, refusal.reason_code) == ("row 7", "bad_time")


def test_a_row_that_speaks_of_titles_is_not_taken_for_them() -> None:
    outcomes = read("Nummer;text;Wo\nx;Hello;1\nagent;text;chat\n")
    assert [(record.place, record.turns[0].text) for record in outcomes] == [
        ("row 2", "Hello"),
        ("row 3", "text"),
    ]


def test_a_date_and_its_time_in_columns_of_their_own() -> None:
    spanish = "ID llamada;Fecha;Hora;Agente;TMO\n1;03/04/2026;9:15:22;Ana;300\n"
    english = "Call Id,Agent,Date,Start Time,End Time\n1,Jo,12/31/2025,9:05 PM,9:10 PM\n"
    chat = (
        "id,date,time,speaker,text\n1,2026-03-04,10:05,agent,Hi\n1,2026-03-04,10:00,customer,Ok\n"
    )
    assert read(spanish)[0].started_at.isoformat() == "2026-04-03T09:15:22+00:00"
    (call,) = read(english)
    assert [t.isoformat() for t in (call.started_at, call.ended_at)] == [
        "2025-12-31T21:05:00+00:00", "2025-12-31T21:10:00+00:00",
    ]  # fmt: skip
    (record,) = read(chat)
    assert record.started_at.isoformat() == "2026-03-04T10:00:00+00:00"
    assert [turn.text for turn in record.turns] == ["Ok", "Hi"]


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("2026/03/04 9:05", 9), ("2026-03-04 09:05:00 UTC", 9), ("2026-03-04 09:05:00 +0200", 7),
        ("03/04/2026 9.05 h", 9), ("Wed Mar 04 09:05:00 +0000 2026", 9),
    ],
)  # fmt: skip
def test_times_as_exports_write_them(written: str, hour: int) -> None:
    (record,) = read(f"id,started_at,text\n1,{written},Hello\n")
    assert (record.started_at.hour, record.started_at.minute) == (hour, 5)


@pytest.mark.parametrize(
    ("title", "value", "seconds"),
    [
        ("Duration (ms)", "332000", 332.0), ("Call Duration Minutes", "5,5", 330.0),
        ("Duration", "332000", 332.0), ("Duration", "332", 332.0), ("TMO", "1:02:03", 3723.0),
    ],
)  # fmt: skip
def test_units_of_handle_times(title: str, value: str, seconds: float) -> None:
    (contact,) = read(f'Call Id;Start Time;{title}\n1;2026-03-04 10:00;"{value}"\n')
    assert contact.handle_seconds == seconds


def test_a_handle_time_of_days_is_refused() -> None:
    rows = "".join(f"{n},2026-03-04 10:00,{300 + n}\n" for n in range(5))
    *_, last = read(f"call_id,start_time,aht\n{rows}9,2026-03-04 10:00,332000\n")
    assert (last.place, last.reason_code) == ("row 7", "bad_duration")


def test_a_transcript_as_a_table_is_one_call() -> None:
    (whisper,) = read("start\tend\ttext\n0\t3200\tHello\n3200\t8500\tHow are you?\n")
    assert whisper.channel == "voice"
    assert said(whisper) == [("unknown", "Hello", 0.0), ("unknown", "How are you?", 3.2)]
    (spoken,) = read("speaker,start_time,end_time,text\nAgent,0.5,2,Hello\nCustomer,2.5,4,Hi\n")
    assert said(spoken) == [("agent", "Hello", 0.5), ("customer", "Hi", 2.5)]
    (clocks,) = read(
        "id,start,end,text\n1,00:00:01,00:00:02,a\n2,00:00:03,00:00:04,b\n3,0:05,0:06,c\n"
    )
    assert [start for _, _, start in said(clocks)] == [1.0, 3.0, 5.0]


def test_ids_of_messages_are_not_ids_of_conversations() -> None:
    (record,) = read("id,role,text\n1,customer,Hi\n2,agent,Hello\n3,customer,Bye\n")
    assert len(record.turns) == 3


def test_notes_of_a_table_are_no_messages_and_names_are_known_people() -> None:
    (record,) = read(
        "conversation_id,sender,text,is_private,agent_name,customer\n"
        "7,Bea,Where is it?,no,Ana,Bea\n7,Ana,He is rude,yes,Ana,Bea\n"
        "7,Ana,I will look,no,Ana,Bea\n"
    )
    assert said(record) == [("customer", "Where is it?", None), ("agent", "I will look", None)]


def test_a_role_tells_more_than_a_name() -> None:
    (record,) = read(
        "Conversation ID,Sender,Sender Type,Message\n"
        "7,Bea,customer,Hi\n7,Agent Orange,agent,Hello\n",
        "utf-16",
    )
    assert [speaker for speaker, _, _ in said(record)] == ["customer", "agent"]
