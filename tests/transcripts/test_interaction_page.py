"""The page of one interaction: who may open it, what it shows, swapping, retrying, the original."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from core.jobs.models import FAILED, QUEUED, RUNNING, Job
from core.jobs.queue import enqueue
from people.models import AuditEvent
from tests.factories import add, make_agent, make_interaction, make_team, make_user
from transcripts.metrics.measuring import measure
from transcripts.models import Recording, SpeechMetrics
from transcripts.privacy.models import Redaction
from transcripts.transcribing import note_failure

pytestmark = pytest.mark.database
SECRET = [("customer", "My card is [card]"), ("agent", "Which card?")]


@pytest.fixture
def call(app: Flask):
    """A ready call with measures and one redacted turn."""
    call = make_interaction(SECRET, channel="voice", agent=make_agent(name="Dana"))
    call.transcript.turns[0].original = "My card is 4111 1111 1111 1111"
    add(
        SpeechMetrics(
            interaction=call, agent_talk_share=0.6, customer_talk_share=0.4, interruptions=2,
            customer_interruptions=5, agent_words_per_minute=150.0, agent_questions=1,
            customer_words_per_minute=120.0,
        )
    )  # fmt: skip
    return call


def test_it_shows_the_words_and_the_measures(call, visit) -> None:
    page = visit(make_user("evaluator"), f"/interactions/{call.id}").text
    for expected in ("Which card?", "My card is [card]", "Dana", "60%", "150"):
        assert expected in page
    assert "4111" not in page


def test_outside_the_scope_there_is_nothing(call, visit, client) -> None:
    lead = make_user("lead")
    make_team(lead)
    for path in ("", "/status", "/captions.vtt"):
        assert visit(lead, f"/interactions/{call.id}{path}").status_code == 404
        assert visit(make_user("hr"), f"/interactions/{call.id}{path}").status_code == 403
    assert client.get(f"/interactions/{call.id}").status_code == 302
    assert visit(make_user("admin"), "/interactions/99999").status_code == 404


def test_swapping_changes_words_voices_measures_and_the_channel(call, visit) -> None:
    call.speech_metrics.voices = {"agent": [[4.5, 9.0]], "customer": [[0.0, 4.0], [20.0, 22.0]]}
    user = make_user("evaluator")
    assert visit(user, f"/interactions/{call.id}/swap", "post").status_code == 302
    assert [turn.speaker for turn in call.transcript.turns] == ["agent", "customer"]
    measured = call.speech_metrics
    assert measured.voices["agent"] == [[0.0, 4.0], [20.0, 22.0]]
    assert (measured.agent_talk_share, measured.customer_talk_share) == (0.5714, 0.4286)
    assert (measured.agent_questions, measured.customer_questions) == (0, 1)
    assert call.agent_channel == 1
    assert db.session.scalar(select(AuditEvent.verb)) == "interaction.roles_swapped"


def test_swapping_twice_is_as_before(call, visit) -> None:
    measure(call)
    columns = [c.name for c in SpeechMetrics.__table__.columns if c.name != "id"]
    before = {name: getattr(call.speech_metrics, name) for name in columns}
    user = make_user("evaluator")
    for _ in range(2):
        visit(user, f"/interactions/{call.id}/swap", "post")
    assert [turn.speaker for turn in call.transcript.turns] == ["customer", "agent"]
    assert call.agent_channel == 0
    assert {name: getattr(call.speech_metrics, name) for name in columns} == before


@pytest.mark.parametrize("role", ["agent", "lead", "hr"])
def test_those_who_read_only_cannot_swap(call, visit, role: str) -> None:
    assert visit(make_user(role), f"/interactions/{call.id}/swap", "post").status_code == 403


def test_where_nobody_knows_two_sides_nothing_is_swapped(app: Flask, visit) -> None:
    call = make_interaction([("unknown", "Hello")])
    visit(make_user("evaluator"), f"/interactions/{call.id}/swap", "post")
    assert (call.transcript.turns[0].speaker, call.agent_channel) == ("unknown", None)


# --- on the way ----------------------------------------------------------------------------------


def waiting(stage: str = "received", **job) -> tuple[object, Job]:
    call = make_interaction(channel="voice", state=stage)
    db.session.delete(call.transcript)
    db.session.flush()
    db.session.expire(call)
    queued = enqueue("transcripts.transcribe", {"interaction_id": call.id}, queue="speech")
    assert queued
    call.job_id = queued.id
    for name, value in job.items():
        setattr(queued, name, value)
    db.session.flush()
    return call, queued


@pytest.mark.parametrize(
    ("state", "job", "share", "words"),
    [
        ("received", {}, None, "Waiting for its turn"),
        ("transcribing", {"attempts": 1}, None, "Trying again soon"),
        ("transcribing", {"state": RUNNING, "progress": 0.42}, 0.42, "Transcribing: 42%"),
    ],
)
def test_the_status_tells_how_far_it_is(app: Flask, visit, state, job, share, words) -> None:
    call, _job = waiting(state, **job)
    answer = visit(make_user("evaluator"), f"/interactions/{call.id}/status")
    assert answer.json == {"share": share, "state": words, "done": False, "failed": False}


def test_the_status_leads_on_when_it_is_over(call, visit) -> None:
    url = f"/interactions/{call.id}"
    user = make_user("evaluator")
    expected = {"share": 1.0, "state": "Ready", "done": True, "failed": False, "url": url}
    assert visit(user, f"{url}/status").json == expected
    call.state, call.failure = "failed", {"code": "not_audio", "parameters": {}}
    expected |= {"failed": True, "state": "This is not an audio file that can be read."}
    assert visit(user, f"{url}/status").json == expected


def test_a_call_on_its_way_shows_its_progress(app: Flask, visit) -> None:
    call, _job = waiting()
    page = visit(make_user("evaluator"), f"/interactions/{call.id}").text
    assert f'data-status-url="/interactions/{call.id}/status"' in page
    assert "Waiting for its turn" in page


def test_a_failed_call_says_why_and_can_be_retried(app: Flask, visit) -> None:
    user = make_user("evaluator")
    call, first = waiting("failed", state=FAILED)
    call.failure = {"code": "too_long", "parameters": {"hours": 10.0, "limit": 4.0}}
    page = visit(user, f"/interactions/{call.id}").text
    assert "The recording lasts 10.0 hours; the limit is 4.0 hours." in page
    assert f'action="/interactions/{call.id}/retry"' in page

    visit(user, f"/interactions/{call.id}/retry", "post")

    assert (call.state, call.failure) == ("received", None)
    assert call.job_id != first.id
    assert db.session.get_one(Job, call.job_id).state == QUEUED


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("not_audio", "failed on 22 Nov 2026, 09:30; the words are the earlier ones. This is not"),
        ("cancelled", "Transcribing it again was cancelled on 22 Nov 2026, 09:30. The words stay."),
    ],
)
def test_a_call_that_was_not_heard_anew_says_when_and_why_and_can_be_retried(
    call, visit, monkeypatch: pytest.MonkeyPatch, code: str, words: str
) -> None:
    monkeypatch.setattr(
        "transcripts.transcribing.now", lambda: datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    )
    url, user = f"/interactions/{call.id}", make_user("evaluator")
    add(
        Recording(
            interaction=call, storage_key="k", media_type="audio/wav", size=1, sha256="0" * 64
        )
    )
    note_failure(call, code)
    db.session.commit()
    page = visit(user, url).text
    assert call.state == "ready"
    assert words in page
    assert f'action="{url}/retry"' in page
    assert words not in visit(make_user("qa_lead"), "/interactions").text

    visit(user, f"{url}/retry", "post")

    assert (call.state, call.failure) == ("received", None)


def test_when_it_was_not_heard_anew_is_kept_although_its_words_were_not_loaded(call, visit) -> None:
    db.session.commit()
    note_failure(call, "not_audio")
    db.session.commit()
    assert call.failure.keys() == {"code", "parameters", "at"}
    page = visit(make_user("evaluator"), f"/interactions/{call.id}").text
    assert "Transcribing it again failed on" in page


def test_a_call_whose_worker_died_can_be_retried_before_the_tidying(app: Flask, visit) -> None:
    call, _job = waiting("transcribing", state=FAILED)
    user = make_user("evaluator")
    assert "ended unexpectedly" in visit(user, f"/interactions/{call.id}").text
    visit(user, f"/interactions/{call.id}/retry", "post")
    assert call.state == "received"


def test_a_double_click_on_retry_queues_one_job(app: Flask, visit) -> None:
    user = make_user("evaluator")
    call, _job = waiting("failed", state=FAILED)
    for _ in range(2):
        visit(user, f"/interactions/{call.id}/retry", "post")
    states = db.session.scalars(select(Job.state).order_by(Job.id)).all()
    assert states == [FAILED, QUEUED]


@pytest.mark.parametrize("role", ["agent", "hr"])
def test_those_who_read_only_cannot_retry(app: Flask, visit, role: str) -> None:
    call, _job = waiting("failed", state=FAILED)
    assert visit(make_user(role), f"/interactions/{call.id}/retry", "post").status_code == 403


@pytest.mark.parametrize(
    ("silences", "wanted", "made_for", "said"),
    [
        ([[1.0, 2.0]], "a", "", "is being taken out of the sound"),
        (None, "", "", "The sound is closed"),
        ([[1.0, 2.0]], "a", "a", None),
        ([], "", "", None),
    ],
)
def test_it_says_why_the_sound_cannot_be_heard_yet(call, visit, silences, wanted, made_for, said):
    add(
        Recording(
            interaction=call, storage_key="originals/a.wav", filename="a.wav",
            media_type="audio/wav", size=9, sha256="0" * 64,
        )
    )  # fmt: skip
    add(
        Redaction(
            interaction_id=call.id, rules="1", silences=silences, wanted=wanted, made_for=made_for
        )
    )
    page = visit(make_user("evaluator"), f"/interactions/{call.id}").text
    assert ("data-player" in page) == (said is None)
    for words in ("is being taken out of the sound", "The sound is closed"):
        assert (words in page) == (words == said)
