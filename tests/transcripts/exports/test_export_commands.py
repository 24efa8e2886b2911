"""`rubrica export vcon` and `rubrica export interactions`: what leaves, and what never does."""

import base64
import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from app import export as export_group
from core.db import db
from core.storage import storage
from people.models import AuditEvent
from tests.factories import (
    LONG_AGO,
    add,
    make_agent,
    make_customer,
    make_interaction,
    make_source,
)
from tests.transcripts.sounds import wav
from transcripts.exports import vcons
from transcripts.exports.records import record_of
from transcripts.formats.reader import read_path, read_stream
from transcripts.formats.records import InteractionRecord
from transcripts.models import Interaction, Recording
from transcripts.privacy.models import Redaction

pytestmark = pytest.mark.database
CARD = "4111 1111 1111 1111"


@pytest.fixture
def export(app: Flask):
    """Return a function that runs an export and gives its result."""

    def run(*arguments: str) -> Result:
        db.session.commit()
        return CliRunner().invoke(export_group, list(arguments), obj=lambda: app)

    return run


@pytest.fixture
def chat(app: Flask) -> Interaction:
    """A chat in which a card number was taken out."""
    found = make_interaction(
        turns=[("customer", "My card is [card]"), ("agent", "Thank you")],
        source=make_source(name="Old desk"),
        external_id="17",
        agent=make_agent(name="Ana", external_ref="w7"),
        customer=make_customer(external_ref="+34600000000"),
        subject="Card",
    )
    found.transcript.turns[0].original = f"My card is {CARD}"
    db.session.commit()
    return found


def call(tmp_path: Path, channels: int = 2, **values: Any) -> Interaction:
    """A call with its sound in storage."""
    found = make_interaction(channel="voice", agent=make_agent(), **values)
    path = tmp_path / "kept.wav"
    path.write_bytes(wav(channels=channels))
    storage().put(f"originals/{found.id}.wav", path)
    add(
        Recording(
            interaction=found,
            storage_key=f"originals/{found.id}.wav",
            filename="kept.wav",
            media_type="audio/wav",
            size=path.stat().st_size,
            sha256="0" * 64,
            channels=channels,
            duration_seconds=1.0,
        )
    )
    db.session.commit()
    return found


def audited() -> list[str]:
    return [event.verb for event in db.session.scalars(select(AuditEvent))]


def one(output: str) -> InteractionRecord:
    (record,) = read_stream("exported", io.BytesIO(output.encode()))
    assert isinstance(record, InteractionRecord), record
    return record


def test_a_vcon_reads_back_as_it_was_without_what_was_taken_out(export, chat) -> None:
    result = export("vcon", "--interaction", str(chat.id))
    assert result.exit_code == 0, result.output
    record = one(result.stdout)
    assert [turn.text for turn in record.turns] == ["My card is [card]", "Thank you"]
    assert (record.agent_ref, record.agent_name) == ("w7", "Ana")
    assert CARD not in result.stdout
    assert "34600000000" not in result.stdout
    assert record.customer_ref.startswith("customer-")
    expected = record_of(db.session.get_one(Interaction, chat.id))
    assert record.external_id == expected.external_id
    assert (record.turns, record.started_at) == (expected.turns, expected.started_at)
    assert audited() == []


def test_the_same_interaction_gives_the_same_document(export, chat) -> None:
    arguments = ("vcon", "--interaction", str(chat.id))
    assert export(*arguments).stdout == export(*arguments).stdout


def test_the_original_is_given_on_demand_and_noted(export, chat) -> None:
    result = export("vcon", "--interaction", str(chat.id), "--original")
    record = one(result.stdout)
    assert record.turns[0].text == f"My card is {CARD}"
    assert record.customer_ref == "+34600000000"
    assert audited() == ["interaction.original_exported"]
    redacted = json.loads(export("vcon", "--interaction", str(chat.id)).stdout)
    assert redacted["redacted"]["uuid"] == record.external_id
    assert redacted["uuid"] != record.external_id


def test_a_folder_gets_a_file_for_each(export, chat, tmp_path) -> None:
    make_interaction()
    assert export("vcon", "--out", str(tmp_path / "out")).exit_code == 0
    records = list(read_path(tmp_path / "out"))
    assert len(records) == 2
    names = {f"{record.external_id}.vcon" for record in records}
    assert names == {path.name for path in (tmp_path / "out").iterdir()}


def test_without_a_folder_each_is_a_line(export, chat) -> None:
    make_interaction()
    lines = export("vcon").stdout.splitlines()
    assert [json.loads(line)["extensions"] for line in lines] == [["CC"], ["CC"]]


def test_sound_with_nothing_taken_out_goes_along_with_its_sides(export, app, tmp_path) -> None:
    found = call(tmp_path, agent_channel=1)
    document = json.loads(export("vcon", "--interaction", str(found.id)).stdout)
    (dialog,) = document["dialog"]
    assert base64.urlsafe_b64decode(dialog["body"] + "==") == wav(channels=2)
    roles = [document["parties"][index]["role"] for index in dialog["parties"]]
    assert roles == ["customer", "agent"]
    assert one(json.dumps(document)).media[0].data == wav(channels=2)


def test_sound_never_leaves_while_its_redacted_copy_is_missing(export, app, tmp_path) -> None:
    found = call(tmp_path)
    found.transcript.turns[0].original = f"My card is {CARD}"
    number = str(found.id)
    result = export("vcon", "--interaction", number)
    (dialog,) = json.loads(result.stdout)["dialog"]
    assert "body" not in dialog
    assert "its redacted sound is not ready" in result.stderr
    assert (
        "body"
        in json.loads(export("vcon", "--interaction", number, "--original").stdout)["dialog"][0]
    )


def test_the_redacted_copy_goes_along_when_it_is_made(export, app, tmp_path) -> None:
    found = call(tmp_path)
    (tmp_path / "quiet.webm").write_bytes(b"quiet")
    storage().put("redacted/1.webm", tmp_path / "quiet.webm")
    add(
        Redaction(
            interaction_id=found.id,
            rules="1",
            silences=[[0.1, 0.2]],
            wanted="a",
            made_for="a",
            storage_key="redacted/1.webm",
            media_type="audio/webm",
            size=5,
        )
    )
    (medium,) = one(export("vcon", "--interaction", str(found.id)).stdout).media
    assert (medium.mediatype, medium.data) == ("audio/webm", b"quiet")


def test_sound_may_lie_beside_and_be_referred_to(export, app, tmp_path) -> None:
    found = call(tmp_path)
    out = tmp_path / "out"
    export("vcon", "--out", str(out), "--media-url", "https://media.example/calls/")
    (record,) = (r for r in read_path(out) if isinstance(r, InteractionRecord))
    (medium,) = record.media
    assert medium.path == str(out / f"{found.id}-0.wav")
    assert Path(medium.path).read_bytes() == wav(channels=2)


def test_sound_too_large_for_a_document_is_left_out_with_advice(
    export, app, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(vcons, "MAX_INLINE_BYTES", 10)
    found = call(tmp_path)
    result = export("vcon", "--interaction", str(found.id))
    assert "use --media-url" in result.stderr
    assert "body" not in json.loads(result.stdout)["dialog"][0]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("vcon", "--interaction", "0"), 2),
        (("vcon", "--interaction", "99999"), 1),
        (("vcon", "--media-url", "https://a.example"), 2),
        (("vcon", "--media-url", "http://a.example", "--out", "x"), 2),
        (("interactions", "--out", "table.xls"), 2),
        (("interactions", "--from", "yesterday"), 2),
        (("interactions", "--to", "9999-12-31"), 0),
        (("interactions", "--out", "no-such-folder/table.csv"), 1),
        (("vcon", "--out", "/dev/null/calls"), 1),
    ],
)
def test_what_cannot_be_is_said_in_one_line(export, app, arguments, code) -> None:
    result = export(*arguments)
    assert (result.exit_code, type(result.exception)) == (code, SystemExit if code else type(None))


def test_a_table_has_a_row_for_each_with_redacted_words(export, chat) -> None:
    found = list(csv.DictReader(io.StringIO(export("interactions").stdout)))
    (row,) = found
    assert (row["interaction"], row["source"], row["external_id"]) == (
        str(chat.id),
        "Old desk",
        "17",
    )
    assert row["text"] == "customer: My card is [card]\nagent: Thank you"
    assert row["customer_id"].startswith("customer-")


def test_a_table_of_originals_is_noted_for_each(export, chat) -> None:
    make_interaction()
    assert CARD in export("interactions", "--original").stdout
    assert audited() == ["interaction.original_exported"] * 2


def test_a_json_file_holds_the_turns(export, chat, tmp_path) -> None:
    target = tmp_path / "out.json"
    assert export("interactions", "--out", str(target)).exit_code == 0
    (row,) = json.loads(target.read_text())
    assert [turn["speaker"] for turn in row["turns"]] == ["customer", "agent"]
    assert list(tmp_path.glob(".*")) == []


def test_no_rows_are_an_empty_list(export, app, tmp_path) -> None:
    export("interactions", "--out", str(tmp_path / "none.json"))
    assert json.loads((tmp_path / "none.json").read_text()) == []


def test_days_choose_what_began_on_them_both_included(export, app) -> None:
    for day in (0, 1, 2):
        make_interaction(external_id=f"day{day}", started_at=LONG_AGO + timedelta(days=day))
    days = [(LONG_AGO + timedelta(days=n)).date().isoformat() for n in (1, 2)]
    result = export("interactions", "--from", days[0], "--to", days[1])
    ids = [row["external_id"] for row in csv.DictReader(io.StringIO(result.stdout))]
    assert ids == ["day1", "day2"]


def test_only_what_is_ready_is_exported(export, app) -> None:
    make_interaction(state="failed")
    assert len(export("interactions").stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("@sum", "'@sum"),
        ("-2 cats", "'-2 cats"),
        ("-2", "-2"),
        ("a=1", "a=1"),
    ],
)
def test_no_cell_is_a_formula(export, app, subject, shown) -> None:
    make_interaction(subject=subject)
    (row,) = csv.DictReader(io.StringIO(export("interactions").stdout))
    assert row["subject"] == shown


def test_a_call_that_is_named_by_its_caller_leaves_without_the_number(export, app) -> None:
    make_interaction(external_id="2026-03-02_+34600111222_ana.mp3")
    shown = [
        next(csv.DictReader(io.StringIO(export("interactions", *more).stdout)))["external_id"]
        for more in ((), ("--original",))
    ]
    assert shown == ["2026-03-02_[phone]_ana.mp3", "2026-03-02_+34600111222_ana.mp3"]
