"""Transcribing: what a call has afterwards, why it failed, and what survives a killed worker."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.clock import now
from core.db import db
from core.jobs import queue
from core.jobs.models import DONE, FAILED, RUNNING, Job
from core.jobs.runner import work_claim
from core.storage import storage
from people.notices.models import Notice as Told
from tests.factories import make_source, make_user
from tests.transcripts.calls import call, received, work
from tests.transcripts.sounds import beginning, transcription, turn, wav
from transcripts import jobs
from transcripts.models import Recording, SpeechMetrics, Transcript, Turn
from transcripts.speech.audio import AudioError
from transcripts.speech.messages import Notice, SpeechError
from transcripts.transcribing import retry

pytestmark = pytest.mark.database
RECORDINGS = Path(__file__).resolve().parents[2] / "demo" / "recordings"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list:
    """Replace the engine by one that hears the same twenty seconds in every call."""
    asked: list = []

    def run(paths, options, on_progress, should_stop):
        asked.append((paths, options))
        on_progress(0.5)
        return transcription()

    monkeypatch.setattr(jobs, "run_in_child", run)
    return asked


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def run(*_arguments):
        raise error

    monkeypatch.setattr(jobs, "run_in_child", run)


def test_a_real_call_becomes_ready_with_words_measures_and_lanes(app: Flask) -> None:
    number = received(beginning(RECORDINGS / "garage_brakes.ogg", 12.0))

    assert work(app, "speech") == ["done", "done"]  # transcribed, silenced

    found = call(number)
    assert (found.state, found.language, found.failure) == ("ready", "en", None)
    words = " ".join(t.text for t in found.transcript.turns).lower()
    assert "garage" in words
    assert {t.speaker for t in found.transcript.turns} == {"agent", "customer"}
    assert all(t.words for t in found.transcript.turns)
    assert 0.2 < found.speech_metrics.agent_talk_share < 0.9
    (sound,) = [r for r in found.recordings if r.peaks]
    assert len(sound.peaks["channels"]) == 2
    assert found.handle_seconds == found.duration_seconds == sound.duration_seconds


def test_the_card_number_is_taken_out_of_the_text_and_of_its_words(app: Flask, heard: list) -> None:
    number = received()
    work(app)
    customer = call(number).transcript.turns[1]
    assert customer.text == "My card is [card] please"
    assert customer.original == "My card is 4111 1111 1111 1111 please"
    assert customer.words[3] == ["[card]", 5.5, 7.5, 0.9]
    assert [word[0] for word in customer.words] == ["My", "card", "is", "[card]", "please"]


def test_two_files_become_one_sound_for_the_browser(app: Flask, heard: list) -> None:
    number = received(wav(seed=1), wav(seed=2))
    work(app)
    (playback,) = [r for r in call(number).recordings if r.kind == "playback"]
    assert playback.media_type == "audio/webm"
    assert playback.peaks == {"per_second": 10, "channels": [[1, 2], [3, 4]]}
    assert storage().size(playback.storage_key) == playback.size
    assert len(heard[0][0]) == 2


def test_the_source_forces_language_and_channel_unless_the_call_says_otherwise(
    app: Flask, heard: list
) -> None:
    source = make_source(language="ca", agent_channel=1, mode="accurate")
    received(wav(seed=1), source=source)
    received(wav(seed=2), source=source, agent_channel=0)
    work(app)
    options = [options for _paths, options in heard]
    assert [o.agent_channel for o in options] == [1, 0]
    assert {(o.language, o.mode) for o in options} == {("ca", "accurate")}


def test_what_is_worth_a_warning_is_ready_all_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices = (
        Notice("truncated", {"decoded": 9.0, "declared": 20.0}),
        Notice("silent_channel", {"channel": 1}),
    )
    result = transcription(turn("agent", 0.0, "Hello?"), warnings=notices)
    monkeypatch.setattr(jobs, "run_in_child", lambda *_: result)
    number = received()
    assert work(app) == ["done"]
    found = call(number)
    assert found.state == "ready"
    assert [w["code"] for w in found.transcript.warnings] == ["truncated", "silent_channel"]


def test_a_recording_that_cannot_be_used_fails_with_its_reason_at_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, AudioError("too_long", hours=10.0, limit=4.0))
    number = received()
    assert work(app) == ["failed"]
    found = call(number)
    assert found.state == "failed"
    assert found.failure == {"code": "too_long", "parameters": {"hours": 10.0, "limit": 4.0}}
    assert db.session.get_one(Job, found.job_id).state == FAILED


def test_a_call_that_fails_the_second_time_keeps_its_words_and_says_why(
    app: Flask, heard: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = make_user("qa_lead")
    number = received()
    work(app)
    words = [said.text for said in call(number).transcript.turns]
    refuse(monkeypatch, AudioError("too_long", hours=10.0, limit=4.0))
    retry(lead, call(number))
    db.session.commit()
    assert work(app, "speech") == ["failed"]
    found = call(number)
    assert (found.state, found.failure["code"]) == ("ready", "too_long")
    assert [said.text for said in found.transcript.turns] == words
    assert db.session.scalar(select(Told)) is None, "the list of failed calls does not hold it"


def test_a_dead_engine_is_tried_again_and_in_the_end_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, SpeechError("child_died", reason="SIGKILL"))
    number = received()
    for expected in ("again", "again", "failed"):
        db.session.get_one(Job, call(number).job_id).run_at = now()
        db.session.commit()
        assert work(app) == [expected]
    assert call(number).failure == {"code": "child_died", "parameters": {"reason": "SIGKILL"}}


def test_a_recording_that_is_gone_from_storage_is_told_in_the_end(app: Flask, heard: list) -> None:
    number = received()
    storage().delete(call(number).recordings[0].storage_key)
    db.session.get_one(Job, call(number).job_id).max_attempts = 1
    db.session.commit()
    assert work(app) == ["failed"]
    assert call(number).failure["code"] == "storage_failed"


def test_run_twice_it_replaces_what_it_made(app: Flask, heard: list) -> None:
    number = received(wav(seed=1), wav(seed=2))
    work(app)
    (first,) = [r.storage_key for r in call(number).recordings if r.kind == "playback"]
    queue.enqueue("transcripts.transcribe", {"interaction_id": number}, queue="speech")
    db.session.commit()

    assert work(app) == ["done", "done"]  # transcribed, flagged again

    db.session.rollback()
    counts = [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (Transcript, Turn, SpeechMetrics, Recording)
    ]
    assert counts == [1, 2, 1, 3]
    (second,) = [r.storage_key for r in call(number).recordings if r.kind == "playback"]
    assert first != second
    assert not (storage().folder / first).exists()


def test_a_worker_that_lost_its_lease_changes_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = received()
    claim = queue.claim(db.session, ["speech"])
    assert claim

    def slow(*_arguments):
        job = db.session.get_one(Job, claim.job_id)
        job.lease_until = now() - timedelta(seconds=1)
        db.session.commit()
        assert queue.claim(db.session, ["speech"]) is not None  # somebody else has it now
        return transcription()

    monkeypatch.setattr(jobs, "run_in_child", slow)
    db.session.rollback()
    assert work_claim(app, claim) == "lost"
    assert call(number).transcript is None
    assert db.session.get_one(Job, claim.job_id).state == RUNNING


KILLED = """
import sys
from app import create_app
from core.jobs.runner import run_pending
from transcripts import jobs

def hang(paths, options, on_progress, should_stop):
    on_progress(0.3)
    print("working", flush=True)
    time.sleep(60)

jobs.run_in_child = hang
app = create_app()
run_pending(app, ["speech"])
"""


def test_a_worker_killed_in_the_middle_loses_nothing(app: Flask, heard: list) -> None:
    number = received()
    settings = app.config["SETTINGS"]
    environment = os.environ | {
        "RUBRICA_DATA": str(settings.data),
        "RUBRICA_SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
    }
    db.session.rollback()
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout
    assert worker.stdout.readline() == "working\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert call(number).state == "transcribing"
    job = db.session.get_one(Job, call(number).job_id)
    assert (job.state, job.progress) == (RUNNING, 0.3)
    job.lease_until = now() - timedelta(seconds=1)
    db.session.commit()

    assert work(app, "speech") == ["done", "done"]

    assert call(number).state == "ready"
    assert db.session.get_one(Job, call(number).job_id).state == DONE
    assert db.session.scalar(select(func.count(Transcript.id))) == 1


def test_a_call_whose_worker_died_each_time_is_told_as_failed(app: Flask) -> None:
    number = received()
    job = db.session.get_one(Job, call(number).job_id)
    job.state, job.attempts, job.lease_until = RUNNING, 3, now() - timedelta(seconds=1)
    db.session.commit()
    queue.bury_exhausted(db.session)
    queue.enqueue("transcripts.tidy")
    db.session.commit()
    assert work(app, "default") == ["done"]
    assert call(number).failure == {"code": "worker_failed", "parameters": {}}


def test_a_call_that_was_deleted_meanwhile_is_no_error(app: Flask) -> None:
    queue.enqueue("transcripts.transcribe", {"interaction_id": 999}, queue="speech")
    db.session.commit()
    assert work(app) == ["done"]
