"""Conversations as plain text: names and times before the messages."""

import io
from typing import Any

import pytest

from transcripts.formats.reader import read_stream

HELP, LOST = "Thank you for calling. How can I help you?", "My card: it is lost"
BOTH = [("agent", HELP), ("customer", LOST)]


def read(text: str, encoding: str = "utf-8") -> Any:
    (outcome,) = read_stream("given", io.BytesIO(text.encode(encoding)))
    return outcome


def said(record: Any) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in record.turns]


@pytest.mark.parametrize(
    "text",
    [
        f"Agent: {HELP}\nCustomer: {LOST}",
        f"Agente: {HELP}\r\n\r\nCliente: {LOST}\r\n",
        f"[00:00:01] Agent: {HELP}\n[00:00:05] Customer: {LOST}",
        f"[Agent]: {HELP}\n[Customer]: {LOST}",
        f"(0:01) Ana: {HELP}\n(0:05) Bea: {LOST}",
        f"04/03/26, 10:00 - Ana Pérez: {HELP}\n04/03/26, 10:01 - +34 600 11 22: {LOST}",
        f"[4/3/26, 10:00:05 p. m.] Ana: {HELP}\n\u200e[4/3/26, 10:01:05 p. m.] Bea: {LOST}",
        f"2026-03-04 10:00:00 Ana: {HELP}\n2026-03-04 10:01:00 Bea: {LOST}",
        f"Date: 2026-03-04\nSubject: Cards\n\nAgent: {HELP}\nCustomer: {LOST}",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_names_and_times_in_front(text: str, encoding: str) -> None:
    assert said(read(text, encoding)) == BOTH


def test_numbered_voices_without_times() -> None:
    record = read(f"SPEAKER_01: {HELP}\nSPEAKER_00: {LOST}\nSPEAKER_01: Yes\nSPEAKER_00: Ok\n")
    assert said(record) == [*BOTH, ("agent", "Yes"), ("customer", "Ok")]
    assert record.metadata["warnings"] == ["roles_estimated"]


def test_lines_without_name_go_on_and_notices_are_of_the_system() -> None:
    record = read(
        f"04/03/26, 10:00 - Messages are encrypted\n04/03/26, 10:01 - Ana: {HELP}\n"
        "Note: we close at 5\n25/03/26, 10:02 - Bea: Ok\n"
    )
    assert said(record) == [
        ("system", "Messages are encrypted"),
        ("agent", f"{HELP}\nNote: we close at 5"),
        ("customer", "Ok"),
    ]
    assert record.started_at.isoformat() == "2026-03-04T10:00:00+00:00"
    assert (record.channel, record.ended_at.day) == ("chat", 25)


def test_times_of_a_recording_make_a_call_and_those_of_a_clock_do_not() -> None:
    call = read(f"[00:01] Agent: {HELP}\n[01:05] Customer: {LOST}\n")
    assert (call.channel, [turn.start for turn in call.turns]) == ("voice", [1.0, 65.0])
    assert read(f"[10:01:00] Agent: {HELP}\n[10:02:00] Customer: {LOST}\n").channel == "chat"


def test_what_whisper_prints() -> None:
    record = read("[00:00.000 --> 00:02.500]  Bon dia\n[00:02.500 --> 00:04.000]  Digui'm\n")
    assert [(turn.text, turn.start, turn.end) for turn in record.turns] == [
        ("Bon dia", 0.0, 2.5), ("Digui'm", 2.5, 4.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["name: x\nvalue: y\n", "Agent: on his own\n", "Some words,\nand more: words\n", "[1, 2"],
)
def test_other_texts_are_none(text: str) -> None:
    assert read(text).reason_code in ("unknown_format", "csv_no_header", "bad_json")


LOGS = (
    "2026-01-01 10:00 INFO: started\n2026-01-01 10:01 ERROR: failed\n",
    "2026-01-01T10:00:00.123456+00:00 INFO started\n  at one.py:3\n2026-01-01T10:00:01Z WARN x\n",
    "2026-01-01 10:00:00,123 - shop.orders - DEBUG - a, b\n2026-01-01 10:00:01,5 - x - INFO - c\n",
    "[2026-01-01 10:00:00] production.ERROR: no\n[2026-01-01 10:00:01] production.INFO: a\n",
    "2026-01-01 10:00:00 [main] info: Ana: hello\n2026-01-01 10:00:01 [main] warn: Bea: hi\n",
    "2026-01-01T10:00:00 web sshd[42]: accepted\n2026-01-01T10:00:01 web cron[7]: done\n",
    "INFO: a\nERROR: b\nINFO: c\nERROR: d\n",
    "[INFO] a: b\n[ERROR] c: d\n[INFO] - x\n[WARN] - y\n",
)


@pytest.mark.parametrize("text", LOGS)
def test_the_log_of_a_program_is_no_conversation(text: str) -> None:
    assert read(text).reason_code == "program_log"


def test_a_conversation_about_errors_is_one() -> None:
    record = read(
        f"10:00 Info: Welcome\n10:01 Agent: {HELP}\n10:02 Customer: ERROR: 500\n"
        "10:03 Agent: INFO or WARN?\n"
    )
    assert [turn.text for turn in record.turns] == ["Welcome", HELP, "ERROR: 500", "INFO or WARN?"]


def test_a_mail_that_passed_many_servers_is_a_mail() -> None:
    head = "Received: a\nReceived: b\nReceived: c\nX-To: a\nX-To: b\nFrom: bea@x.example\n"
    record = read(f"{head}Message-ID: <1@x>\n\nAgent: no\nCustomer: no\n")
    assert (record.channel, len(record.turns)) == ("email", 1)
