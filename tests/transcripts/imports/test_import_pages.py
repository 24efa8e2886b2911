"""The pages of imports: files in, columns corrected and remembered, the report, and whose it is."""

import io
import json

import pytest
from flask import Flask
from flask_babel import force_locale

from core.db import db
from core.jobs.runner import run_pending
from tests.factories import make_source, make_user
from tests.rows import rows
from tests.transcripts.imports.imported import CHATS, bring, ids, run_import, workbook, zipped
from transcripts.imports.models import Import
from transcripts.models import Interaction, Source, Survey
from transcripts.wording import place_words

pytestmark = pytest.mark.database
ODD = b"ref,line,who,status\n1,Hello,agent,odd\n1,Hi,customer,odd\n"


@pytest.fixture
def source(app: Flask) -> Source:
    return make_source(name="Old desk")


def send(client, source: Source, name: str, content: bytes, form: str = "auto"):
    number = source.id
    db.session.commit()
    data = {"source_id": str(number), "form_name": form, "files": (io.BytesIO(content), name)}
    db.session.rollback()
    return client.post("/imports", data=data, content_type="multipart/form-data")


def test_a_table_shows_its_columns_before_anything_is_imported(app, source, lead) -> None:
    answer = send(lead, source, "odd.csv", ODD)
    assert (answer.status_code, answer.location) == (302, "/imports/1/columns")
    page = lead.get("/imports/1/columns").text
    assert "Hello · Hi" in page
    assert "No column with the text of the messages was recognised." in page
    assert [one.state for one in rows(Import)] == ["draft"]
    db.session.rollback()
    assert lead.get("/imports/1").location == "/imports/1/columns"


def test_where_there_is_no_source_yet_the_one_of_uploads_is_made_with_the_import(app, lead) -> None:
    page = lead.get("/imports/new").text
    assert "Uploads" in page
    assert rows(Source) == []
    db.session.rollback()
    data = {"source_id": "0", "form_name": "auto", "files": (io.BytesIO(ODD), "odd.csv")}
    lead.post("/imports", data=data, content_type="multipart/form-data")
    assert [one.name for one in rows(Source)] == ["Uploads"]
    assert [one.source_id for one in rows(Import)] == [one.id for one in rows(Source)]


def confirm(client, **columns: str):
    return client.post("/imports/1/columns", data={"kind": "chat_csv"} | columns)


CHOSEN = {"column-0": "external_id", "column-1": "text", "column-2": "speaker", "column-3": ""}


def test_corrected_columns_are_used_and_remembered(app, source, lead) -> None:
    send(lead, source, "odd.csv", ODD)
    assert confirm(lead, **CHOSEN, remember="on").location == "/imports/1"
    run_pending(app, ["imports"])
    page = lead.get("/imports/1").text
    assert "1 record imported" in page
    (chat,) = rows(Interaction)
    assert [turn.speaker for turn in chat.transcript.turns] == ["agent", "customer"]
    remembered = db.session.get_one(Source, source.id).column_mappings
    assert remembered["chat_csv"]["text"] == "line"
    assert remembered["chat_csv"]["outcome"] == ""
    source = db.session.get_one(Source, source.id)
    again = run_import(app, source, {"next.csv": ODD.replace(b"1,", b"2,")})
    assert (again.imported, ids()) == (1, ["1", "2"])


@pytest.mark.parametrize("form", ["auto", "chat_csv"])
def test_the_kind_of_one_sheet_is_not_that_of_the_others(app, source, lead, form) -> None:
    acd = [("number", "begun", "aht", "who"), (77, "2026-03-04 10:00", 60, "Pau")]
    content = workbook(ACD=acd, CSAT=[("call id", "csat"), (77, 5)])
    send(lead, source, "march.xlsx", content, form)
    page = lead.get("/imports/1/columns").text
    assert ("march.xlsx/ACD" in page, "parted by" in page) == (True, False)
    fields = ("external_id", "started_at", "handle_seconds", "agent_name")
    chosen = {f"column-{number}": field for number, field in enumerate(fields)}
    confirm(lead, kind="contacts_csv", **chosen)
    run_pending(app, ["imports"])
    assert [(one.imported, one.refused) for one in rows(Import)] == [(2, 0)]
    assert [survey.csat for survey in rows(Survey)] == [5]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"column-1": ""}, "No column with the text"),
        ({"column-3": "text"}, "Two columns cannot both be"),
    ],
)
def test_columns_that_cannot_work_are_said(app, source, lead, change, words) -> None:
    send(lead, source, "odd.csv", ODD)
    answer = confirm(lead, **CHOSEN | change)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert [one.state for one in rows(Import)] == ["draft"]


def test_only_those_who_keep_sources_change_what_is_remembered(app, source, sign_in) -> None:
    user = make_user("evaluator")
    db.session.commit()
    client = sign_in(user)
    db.session.rollback()
    send(client, source, "odd.csv", ODD)
    confirm(client, **CHOSEN, remember="on")
    assert rows(Import)[0].state == "waiting"
    assert rows(Source)[0].column_mappings == {}


def test_a_zip_goes_straight_to_work(app, source, lead) -> None:
    assert send(lead, source, "all.zip", zipped({"chats.csv": CHATS})).location == "/imports/1"
    assert lead.get("/imports/1/status").json["done"] is False
    db.session.rollback()
    run_pending(app, ["imports"])
    status = lead.get("/imports/1/status").json
    assert (status["done"], status["share"]) == (True, 1.0)
    assert status["state"] == "2 records imported, 0 were here already, 0 refused"


def test_the_report_can_be_downloaded_and_runs_no_formula(app, source, lead) -> None:
    run_import(app, source, {"chats.csv": CHATS.replace(b"17", b"=1+1")})
    db.session.rollback()
    table = lead.get("/imports/1/report.csv").text.splitlines()
    assert table[0] == "number,outcome,file,place,id,reason,interaction"
    assert table[1].startswith("1,imported,chats.csv,row 2,'=1+1,,")
    lines = lead.get("/imports/1/report.jsonl").text.splitlines()
    assert json.loads(lines[0])["id"] == "=1+1"


def test_places_and_titles_are_in_the_readers_language(app, source, lead) -> None:
    run_import(app, source, {"chats.csv": CHATS})
    db.session.rollback()
    lead.post("/language", data={"language": "es", "next": "/imports"})
    page = lead.get("/imports/1").text
    assert "chats.csv, fila 2" in page
    assert "<title>Importación del" in page
    listed = lead.get("/imports").text
    assert ">Inicio<" in listed
    assert ">Importar<" not in listed
    assert ",chats.csv,row 2," in lead.get("/imports/1/report.csv").text


@pytest.mark.parametrize(
    ("place", "words"),
    [("line 5 message 2", "línea 5 mensaje 2"), ("record 3", "registro 3"),
     ("record 1 dialog[3]", "registro 1 dialog[3]"), ("", "")],
)  # fmt: skip
def test_a_place_of_several_steps_is_put_in_words(app, place: str, words: str) -> None:
    with app.test_request_context(), force_locale("es"):
        assert place_words(place) == words


def test_an_import_is_nobody_elses(app, source, sign_in) -> None:
    owner, other = make_user("evaluator"), make_user("evaluator")
    bring(source, {"chats.csv": CHATS}, user=owner)
    found = []
    for user in (owner, other):
        client = sign_in(user)
        db.session.rollback()
        seen = "Old desk" in client.get("/imports").text
        found.append((client.get("/imports/1").status_code, seen))
    assert found == [(200, True), (404, False)]


def test_a_qa_lead_sees_everybodys(app, source, lead) -> None:
    bring(source, {"chats.csv": CHATS}, user=make_user("evaluator"))
    assert lead.get("/imports/1").status_code == 200
    assert "Old desk" in lead.get("/imports").text


def test_a_draft_can_be_discarded(app, source, lead) -> None:
    send(lead, source, "odd.csv", ODD)
    assert lead.post("/imports/1/discard").location == "/imports"
    assert rows(Import) == []


def test_no_file_is_said(app, source, lead) -> None:
    number = source.id
    db.session.commit()
    answer = lead.post("/imports", data={"source_id": str(number), "form_name": "auto"})
    assert answer.location == "/imports/new"
    assert rows(Import) == []
