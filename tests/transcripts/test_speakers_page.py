"""On the page of a call: that speakers are estimated, doubts with a way out, and cancelling."""

import pytest
from flask import Flask

from core.db import db
from core.jobs.models import CANCELLED, Job
from core.jobs.queue import enqueue
from tests.factories import make_interaction, make_user
from transcripts.models import Interaction

pytestmark = pytest.mark.database


def call_with(method: str | None, confidence: float | None, *codes: str) -> Interaction:
    call = make_interaction([("customer", "How can I help?"), ("agent", "Hi")], channel="voice")
    call.transcript.speaker_method = method
    call.transcript.speaker_confidence = confidence
    call.transcript.warnings = [{"code": code, "params": {}} for code in codes]
    return call


def test_an_estimate_says_that_it_is_one_and_how_sure(app: Flask, visit) -> None:
    call = call_with("words", 0.87, "voices_estimated")
    page = visit(make_user("evaluator"), f"/interactions/{call.id}").text
    assert "Estimated: the two voices" in page
    assert "87 % sure" in page
    assert "It is the other way round" in page


def test_two_channels_are_no_estimate(app: Flask, visit) -> None:
    call = call_with("channels", None)
    assert "Estimated" not in visit(make_user("evaluator"), f"/interactions/{call.id}").text


def test_a_doubt_is_shown_and_gone_after_the_exchange(app: Flask, visit) -> None:
    number = call_with("channels", None, "roles_doubtful").id
    user = make_user("evaluator")
    doubt = "What is said suggests that agent and customer are exchanged."
    assert visit(user, f"/interactions/{number}").text.count(doubt) == 1

    assert visit(user, f"/interactions/{number}/swap", "post").status_code == 302

    assert doubt not in visit(user, f"/interactions/{number}").text


def test_a_transcription_is_cancelled_from_its_page(app: Flask, visit) -> None:
    call = make_interaction(channel="voice", state="transcribing")
    db.session.delete(call.transcript)
    job = enqueue("transcripts.transcribe", {"interaction_id": call.id}, queue="speech")
    assert job
    call.job_id = job.id
    number, job_id, user = call.id, job.id, make_user("evaluator")
    assert f"/interactions/{number}/cancel" in visit(user, f"/interactions/{number}").text

    assert visit(user, f"/interactions/{number}/cancel", "post").status_code == 302

    db.session.expire_all()
    assert db.session.get_one(Job, job_id).state == CANCELLED
    page = visit(user, f"/interactions/{number}").text
    assert "The transcription was cancelled." in page
    assert f"/interactions/{number}/retry" in page
    status = visit(user, f"/interactions/{number}/status").json
    assert (status["done"], status["failed"]) == (True, True)


def test_an_agent_may_not_cancel(app: Flask, visit) -> None:
    call = make_interaction(channel="voice", state="transcribing")
    url = f"/interactions/{call.id}/cancel"
    assert visit(make_user("agent"), url, "post").status_code == 403
