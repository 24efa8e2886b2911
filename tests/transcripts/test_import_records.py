"""Importing: each record in once, with its agent, customer and case, or refused with a reason."""

import base64
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from core.clock import now
from core.db import db
from people.models import Agent
from tests.factories import make_source
from tests.rows import rows
from tests.transcripts.sounds import wav
from transcripts.actions import import_records
from transcripts.cli import import_
from transcripts.formats.records import (
    FormatError,
    InteractionRecord,
    MediaRecord,
    Refusal,
    TurnRecord,
)
from transcripts.models import Case, Customer, Interaction, Recording

pytestmark = pytest.mark.database
START = now()


def record(number: str = "1", **values) -> InteractionRecord:
    turns = (
        TurnRecord("customer", "Call me on 4111 1111 1111 1111", at=START),
        TurnRecord("agent", "I will.", at=START + timedelta(seconds=30)),
    )
    defaults = {"channel": "chat", "started_at": START, "turns": turns}
    return InteractionRecord(number, **defaults | values)


def sound(**values) -> MediaRecord:
    return MediaRecord(**{"filename": "call.wav", "mediatype": "audio/wav", "data": wav()} | values)


def test_a_record_becomes_a_ready_interaction_with_redacted_words(app: Flask) -> None:
    source = make_source(name="Old desk")
    given = record(
        agent_ref="w7",
        agent_name="Dana",
        customer_ref="c9",
        reason="billing",
        language="en",
        ended_at=START + timedelta(minutes=2),
        metadata={"completion": "Complete", "warnings": ["roles_unknown"]},
    )

    report = import_records([given], source)

    assert (report.imported, report.already, report.refused) == (1, 0, [])
    (chat,) = rows(Interaction)
    assert (chat.state, chat.source.name, chat.external_id) == ("ready", "Old desk", "1")
    assert (chat.agent.name, chat.agent.external_ref) == ("Dana", "w7")
    assert (chat.customer.external_ref, chat.reason) == ("c9", "billing")
    assert (chat.duration_seconds, chat.handle_seconds) == (120.0, 120.0)
    assert chat.facts == {"completion": "Complete", "warnings": ["roles_unknown"]}
    first, second = chat.transcript.turns
    assert (first.text, first.original) == (
        "Call me on [card]",
        "Call me on 4111 1111 1111 1111",
    )
    assert (second.speaker, second.start, second.end, second.original) == ("agent", 30, 30, None)
    assert chat.transcript.warnings == [{"code": "roles_unknown", "params": {}}]


def test_a_second_run_adds_nothing(app: Flask) -> None:
    source = make_source()
    import_records([record("1"), record("2")], source)
    report = import_records([record("1"), record("2"), record("3")], source)
    assert (report.imported, report.already) == (1, 2)
    assert len(rows(Interaction)) == 3


def test_another_source_may_use_the_same_ids(app: Flask) -> None:
    import_records([record()], make_source())
    assert import_records([record()], make_source()).imported == 1


def test_agents_and_customers_are_made_once(app: Flask) -> None:
    given = [record(str(n), agent_ref="w7", customer_ref="c9") for n in range(3)]
    import_records(given, make_source())
    assert (len(rows(Agent)), len(rows(Customer))) == (1, 1)


def test_a_case_that_the_source_names_joins_its_contacts(app: Flask) -> None:
    later = START + timedelta(days=2)
    given = [
        record("1", customer_ref="c9", case_ref="T-1", reason="billing"),
        record("2", customer_ref="c9", case_ref="T-1", reason="delivery", started_at=later),
    ]
    import_records(given, make_source())
    first, second = rows(Interaction)
    assert first.case_id == second.case_id == rows(Case)[0].id
    assert (first.is_repeat, second.is_repeat) == (False, True)


def test_a_refused_record_is_reported_and_takes_nothing_with_it(app: Flask) -> None:
    refused = Refusal("a.json", "line 2", "bad_json", {"line": 2})
    report = import_records([record("1"), refused, record("2")], make_source())
    assert report.imported == 2
    (line,) = report.refused
    assert (line.path, line.place, line.reason) == (
        "a.json",
        "line 2",
        "this is not valid JSON (line 2)",
    )


def test_a_record_that_the_database_refuses_is_reported_alone(app: Flask) -> None:
    report = import_records([record("1"), record("2", channel="pigeon")], make_source())
    assert report.imported == 1
    assert [line.place for line in report.refused] == ["2"]
    assert "could not be saved: IntegrityError" in report.refused[0].reason


def test_what_was_taken_before_a_crash_stays_taken(app: Flask) -> None:
    def broken_after(count: int):
        for number in range(count):
            yield record(str(number))
        raise FormatError("bad_json", line=1)

    source = make_source()
    db.session.commit()
    with pytest.raises(FormatError):
        import_records(broken_after(250), source)
    db.session.rollback()
    assert db.session.scalar(select(func.count(Interaction.id))) == 200


def test_a_call_without_words_is_received_and_will_be_transcribed(app: Flask) -> None:
    import_records([record(channel="voice", turns=(), media=(sound(),))], make_source())
    (call,) = rows(Interaction)
    assert (call.state, [r.filename for r in call.recordings]) == ("received", ["call.wav"])
    assert call.job_id is not None


def test_a_call_with_words_keeps_its_sound_and_is_not_transcribed_again(app: Flask) -> None:
    import_records([record(channel="voice", media=(sound(),))], make_source())
    (call,) = rows(Interaction)
    assert (call.state, len(call.recordings), call.job_id) == ("ready", 1, None)


def test_words_are_kept_without_a_sound_that_cannot_be_read(app: Flask) -> None:
    import_records([record(channel="voice", media=(sound(data=b"noise"),))], make_source())
    (call,) = rows(Interaction)
    assert (call.state, call.recordings) == ("ready", [])


@pytest.mark.parametrize(
    ("media", "reason"),
    [
        ((), "There are neither words nor a recording in this record."),
        (
            (sound(data=None, url="https://example.org/a.wav"),),
            "The recording lies elsewhere and is not fetched: https://example.org/a.wav",
        ),
        ((sound(data=b""),), "the file is empty"),
        ((sound(data=b"a letter, not a call"),), "This is not an audio file that can be read."),
    ],
)
def test_a_call_without_words_and_sound_is_refused(app: Flask, media, reason) -> None:
    report = import_records([record(channel="voice", turns=(), media=media)], make_source())
    assert [line.reason for line in report.refused] == [reason]
    assert rows(Interaction) == rows(Recording) == []


def test_a_chat_in_which_nobody_speaks_is_a_contact_too(app: Flask) -> None:
    import_records([record(turns=(), metadata={"warnings": ["no_words"]})], make_source())
    (chat,) = rows(Interaction)
    assert (chat.state, chat.transcript.turns) == ("ready", [])


# --- the command ---------------------------------------------------------------------------------

VCON = {
    "vcon": "0.0.1",
    "uuid": "018e6d9e-0000-8000-8000-000000000001",
    "created_at": "2026-03-02T10:00:00Z",
    "parties": [{"name": "Ana", "role": "agent"}, {"name": "Bea", "role": "customer"}],
    "dialog": [
        {
            "type": "recording",
            "start": "2026-03-02T10:00:00Z",
            "parties": [0, 1],
            "mediatype": "audio/wav",
            "filename": "call.wav",
            "encoding": "base64url",
            "body": base64.urlsafe_b64encode(wav(seed=3)).decode(),
        }
    ],
}


@pytest.fixture
def run(app: Flask):
    """Return a function that runs the command and gives its result."""

    def command(*arguments: str):
        db.session.commit()
        return CliRunner().invoke(import_, list(arguments), obj=lambda: app)

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    folder.mkdir()
    (folder / "call.vcon").write_text(json.dumps(VCON))
    (folder / "chats.csv").write_text("conversation,speaker,text\n17,agent,Hello\n18,agent,Hi\n")
    (folder / "recorded.wav").write_bytes(wav(seed=4))
    return folder


def test_a_folder_comes_in_with_all_that_it_holds(run, folder: Path) -> None:
    result = run(str(folder), "--source", "Old desk", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {"imported": 4, "already": 0, "refused": []}
    states = [(call.channel, call.state) for call in rows(Interaction)]
    assert sorted(states) == [
        ("chat", "ready"),
        ("chat", "ready"),
        ("voice", "received"),
        ("voice", "received"),
    ]


def test_the_same_folder_again_adds_nothing(run, folder: Path) -> None:
    run(str(folder))
    result = run(str(folder), "--json")
    assert json.loads(result.stdout) == {"imported": 0, "already": 4, "refused": []}


def test_refusals_are_listed_and_the_command_fails(run, folder: Path) -> None:
    shutil.copy(folder / "chats.csv", folder / "more.csv")
    (folder / "broken.json").write_text("{")
    result = run(str(folder), "--json")
    assert result.exit_code == 1
    (refused,) = json.loads(result.stdout)["refused"]
    assert refused == {
        "path": str(folder / "broken.json"),
        "place": "",
        "reason": "this is not valid JSON (line 1)",
    }


def test_a_path_that_is_not_there_is_refused(run) -> None:
    result = run("nowhere.csv")
    assert result.exit_code == 1
    assert "refused: nowhere.csv: there is no such file or folder" in result.stderr
    assert "0 imported, 0 already there, 1 refused" in result.stdout


def test_no_path_is_wrong_usage(run) -> None:
    assert run().exit_code == 2
