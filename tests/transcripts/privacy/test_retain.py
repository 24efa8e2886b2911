"""Retention: what is past its time goes, what a score rests on stays."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from core.clock import now
from core.db import db
from core.jobs import queue
from core.jobs.models import Job
from core.jobs.runner import run_pending
from core.storage import storage
from evaluation.review_model.models import Flag, ReviewModel
from tests.factories import add, make_agent, make_customer, make_interaction, make_source, make_user
from tests.rows import count
from transcripts.actions import import_records
from transcripts.formats.records import ContactRecord, InteractionRecord, TurnRecord
from transcripts.imports.models import Import, ImportFile, ImportRecord
from transcripts.models import Customer, Recording, Survey, Transcript, Turn
from transcripts.privacy import retaining
from transcripts.privacy.applying import redact_interaction
from transcripts.privacy.cli import retain as retain_command
from transcripts.privacy.files import delete_doomed
from transcripts.privacy.models import DoomedFile, Redaction
from transcripts.privacy.retaining import retain

pytestmark = pytest.mark.database


@pytest.fixture
def old(app: Flask, tmp_path):
    """A call of forty days ago, of a source that keeps thirty."""
    path = tmp_path / "sound.wav"
    path.write_bytes(b"RIFF")
    storage().put("originals/old.wav", path)
    call = make_interaction(
        [("customer", "Write to ana@x.example")], source=make_source(retention_days=30),
        started_at=now() - timedelta(days=40), customer=make_customer(name="Ana Roig"),
        agent=make_agent(), subject="A refund", facts={"phone": "612345678"},
        case_ref="of Ana Roig",
    )  # fmt: skip
    add(
        Recording(
            interaction=call, storage_key="originals/old.wav", media_type="audio/wav", size=4,
            sha256="5" * 64,
        )
    )  # fmt: skip
    add(Survey(interaction_id=call.id, csat=4, answered_at=now()))
    redact_interaction(call)
    db.session.commit()
    return call


def test_words_sound_and_customer_go_and_the_shell_stays(old) -> None:
    (report,) = retain()
    assert (report.interactions, report.files, report.held) == (1, 1, 0)
    assert report.rows["transcripts"] == report.rows["recordings"] == 1
    assert [count(model) for model in (Transcript, Turn, Recording, Redaction, Customer)] == [0] * 5
    db.session.refresh(old)
    assert (old.subject, old.facts, old.customer_id, old.case_ref) == ("", None, None, None)
    assert (old.reason, old.handle_seconds, old.agent_id is not None) == ("billing", 240.0, True)
    assert db.session.scalar(select(Survey.csat)) == 4
    assert not (storage().folder / "originals/old.wav").exists()
    assert count(DoomedFile) == 0


def test_the_words_leave_the_files_of_the_search_once(old, monkeypatch) -> None:
    calls = []
    monkeypatch.setattr(retaining, "forget_words", lambda: calls.append(count(Turn)))
    retain(dry_run=True)
    assert calls == []
    retain()
    retain()
    assert calls == [0]


def test_flags_keep_their_signal_but_not_the_words(old) -> None:
    model = add(ReviewModel(name="rules", version="1", kind="rules"))
    flag = add(Flag(interaction_id=old.id, model_id=model.id, signal="angry", strength=0.5,
                    evidence=[{"words": "ana@x.example"}]))  # fmt: skip
    retain()
    db.session.refresh(flag)
    assert (flag.signal, flag.evidence) == ("angry", [])


def test_a_second_run_finds_nothing_more(old) -> None:
    retain()
    assert [report.interactions for report in retain()] == [0]


def test_a_transcription_under_way_does_not_bring_the_words_back(old) -> None:
    theirs, other = (
        queue.enqueue("transcripts.transcribe", {"interaction_id": number})
        for number in (old.id, old.id + 1)
    )
    old.state = "transcribing"
    db.session.commit()
    retain()
    db.session.refresh(old)
    assert (old.state, old.transcript) == ("ready", None)
    assert [db.session.get_one(Job, job.id).state for job in (theirs, other)] == [
        "cancelled",
        "queued",
    ]


def test_a_second_import_brings_nothing_back(old) -> None:
    same = {"external_id": old.external_id, "customer_ref": "c9", "subject": "A refund"}
    turns = (TurnRecord("customer", "Write to ana@x.example"),)
    again = [
        InteractionRecord(channel="voice", turns=turns, **same),
        ContactRecord(channel="voice", handle_seconds=9.0, **same),
    ]
    retain()
    report = import_records(again, old.source)
    assert (report.imported, report.already, report.refused) == (0, 2, [])
    assert [count(model) for model in (Transcript, Turn, Customer)] == [0] * 3
    db.session.refresh(old)
    assert (old.subject, old.customer_id, old.handle_seconds) == ("", None, 240.0)


def test_a_dry_run_changes_nothing(old) -> None:
    (report,) = retain(dry_run=True)
    assert (report.interactions, report.files) == (1, 1)
    assert (count(Turn), old.subject) == (1, "A refund")


def test_what_is_held_or_young_or_of_another_source_stays(old) -> None:
    retaining.hold(make_user("admin"), old, "A lawsuit")
    make_interaction(source=old.source, started_at=now() - timedelta(days=29))
    make_interaction(started_at=now() - timedelta(days=4000))
    (report,) = retain()
    assert (report.interactions, report.held, count(Turn)) == (0, 1, 5)
    retaining.release(make_user("admin"), old)
    assert [report.interactions for report in retain()] == [1]


def test_the_file_that_brought_what_is_held_stays(old, tmp_path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"id\n1\n")
    brought = add(Import(source_id=old.source_id, door="page", created_at=old.started_at))
    add(
        ImportFile(
            import_id=brought.id, position=0, filename="rows.csv", storage_key="imports/rows.csv",
            size=path.stat().st_size, sha256="6" * 64,
        )
    )  # fmt: skip
    storage().put("imports/rows.csv", path)
    add(ImportRecord(import_id=brought.id, number=1, outcome="imported", interaction_id=old.id))
    retaining.hold(make_user("admin"), old, "A lawsuit")
    assert [report.files for report in retain()] == [0]
    kept = storage().folder / "imports/rows.csv"
    assert kept.exists()
    retaining.release(make_user("admin"), old)
    assert [report.files for report in retain()] == [2]
    assert not kept.exists()


def test_a_run_cut_off_before_the_files_were_deleted_is_finished_later(
    old, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retaining, "delete_doomed", lambda: 0)
    retain()
    path = storage().folder / "originals/old.wav"
    assert path.exists()
    assert delete_doomed() == 1
    assert not path.exists()


def test_the_command_tells_programs_what_it_did(old, app: Flask) -> None:
    db.session.rollback()
    result = CliRunner().invoke(retain_command, ["--json"], obj=lambda: app)
    (row,) = json.loads(result.stdout)["sources"]
    assert (row["days"], row["interactions"], row["files"]) == (30, 1, 1)


def test_the_daily_job_does_it(old, app: Flask) -> None:
    from core.jobs.queue import enqueue

    enqueue("privacy.retain")
    db.session.commit()
    assert run_pending(app, ["default"]) == ["done"]
    assert count(Turn) == 0
