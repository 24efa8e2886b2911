"""Cancelling a transcription, trying again, who goes first, and exchanging the sides of a call."""

from dataclasses import replace

import pytest
from flask import Flask

from core.db import db
from core.jobs import queue
from core.jobs.models import CANCELLED, Job
from core.jobs.runner import work_claim
from evaluation.review_model.actions import flag_interaction
from evaluation.review_model.queries import flags_of
from people.permissions import EVALUATOR
from tests.factories import make_source, make_user
from tests.transcripts.calls import call, received, work
from tests.transcripts.sounds import transcription, turn, wav
from transcripts import jobs
from transcripts.actions import NotPossible, cancel, retry, swap_roles
from transcripts.speech.child import StoppedError
from transcripts.speech.messages import Notice
from transcripts.speech.results import TranscriptionResult

pytestmark = pytest.mark.database


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list:
    """Replace the engine by one that hears the same twenty seconds in every call."""
    asked: list = []

    def run(paths, options, on_progress, should_stop):
        asked.append((paths, options))
        return transcription()

    monkeypatch.setattr(jobs, "run_in_child", run)
    return asked


def by_evaluator(verb, number: int) -> None:
    found = call(number)
    verb(make_user(EVALUATOR), found)


def cancelled(number: int) -> None:
    by_evaluator(cancel, number)
    db.session.commit()


def test_a_waiting_call_can_be_cancelled_and_tried_again(app: Flask, heard: list) -> None:
    number = received()
    cancelled(number)

    assert work(app, "speech") == []

    found = call(number)
    assert (found.state, found.failure) == ("failed", {"code": "cancelled", "parameters": {}})
    assert db.session.get_one(Job, found.job_id).state == CANCELLED
    by_evaluator(retry, number)
    db.session.commit()
    work(app, "speech")
    assert call(number).state == "ready"


def test_a_call_under_way_is_let_go_when_it_is_cancelled(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.context.LOOK_SECONDS", 0.0)
    number = received()

    def run(paths, options, on_progress, should_stop):
        assert not should_stop()
        cancelled(number)
        assert should_stop()
        raise StoppedError("stopped")

    monkeypatch.setattr(jobs, "run_in_child", run)
    assert work(app, "speech") == ["lost"]
    assert call(number).failure == {"code": "cancelled", "parameters": {}}
    assert call(number).transcript is None


def test_a_call_cancelled_in_the_moment_it_was_taken_stays_cancelled(
    app: Flask, heard: list
) -> None:
    number = received()
    claim = queue.claim(db.session, ["speech"])
    assert claim
    cancelled(number)
    db.session.rollback()

    assert work_claim(app, claim) == "lost"

    assert heard == []
    assert call(number).state == "failed"


def test_a_call_that_is_ready_cannot_be_cancelled(app: Flask, heard: list) -> None:
    number = received()
    work(app)
    with pytest.raises(NotPossible):
        by_evaluator(cancel, number)


def test_a_retry_by_a_person_comes_before_what_nobody_waits_for(app: Flask, heard: list) -> None:
    first = received(wav(seed=1))
    again = received(wav(seed=2))
    cancelled(again)
    by_evaluator(retry, again)
    db.session.commit()
    claim = queue.claim(db.session, ["speech"])
    assert claim
    assert claim.arguments == {"interaction_id": again}
    assert call(first).state == "received"


def test_the_source_says_who_opens_its_calls_and_which_words_to_expect(
    app: Flask, heard: list
) -> None:
    source = make_source(mono_first_speaker="customer", vocabulary=["Lumen", "router"])
    received(wav(), source=source)
    app.config["SPEECH_WORKERS"] = 64
    work(app)
    ((_, options),) = heard
    assert (options.first_speaker, options.first_speaker_certain) == ("customer", False)
    assert options.vocabulary == ("Lumen", "router")
    assert options.threads == 1


def estimated() -> TranscriptionResult:
    """One channel whose voices were told apart, the wrong way round."""
    return replace(
        transcription(
            turn("customer", 0.0, "Good morning. How can I help?"),
            turn("agent", 4.0, "My router is broken"),
            warnings=(Notice("voices_estimated"), Notice("roles_doubtful")),
        ),
        channels=1,
        speaker_method="setting",
        speaker_confidence=0.4,
    )


def test_swapping_an_estimate_relabels_everything_and_outlives_another_run(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list = []

    def run(paths, options, on_progress, should_stop):
        asked.append(options)
        return estimated()

    monkeypatch.setattr(jobs, "run_in_child", run)
    number = received()
    work(app, "speech")
    before = call(number)
    assert before.speech_metrics.overtalk_share is None
    share = before.speech_metrics.agent_talk_share
    questions = before.speech_metrics.agent_questions
    flag_interaction(before)
    db.session.commit()

    by_evaluator(swap_roles, number)
    db.session.commit()
    assert work(app, "default") == ["done"]

    after = call(number)
    assert [t.speaker for t in after.transcript.turns] == ["agent", "customer"]
    assert after.speech_metrics.customer_talk_share == share
    assert (questions, after.speech_metrics.agent_questions) == (0, 1)
    assert after.speech_metrics.overtalk_share is after.speech_metrics.interruptions is None
    assert after.transcript.speaker_method == "person"
    assert after.transcript.speaker_confidence == 1.0
    assert [w["code"] for w in after.transcript.warnings] == ["voices_estimated"]

    queue.enqueue("transcripts.transcribe", {"interaction_id": number}, queue="speech")
    db.session.commit()
    work(app, "speech")
    assert (asked[1].first_speaker, asked[1].first_speaker_certain) == ("agent", True)


def test_flags_follow_the_speakers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = transcription(
        turn("agent", 0.0, "I want to speak to your manager, this is unacceptable"),
        turn("customer", 5.0, "I am sorry to hear that"),
    )
    monkeypatch.setattr(jobs, "run_in_child", lambda *_: wrong)
    number = received()
    work(app, "speech")
    before = {flag.signal for flag in flag_interaction(call(number))}
    db.session.commit()

    by_evaluator(swap_roles, number)
    db.session.commit()
    work(app, "default")

    after = {flag.signal for flag in flags_of(number)}
    assert after - before
