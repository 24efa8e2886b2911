"""Programs that send at the same time: one of them adds the record, and is the one that is told."""

import threading
from typing import Any

import pytest
from flask import Flask

from tests.factories import make_user
from tests.rows import count
from tests.transcripts.api_client import Program
from transcripts.models import Interaction, Source

pytestmark = pytest.mark.database
RECORD: dict[str, Any] = {
    "source": "Shop desk",
    "external_id": "c-17",
    "channel": "chat",
    "agent_ref": "ana",
    "customer_ref": "cust-9",
    "case_ref": "case-3",
    "turns": [{"speaker": "customer", "text": "Where is it?"}],
}
MANY = 4


def at_once(app: Flask, program: Program, records: list[dict[str, Any]]) -> list[int]:
    """Send the records at the same time; return the codes of the answers, sorted."""
    codes: list[int] = []
    ready = threading.Barrier(len(records))

    def send(record: dict[str, Any]) -> None:
        client = app.test_client()
        ready.wait()
        answer = client.post("/api/v1/interactions", json=record, headers=program.headers)
        codes.append(answer.status_code)

    threads = [threading.Thread(target=send, args=(record,)) for record in records]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


@pytest.fixture
def program(app: Flask) -> Program:
    return Program(app, make_user("qa_lead"))


def test_the_same_record_is_new_once(app: Flask, program: Program) -> None:
    assert at_once(app, program, [RECORD] * MANY) == [200] * (MANY - 1) + [201]
    assert (count(Interaction), count(Source)) == (1, 1)


def test_of_different_contents_under_one_id_one_is_taken(app: Flask, program: Program) -> None:
    records = [RECORD | {"reason": str(number)} for number in range(MANY)]
    assert at_once(app, program, records) == [201] + [409] * (MANY - 1)
    assert count(Interaction) == 1


def test_records_of_a_new_source_agent_customer_and_case(app: Flask, program: Program) -> None:
    records = [RECORD | {"external_id": str(number)} for number in range(MANY)]
    assert at_once(app, program, records) == [201] * MANY
    assert (count(Interaction), count(Source)) == (MANY, 1)


def test_under_one_key_the_record_that_is_refused_is_not_kept(program: Program) -> None:
    key = {"Idempotency-Key": "k1"}
    assert program.post("/interactions", RECORD, headers=key).status_code == 201
    other = RECORD | {"external_id": "c-18"}
    assert program.post("/interactions", other, headers=key).status_code == 409
    assert count(Interaction) == 1


def test_what_somebody_else_sent_stays_closed(app: Flask, program: Program) -> None:
    program.post("/interactions", RECORD)
    answer = Program(app, make_user("lead")).post("/interactions", RECORD)
    assert (answer.status_code, "id" in answer.get_json()) == (409, False)
