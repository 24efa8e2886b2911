"""Seeing and hearing the original: few may, on purpose, and each look is noted."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.clock import now
from core.db import db
from core.jobs.runner import run_pending
from core.storage import storage
from people.models import AuditEvent
from tests.factories import add, make_agent, make_interaction, make_source, make_user
from tests.transcripts.sounds import wav
from transcripts.models import Recording
from transcripts.privacy.applying import redact_interaction
from transcripts.privacy.hearing import LOOK_LASTS
from transcripts.privacy.models import OriginalLook, Redaction

pytestmark = pytest.mark.database
CARD = "My card is 4111 1111 1111 1111"


@pytest.fixture
def call(app: Flask, tmp_path):
    """A call whose second turn, from 5 to 9 seconds, gives a card number away."""
    path = tmp_path / "sound.wav"
    path.write_bytes(wav(12.0))
    storage().put("originals/sound.wav", path)
    found = make_interaction(
        [("agent", "Which card?"), ("customer", CARD)], channel="voice", agent=make_agent(),
        source=make_source(redaction_sound="tone"),
    )  # fmt: skip
    recording = Recording(
        interaction=found, storage_key="originals/sound.wav", filename="sound.wav",
        media_type="audio/wav", size=path.stat().st_size, sha256="5" * 64,
    )  # fmt: skip
    add(recording)
    redact_interaction(found)
    db.session.commit()
    return found


def verbs() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_the_sound_is_closed_until_it_is_silenced_and_then_another_file(
    app: Flask, call, visit
) -> None:
    url = f"/media/{call.recordings[0].id}"
    evaluator = make_user("evaluator")
    assert visit(evaluator, url).status_code == 409
    assert "<audio" not in visit(evaluator, f"/interactions/{call.id}").text
    db.session.rollback()
    assert run_pending(app, ["speech"]) == ["done"]
    answer = visit(evaluator, url)
    assert (answer.status_code, answer.content_type) == (200, "audio/webm")
    assert answer.data[:4] == b"\x1aE\xdf\xa3"  # EBML: Opus in WebM, not the WAV that came
    part = visit(evaluator, url, headers={"Range": "bytes=0-99"})
    assert (part.status_code, part.data) == (206, answer.data[:100])


def test_a_call_that_nothing_was_looked_for_in_stays_closed(call, visit) -> None:
    db.session.delete(db.session.get_one(Redaction, call.id))
    assert visit(make_user("evaluator"), f"/media/{call.recordings[0].id}").status_code == 409


def test_who_may_opens_it_with_a_reason_and_each_look_is_noted(call, visit) -> None:
    keeper = make_user("qa_lead")
    page, sound = f"/interactions/{call.id}?original=1", f"/media/{call.recordings[0].id}/original"
    assert visit(keeper, page).status_code == 403
    assert visit(keeper, sound).status_code == 403
    opened = visit(
        keeper, f"/interactions/{call.id}/original", "post", data={"reason": "The bank asks"}
    )
    assert opened.location == page
    assert "4111 1111 1111 1111" in visit(keeper, page).text
    heard = visit(keeper, sound)
    assert (heard.status_code, heard.data[:4]) == (200, b"RIFF")
    assert heard.headers["Cache-Control"] == "no-store"
    part = visit(keeper, sound, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, heard.data[100:200])
    whole = visit(keeper, sound, headers={"Range": "bytes=-99999999"})
    assert whole.data == heard.data
    kept = visit(keeper, f"{sound}?download=1")
    assert kept.headers["Content-Disposition"] == "attachment; filename=sound.wav"
    assert verbs() == [
        "interaction.original_opened",
        "interaction.original_read",
        "interaction.original_heard",
        "interaction.original_heard",
        "interaction.original_downloaded",
    ]
    (look,) = db.session.scalars(select(OriginalLook))
    assert (look.user_id, look.reason) == (keeper.id, "The bank asks")


def test_without_a_reason_nothing_opens(call, visit) -> None:
    keeper = make_user("admin")
    visit(keeper, f"/interactions/{call.id}/original", "post", data={"reason": " "})
    assert visit(keeper, f"/interactions/{call.id}?original=1").status_code == 403
    assert verbs() == []


def test_a_look_ends_after_an_hour_and_is_nobody_elses(call, visit) -> None:
    keeper, other = make_user("qa_lead"), make_user("qa_lead")
    look = add(OriginalLook(interaction_id=call.id, user_id=keeper.id, reason="x"))
    sound = f"/media/{call.recordings[0].id}/original"
    assert visit(other, sound).status_code == 403
    look.at = now() - LOOK_LASTS
    assert visit(keeper, sound).status_code == 403


@pytest.mark.parametrize("role", ["evaluator", "lead", "agent", "hr"])
def test_others_may_not(call, visit, role: str) -> None:
    user = make_user(role)
    urls = (f"/interactions/{call.id}?original=1", f"/media/{call.recordings[0].id}/original")
    assert {visit(user, url).status_code for url in urls} <= {403, 404}
    answer = visit(user, f"/interactions/{call.id}/original", "post", data={"reason": "x"})
    assert answer.status_code == 403
