"""The API's interactions: a record taken once, each wrong place named, pages in one's scope."""

import io
import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from tests.factories import make_agent, make_interaction, make_source, make_team, make_user
from tests.rows import count
from tests.transcripts.api_client import Program
from tests.transcripts.sounds import wav
from transcripts.models import Interaction, Source, Turn

pytestmark = pytest.mark.database
RECORD: dict[str, Any] = {
    "source": "Shop desk",
    "external_id": "c-17",
    "channel": "chat",
    "started_at": "2026-03-02T10:00:00Z",
    "ended_at": "2026-03-02T10:06:00Z",
    "agent_ref": "ana",
    "agent_name": "Ana",
    "customer_ref": "cust-9",
    "reason": "delivery",
    "turns": [
        {"speaker": "customer", "text": "Where is it?", "at": "2026-03-02T10:00:00Z"},
        {"speaker": "agent", "text": "My mail is ana@example.org.", "at": "2026-03-02T10:01:00Z"},
    ],
}


@pytest.fixture
def program(app: Flask) -> Program:
    return Program(app, make_user("qa_lead"))


def test_a_record_becomes_an_interaction(program: Program) -> None:
    answer = program.post("/interactions", RECORD)
    assert answer.status_code == 201
    interaction = db.session.scalars(select(Interaction)).one()
    url = f"/api/v1/interactions/{interaction.id}"
    assert answer.headers["Location"] == url
    assert answer.get_json() == {
        "id": interaction.id,
        "source": "Shop desk",
        "external_id": "c-17",
        "channel": "chat",
        "state": "ready",
        "url": url,
    }
    assert (interaction.agent.external_ref, interaction.duration_seconds) == ("ana", 360.0)


def test_the_same_record_again_gives_the_same_answer_and_adds_nothing(program: Program) -> None:
    first = program.post("/interactions", RECORD)
    again = program.post("/interactions", dict(reversed(RECORD.items())))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json() == first.get_json()
    assert (count(Interaction), count(Turn)) == (1, 2)


def test_other_content_under_the_same_id_is_a_conflict(program: Program) -> None:
    program.post("/interactions", RECORD)
    answer = program.post("/interactions", RECORD | {"reason": "returns"})
    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert db.session.scalars(select(Interaction.reason)).one() == "delivery"


def test_an_idempotency_key_marks_a_request_that_is_sent_again(program: Program) -> None:
    record = {name: value for name, value in RECORD.items() if name != "external_id"}
    key = {"Idempotency-Key": "try-1"}
    first = program.post("/interactions", record, headers=key)
    again = program.post("/interactions", record, headers=key)
    other = program.post("/interactions", record | {"reason": "x"}, headers=key)
    assert [first.status_code, again.status_code, other.status_code] == [201, 200, 409]
    assert first.get_json() == again.get_json()
    assert count(Interaction) == 1


def test_the_keys_of_two_people_are_two_keys(app: Flask, program: Program) -> None:
    other, key = Program(app, make_user("admin")), {"Idempotency-Key": "1"}
    program.post("/interactions", RECORD, headers=key)
    changed = RECORD | {"external_id": "c-18"}
    assert other.post("/interactions", changed, headers=key).status_code == 201


def test_a_record_without_an_id_is_taken_once_by_its_content(program: Program) -> None:
    record = {name: value for name, value in RECORD.items() if name != "external_id"}
    codes = [program.post("/interactions", record).status_code for _ in range(2)]
    assert codes == [201, 200]


def test_a_record_that_came_by_another_door_is_there(program: Program) -> None:
    there = make_interaction(source=make_source(name="Shop desk"), external_id="c-17")
    answer = program.post("/interactions", RECORD)
    assert (answer.status_code, answer.get_json()["id"]) == (200, there.id)
    assert count(Interaction) == 1


def test_a_record_that_is_not_open_to_the_owner_is_a_conflict(app: Flask) -> None:
    make_interaction(
        source=make_source(name="Shop desk"), external_id="c-17", agent=make_agent(team=make_team())
    )
    lead = make_user("lead")
    make_team(lead)
    assert Program(app, lead).post("/interactions", RECORD).status_code == 409


def audio(record: Any, *files: tuple[bytes, str]) -> dict[str, Any]:
    contents = [(io.BytesIO(raw), name) for raw, name in files]
    return {"data": {"record": json.dumps(record), "audio": contents}}


def test_a_call_comes_with_its_recordings_and_is_transcribed(program: Program) -> None:
    record = {"channel": "voice", "external_id": "call-1", "source": "PBX"}
    sound = wav(seconds=1.0)
    first = program.post("/interactions", **audio(record, (sound, "a.wav")))
    again = program.post("/interactions", **audio(record, (sound, "a.wav")))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json()["state"] == "received"
    interaction = db.session.scalars(select(Interaction)).one()
    assert [recording.channels for recording in interaction.recordings] == [1]
    assert interaction.job_id is not None


def test_another_recording_under_the_same_id_is_a_conflict(program: Program) -> None:
    record = {"channel": "voice", "external_id": "call-1", "source": "PBX"}
    program.post("/interactions", **audio(record, (wav(seconds=1.0), "a.wav")))
    answer = program.post("/interactions", **audio(record, (wav(seconds=2.0), "a.wav")))
    assert answer.status_code == 409


@pytest.mark.parametrize("sound", [b"no sound at all", b"", b"RIFF\0\0\0\0WAVE"])
def test_a_file_that_is_no_sound_is_refused_with_its_reason(program: Program, sound: bytes) -> None:
    answer = program.post("/interactions", **audio({"channel": "voice"}, (sound, "a.wav")))
    assert answer.status_code == 422
    assert answer.get_json()["detail"]
    assert count(Interaction) == 0


def test_three_recordings_are_one_too_many(program: Program) -> None:
    files = [(wav(seconds=0.2), f"{n}.wav") for n in range(3)]
    answer = program.post("/interactions", **audio({"channel": "voice"}, *files))
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"channel": "telepathy"}, "/channel"),
        ({"started_at": "yesterday"}, "/started_at"),
        ({"started_at": "1200-01-01T00:00:00Z"}, "/started_at"),
        ({"ended_at": "2026-03-02T09:00:00Z"}, "/ended_at"),
        ({"turns": [{"speaker": "agent"}]}, "/turns/0"),
        ({"turns": [{"speaker": "agent", "text": "\u0000"}]}, "/turns/0/text"),
        ({"turns": [{"speaker": "dog", "text": "x"}]}, "/turns/0/speaker"),
        (
            {"turns": [{"speaker": "agent", "text": "x", "start": 5, "end": 1}]},
            "/turns/0/end",
        ),
        ({"external_id": "x" * 201}, "/external_id"),
        ({"external_id": "\u0000\u0001"}, "/external_id"),
        ({"metadata": {"a/b": []}}, "/metadata/a~1b"),
        ({"colour": "red"}, ""),
    ],
)
def test_the_place_that_is_wrong_is_named(program: Program, change: Any, pointer: str) -> None:
    answer = program.post("/interactions", RECORD | change)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.get_json()["errors"]]
    assert count(Interaction) == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", 400),
        (b"", 400),
        (b"\xff\xfe{}", 400),
        (b"[" * 5_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'{"channel": "voice"}', 422),
        (b'"' + b"a" * (9 << 20) + b'"', 413),
    ],
)
def test_a_body_that_is_no_record_is_refused(program: Program, body: bytes, code: int) -> None:
    answer = program.post("/interactions", data=body, content_type="application/json")
    assert answer.status_code == code
    assert count(Interaction) == 0


def test_another_kind_of_content_is_refused(program: Program) -> None:
    answer = program.post("/interactions", data="x", content_type="text/plain")
    assert answer.status_code == 415


def test_what_no_database_keeps_is_taken_out_or_replaced(program: Program) -> None:
    turns = [{"speaker": "agent", "text": "a\u0000b\ud800c"}]
    assert program.post("/interactions", RECORD | {"turns": turns}).status_code == 201
    assert db.session.scalars(select(Turn.text)).one() == "ab\ufffdc"


@pytest.mark.parametrize("name", ["source", "language", "started_at", "channel", "\ud800"])
def test_half_a_sign_anywhere_is_no_error_of_ours(program: Program, name: str) -> None:
    answer = program.post("/interactions", RECORD | {name: "\ud800"})
    assert answer.status_code == (201 if name == "source" else 422)


def test_the_list_comes_in_pages_newest_first(program: Program) -> None:
    made = [make_interaction().id for _ in range(5)]
    seen, path = [], "/interactions?limit=2"
    while path:
        page = program.get(path).get_json()
        seen += [row["id"] for row in page["interactions"]]
        path = f"/interactions?limit=2&cursor={page['next']}" if page["next"] else ""
    assert seen == made[::-1]


def test_the_list_is_filtered(program: Program) -> None:
    source = make_source(name="Shop desk")
    agent = make_agent(external_ref="ana")
    one = make_interaction(source=source, external_id="c-1", agent=agent, channel="email").id
    make_interaction()
    for query in (
        "source=Shop desk",
        "external_id=c-1",
        "agent_ref=ana",
        f"agent_id={agent.id}",
        "channel=email",
        "source=Shop desk&state=ready",
    ):
        rows = program.get(f"/interactions?{query}").get_json()["interactions"]
        assert [row["id"] for row in rows] == [one], query


def test_since_counts_and_until_does_not(program: Program) -> None:
    first, second = make_interaction(), make_interaction()
    moment = second.started_at.isoformat().replace("+00:00", "Z")
    ids = {"since": second.id, "until": first.id}
    for name, expected in ids.items():
        rows = program.get(f"/interactions?{name}={moment}").get_json()["interactions"]
        assert [row["id"] for row in rows] == [expected]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "cursor=x", "since=yesterday", "channel=x", "colour=red"],
)
def test_a_wrong_parameter_is_named(program: Program, query: str) -> None:
    answer = program.get(f"/interactions?{query}")
    assert answer.status_code == 422
    errors = answer.get_json()["errors"]
    assert errors[0]["parameter"] in (query.partition("=")[0], "")


def test_a_lead_reads_the_interactions_of_their_team_only(app: Flask) -> None:
    lead = make_user("lead")
    ours = make_interaction(agent=make_agent(team=make_team(lead)))
    theirs = make_interaction(agent=make_agent(team=make_team()))
    program = Program(app, lead)
    rows = program.get("/interactions").get_json()["interactions"]
    assert [row["id"] for row in rows] == [ours.id]
    assert program.get(f"/interactions/{ours.id}").status_code == 200
    assert program.get(f"/interactions/{theirs.id}").status_code == 404


def test_an_interaction_is_told_as_it_is_shown(program: Program) -> None:
    number = program.post("/interactions", RECORD).get_json()["id"]
    answer = program.get(f"/interactions/{number}").get_json()
    assert [turn["speaker"] for turn in answer["turns"]] == ["customer", "agent"]
    assert "ana@example.org" not in json.dumps(answer)
    assert answer["agent"] == {"id": answer["agent"]["id"], "ref": "ana", "name": "Ana"}
    assert (answer["customer_ref"], answer["reason"]) == ("cust-9", "delivery")


def test_who_may_not_upload_may_not_send(app: Flask) -> None:
    assert Program(app, make_user("agent")).post("/interactions", RECORD).status_code == 403
    assert count(Source) == 0


def test_what_is_not_there_is_a_problem_in_json(program: Program) -> None:
    answer = program.get("/nothing")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    answer = program.send("DELETE", "/interactions")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]
    page = program.app.test_client().get("/nothing", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
