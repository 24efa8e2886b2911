"""Imports by the API: any format in, worked on in the background, reported on."""

import io
from typing import Any

import pytest
from flask import Flask

from core.jobs.runner import run_pending
from tests.factories import make_user
from tests.transcripts.api_client import Program

pytestmark = pytest.mark.database
CHATS = """conversation,speaker,time,text
17,customer,2026-03-02T10:00:00Z,Where is my parcel?
17,agent,2026-03-02T10:01:00Z,It comes today.
18,customer,2026-03-02T11:00:00Z,
"""


def files(*contents: tuple[str | bytes, str], **fields: str) -> dict[str, Any]:
    streams = [
        (io.BytesIO(raw.encode() if isinstance(raw, str) else raw), name) for raw, name in contents
    ]
    return {"data": {"files": streams} | fields}


def test_a_file_is_queued_imported_and_reported(app: Flask) -> None:
    program = Program(app, make_user("qa_lead"))
    answer = program.post("/imports", **files((CHATS, "chats.csv"), source="Old desk"))
    assert answer.status_code == 202
    begun = answer.get_json()
    assert answer.headers["Location"] == begun["url"]
    assert (begun["state"], begun["source"], begun["imported"]) == ("waiting", "Old desk", 0)
    assert "done" in run_pending(app)
    report = program.get(f"/imports/{begun['id']}").get_json()
    assert (report["state"], report["imported"], report["progress"]) == ("done", 1, 1.0)
    assert report["refused_count"] == len(report["refused"]) == 1
    assert report["refused"][0]["path"] == "chats.csv"
    assert report["refused"][0]["reason"]
    rows = program.get("/interactions?source=Old desk").get_json()["interactions"]
    assert [row["external_id"] for row in rows] == ["17"]


def test_the_same_file_again_adds_nothing(app: Flask) -> None:
    program = Program(app, make_user("qa_lead"))
    numbers = []
    for _ in range(2):
        numbers.append(program.post("/imports", **files((CHATS, "a.csv"))).get_json()["id"])
        run_pending(app)
    report = program.get(f"/imports/{numbers[1]}").get_json()
    assert (report["imported"], report["already"]) == (0, 1)


def test_an_import_is_seen_by_its_owner_and_by_those_who_see_all(app: Flask) -> None:
    owner, other = Program(app, make_user("lead")), Program(app, make_user("lead"))
    lead = Program(app, make_user("qa_lead"))
    number = owner.post("/imports", **files((CHATS, "a.csv"))).get_json()["id"]
    codes = [program.get(f"/imports/{number}").status_code for program in (owner, other, lead)]
    assert codes == [200, 404, 200]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"data": {"source": "x"}, "content_type": "multipart/form-data"}, 422),
        (files((CHATS, "a.csv"), format="guess"), 422),
        (files((CHATS, "a.csv"), source="x" * 121), 422),
        (files((CHATS, "a.csv"), source=" "), 422),
        ({"data": CHATS, "content_type": "text/csv"}, 415),
    ],
)
def test_what_is_no_import_is_refused(app: Flask, sent: dict[str, Any], code: int) -> None:
    program = Program(app, make_user("qa_lead"))
    answer = program.post("/imports", **sent)
    assert (answer.status_code, answer.mimetype) == (code, "application/problem+json")


def test_who_may_not_upload_may_not_import(app: Flask) -> None:
    program = Program(app, make_user("agent"))
    assert program.post("/imports", **files((CHATS, "a.csv"))).status_code == 403
