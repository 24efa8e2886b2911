"""An import from its files to the report: every record accounted for, nothing twice."""

import io
import json

import pytest
from flask import Flask

from core.db import db
from core.jobs.models import Job
from core.jobs.runner import run_pending
from core.storage import storage
from people.models import AuditEvent
from tests.factories import make_source, make_user
from tests.rows import rows
from tests.transcripts.imports.imported import (
    CHATS,
    bring,
    counts,
    ids,
    refusals,
    run_import,
    zipped,
)
from tests.transcripts.sounds import wav
from transcripts.imports import jobs, running, taking
from transcripts.imports.actions import start_import
from transcripts.imports.kept_files import names_of
from transcripts.imports.models import Import, ImportFile, ImportRecord
from transcripts.incoming import IncomingFile, RecordingRefused
from transcripts.models import Interaction

pytestmark = pytest.mark.database


def test_files_wait_for_their_job_and_are_kept(app: Flask) -> None:
    user = make_user("qa_lead")
    import_id = bring(make_source(), {"chats.csv": CHATS}, user=user)
    import_ = db.session.get_one(Import, import_id)
    assert (import_.state, import_.door, import_.user_id) == ("waiting", "api", user.id)
    (file,) = import_.files
    assert (file.filename, file.size) == ("chats.csv", len(CHATS))
    assert storage().size(file.storage_key) == len(CHATS)
    assert rows(Interaction) == []


def test_each_record_has_its_line(app: Flask) -> None:
    source = make_source()
    bad = CHATS + b",agent,nobody's\n"
    import_ = run_import(app, source, {"chats.csv": bad})
    assert (import_.state, counts(import_), import_.total) == ("done", (2, 0, 1), 3)
    lines = rows(ImportRecord)
    assert [line.number for line in lines] == [1, 2, 3]
    assert {line.external_id for line in lines if line.outcome == "imported"} == {"17", "18"}
    assert refusals(import_) == [("chats.csv", "row 5", "csv_no_id")]
    assert "import.finished" in [event.verb for event in rows(AuditEvent)]


def test_a_second_run_adds_nothing_and_says_so(app: Flask) -> None:
    source = make_source()
    run_import(app, source, {"chats.csv": CHATS})
    again = run_import(app, source, {"the same.csv": CHATS})
    assert counts(again) == (0, 2, 0)
    assert ids() == ["17", "18"]
    links = [line.interaction_id for line in rows(ImportRecord)]
    assert links[:2] == links[2:]


def test_a_record_and_its_recording_come_in_as_one(app: Flask) -> None:
    vcon = {
        "vcon": "0.0.1",
        "uuid": "018e6d9e-0000-8000-8000-000000000009",
        "created_at": "2026-03-02T10:00:00Z",
        "parties": [{"name": "Ana", "role": "agent"}, {"name": "Bea", "role": "customer"}],
        "dialog": [
            {
                "type": "recording",
                "start": "2026-03-02T10:00:00Z",
                "parties": [0, 1],
                "mediatype": "audio/wav",
                "filename": "call.wav",
                "url": "https://example.org/call.wav",
            }
        ],
    }
    files = {"call.wav": wav(), "call.vcon": json.dumps(vcon).encode()}
    import_ = run_import(app, make_source(), files)
    assert counts(import_) == (1, 0, 0)
    (call,) = rows(Interaction)
    assert (call.state, len(call.recordings)) == ("received", 1)


def test_facts_beside_a_recording_are_used(app: Flask) -> None:
    facts = {"agent": "w7", "customer": "c9", "started_at": "2026-03-02T10:00:00Z", "shift": "B"}
    files = {"a.wav": wav(), "a.wav.json": json.dumps(facts | {"agent_channel": 1}).encode()}
    import_ = run_import(app, make_source(), files)
    assert counts(import_) == (1, 0, 0)
    (call,) = rows(Interaction)
    assert (call.agent.external_ref, call.customer.external_ref) == ("w7", "c9")
    assert (call.started_at.isoformat(), call.agent_channel) == ("2026-03-02T10:00:00+00:00", 1)
    assert call.facts["shift"] == "B"


def test_the_name_of_a_file_tells_what_the_pattern_says(app: Flask) -> None:
    source = make_source(file_pattern=r"(?P<agent>\w+)-(?P<started_at>\d{8}_\d{6})-(?P<id>\d+)")
    import_ = run_import(app, source, {"noor-20260302_101500-77.wav": wav()})
    assert counts(import_) == (1, 0, 0)
    (call,) = rows(Interaction)
    assert (call.external_id, call.agent.external_ref) == ("77", "noor")
    assert call.started_at.isoformat() == "2026-03-02T10:15:00+00:00"


def test_the_same_sound_under_another_name_is_known(app: Flask) -> None:
    source = make_source()
    run_import(app, source, {"a.wav": wav(seed=5)})
    source = db.session.merge(source)
    facts = json.dumps({"id": "other"}).encode()
    again = run_import(app, source, {"b.wav": wav(seed=5), "b.json": facts})
    assert counts(again) == (0, 1, 0)


def test_a_zip_is_read_as_the_folder_in_it(app: Flask) -> None:
    archive = zipped({"day/chats.csv": CHATS, "day/broken.json": b"{", "call.wav": wav()})
    import_ = run_import(app, make_source(), {"all.zip": archive})
    assert counts(import_) == (3, 0, 1)
    assert refusals(import_) == [("all.zip/day/broken.json", "", "bad_json")]


def test_two_files_of_one_name_both_come_in(app: Flask) -> None:
    source = make_source()
    db.session.flush()
    other = CHATS.replace(b"17", b"27").replace(b"18", b"28")
    files = [IncomingFile(io.BytesIO(raw), "chats.csv") for raw in (CHATS, other)]
    import_id = start_import(None, files, source.id).id
    db.session.commit()
    run_pending(app, ["imports"])
    assert counts(db.session.get_one(Import, import_id)) == (4, 0, 0)


def test_an_import_without_files_is_refused(app: Flask) -> None:
    with pytest.raises(RecordingRefused) as refused:
        bring(make_source(), {})
    assert refused.value.code == "no_files"
    assert rows(Import) == rows(ImportFile) == rows(Job) == []


def test_a_process_that_dies_half_way_costs_no_record_and_doubles_none(app, monkeypatch) -> None:
    lines = "".join(f"{n},agent,Hello {n}\n" for n in range(60)).encode()
    import_id = bring(make_source(), {"many.csv": b"conversation,speaker,text\n" + lines})
    done, note = [], running.note

    def dying(*arguments) -> None:
        if len(done) == 1:
            raise KeyboardInterrupt  # nothing that the job catches, after its rows were written
        done.append(1)
        note(*arguments)

    monkeypatch.setattr(running, "note", dying)
    monkeypatch.setattr(taking, "BATCH", 20)
    monkeypatch.setattr(taking, "HOLD_SECONDS", 600)
    with pytest.raises(KeyboardInterrupt):
        run_pending(app, ["imports"])
    db.session.rollback()
    assert (db.session.get_one(Import, import_id).seen, len(rows(Interaction))) == (20, 20)
    monkeypatch.setattr(running, "note", note)
    (job,) = rows(Job)
    job.lease_until = job.created_at
    db.session.commit()
    run_pending(app, ["imports"])
    db.session.rollback()
    import_ = db.session.get_one(Import, import_id)
    assert (import_.state, counts(import_)) == ("done", (60, 0, 0))
    assert len(rows(Interaction)) == len(rows(ImportRecord)) == 60


def test_a_batch_of_somebody_who_lost_the_job_does_not_count(app: Flask, monkeypatch) -> None:
    import_id = bring(make_source(), {"chats.csv": CHATS})

    def stolen(context):
        fence = fence_for(context)

        def lose(import_):
            job = db.session.get_one(Job, context.claim.job_id)
            job.lease_token = "somebody else's"
            db.session.flush()
            fence(import_)

        return lose

    fence_for = jobs.fence_for
    monkeypatch.setattr(jobs, "fence_for", stolen)
    assert run_pending(app, ["imports"])[0] == "lost"
    assert (db.session.get_one(Import, import_id).seen, rows(Interaction)) == (0, [])


@pytest.mark.parametrize(
    "names", [["2-a.csv", "a.csv", "a.csv"], ["a" * 196 + ".csv", "a" * 196 + ".csv", "b.csv"]]
)
def test_files_of_one_name_are_all_read_whatever_the_others_are_called(
    app: Flask, names: list[str]
) -> None:
    files = [ImportFile(position=n, filename=name) for n, name in enumerate(names)]
    found = names_of(Import(files=files))
    assert len(set(found)) == 3
    assert all(name.endswith(".csv") and len(name) < 255 for name in found)
