"""The upload page: who may, what the script and the reader are told, and what is refused."""

import io
import json
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.db import db
from core.storage import StorageError
from people.permissions import ROLES
from tests.factories import make_agent, make_team, make_user
from tests.transcripts.sounds import wav
from transcripts.models import Interaction

pytestmark = pytest.mark.database
JSON = {"Accept": "application/json"}
CHAT = """conversation,speaker,time,text
17,customer,2026-03-02T10:00:00Z,Where is my parcel?
17,agent,2026-03-02T10:01:00Z,It comes today.
"""
LATIN = "conversation;speaker;text\n9;cliente;¿Dónde está mi envío? Llámame mañana\n"
VCON = {
    "vcon": "0.0.1",
    "uuid": "018e6d9e-0000-8000-8000-000000000001",
    "parties": [{"name": "Ana", "role": "agent"}, {"tel": "+34600000000", "role": "customer"}],
    "dialog": [
        {
            "type": "text",
            "start": "2026-03-02T10:00:00Z",
            "parties": [1],
            "mediatype": "text/plain",
            "body": "Good morning",
            "encoding": "none",
        }
    ],
}


@pytest.fixture
def send(app: Flask, sign_in):
    """Return a function that uploads files as somebody and gives the answer."""

    def upload(user, *files: tuple[bytes | str, str], headers=JSON, **fields):
        db.session.commit()
        contents = [
            (io.BytesIO(c.encode() if isinstance(c, str) else c), name) for c, name in files
        ]
        data = {"files": contents, "agent_channel": "0"} | fields
        return sign_in(user).post(
            "/interactions/upload",
            data=data,
            headers=headers,
            content_type="multipart/form-data",
        )

    return upload


def interactions() -> list[Interaction]:
    db.session.rollback()
    return list(db.session.scalars(select(Interaction).order_by(Interaction.id)))


def test_a_recording_is_received_and_can_be_followed(send) -> None:
    user, agent = make_user("evaluator"), make_agent()
    agent_id = agent.id
    answer = send(user, (wav(), "Monday.wav"), agent_id=str(agent_id), agent_channel="1")
    (call,) = interactions()
    assert answer.status_code == 201
    assert answer.json == {
        "message": "Received. It is transcribed in the background.",
        "url": f"/interactions/{call.id}",
        "status_url": f"/interactions/{call.id}/status",
    }
    assert (call.agent_id, call.agent_channel, call.subject) == (agent_id, 1, "Monday")
    assert call.source.name == "Uploads"


def test_two_files_ticked_as_one_call_are_one_call(send) -> None:
    files = [(wav(seed=1), "agent.wav"), (wav(seed=2), "caller.wav")]
    assert send(make_user("evaluator"), *files, together="y").status_code == 201
    assert [len(call.recordings) for call in interactions()] == [2]


def test_two_files_without_the_tick_are_two_calls(send) -> None:
    files = [(wav(seed=1), "one.wav"), (wav(seed=2), "two.wav")]
    answer = send(make_user("evaluator"), *files)
    assert [result["status"] for result in answer.json["results"]] == [201, 201]
    assert [call.subject for call in interactions()] == ["one", "two"]


def test_without_the_script_the_reader_is_led_to_the_call(send) -> None:
    answer = send(make_user("evaluator"), (wav(), "a.wav"), headers={"Accept": "text/html"})
    assert (answer.status_code, answer.location) == (302, f"/interactions/{interactions()[0].id}")


def test_a_second_upload_says_so_and_links_to_the_call(send) -> None:
    user = make_user("evaluator")
    send(user, (wav(), "a.wav"))
    answer = send(user, (wav(), "b.wav"))
    (call,) = interactions()
    assert answer.status_code == 200
    assert answer.json == {
        "message": "This recording is here already; nothing was added.",
        "url": f"/interactions/{call.id}",
    }


def test_a_second_upload_by_a_lead_of_another_team_shows_nothing_of_the_call(send) -> None:
    agent = make_agent(team=make_team())
    send(make_user("evaluator"), (wav(), "a.wav"), agent_id=str(agent.id))
    lead = make_user("lead")
    make_team(lead)
    answer = send(lead, (wav(), "a.wav"))
    assert answer.json == {
        "message": "This recording is here already, with an agent of another team."
    }


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.wav", "a.wav: The file is empty."),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a.wav", "a.wav: This is not an audio file that can be read."),
        (wav(channels=3), "a.wav", "a.wav: The recording has 3 channels. A call has at most two: "
                                   "one for each side."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_in_words(send, content, name, message) -> None:
    answer = send(make_user("evaluator"), (content, name))
    assert (answer.status_code, answer.json) == (422, {"message": message})
    assert interactions() == []


def test_no_file_is_refused_in_words(send) -> None:
    answer = send(make_user("evaluator"))
    assert (answer.status_code, answer.json) == (422, {"message": "Choose at least one file."})


def test_a_recording_that_is_too_long_is_refused_in_words(app: Flask, send) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], max_audio_hours=1 / 3600)
    answer = send(make_user("evaluator"), (wav(7.2), "day.wav"))
    assert answer.status_code == 413
    assert answer.json["message"].startswith("day.wav: The recording lasts 0.0 hours")


def test_a_file_beyond_the_limit_is_refused_in_words(app: Flask, send) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    answer = send(make_user("evaluator"), (wav(2.0), "a.wav"))
    assert answer.status_code == 413
    assert answer.json["message"].startswith("That file is too large")


def test_a_full_disk_is_told_and_nothing_is_half_kept(app: Flask, send) -> None:
    class Full:
        folder = None

        def put(self, key, source):
            raise StorageError("No space left on device")

    app.extensions["storage"] = Full()
    answer = send(make_user("evaluator"), (wav(), "a.wav"))
    assert answer.status_code == 507
    assert answer.json == {
        "message": "There is no room to keep this file. Nothing was saved; tell the administrator."
    }
    assert interactions() == []


def test_chats_come_in_through_the_same_door(send) -> None:
    answer = send(make_user("evaluator"), (CHAT, "chats.csv"))
    (chat,) = interactions()
    assert (answer.status_code, answer.json["message"]) == (201, "1 conversation imported")
    assert [turn.text for turn in chat.transcript.turns] == [
        "Where is my parcel?",
        "It comes today.",
    ]


def test_latin_1_text_is_read_as_it_was_written(send) -> None:
    send(make_user("evaluator"), (LATIN.encode("latin-1"), "xats.csv"))
    (chat,) = interactions()
    assert chat.transcript.turns[0].text == "¿Dónde está mi envío? Llámame mañana"


def test_a_vcon_without_created_at_is_taken_with_a_notice(send) -> None:
    answer = send(make_user("evaluator"), (json.dumps(VCON), "call.vcon"))
    (chat,) = interactions()
    assert (answer.status_code, chat.state) == (201, "ready")
    assert {"code": "created_at_missing", "params": {}} in chat.transcript.warnings


def test_broken_json_is_refused_in_words(send) -> None:
    answer = send(make_user("evaluator"), ("{broken", "a.json"))
    assert answer.status_code == 422
    assert answer.json["message"] == "1 refused; this is not valid JSON (line 1)"


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_bring_in_evidence_may_upload(send, role: str) -> None:
    allowed = role in {"evaluator", "lead", "qa_lead", "admin"}
    answer = send(make_user(role), (wav(), "a.wav"))
    assert answer.status_code == (201 if allowed else 403)


def test_the_outsider_is_sent_away(app: Flask, client) -> None:
    assert client.post("/interactions/upload", headers=JSON).status_code == 401
    assert client.get("/interactions/upload").status_code == 302


def test_a_lead_can_choose_only_agents_of_their_teams(send) -> None:
    lead = make_user("lead")
    own, other = make_agent(team=make_team(lead)), make_agent(team=make_team())
    ids = str(own.id), str(other.id)
    assert send(lead, (wav(), "a.wav"), agent_id=ids[0]).status_code == 201
    assert send(lead, (wav(seed=5), "b.wav"), agent_id=ids[1]).status_code == 422
    assert db.session.scalar(select(func.count(Interaction.id))) == 1


def test_the_page_offers_the_form(app: Flask, sign_in) -> None:
    user = make_user("evaluator")
    make_agent(name="Dana")
    db.session.commit()
    page = sign_in(user).get("/interactions/upload").text
    assert "data-upload" in page
    assert "Dana" in page
    assert 'enctype="multipart/form-data"' in page
