"""Voicemails that come by e-mail: the mail with its words, the recording as a call to hear."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from core.jobs.models import Job
from tests.factories import make_source
from tests.rows import rows
from tests.transcripts.formats.test_email_file import letter
from tests.transcripts.imports.imported import counts, refusals, run_import
from tests.transcripts.sounds import wav
from transcripts.models import Interaction

pytestmark = pytest.mark.database
MAIL = letter(
    "You have a voicemail.",
    ("bill of 612345678.pdf", "application/pdf", b"%" * 2_400),
    ("msg0001.wav", "audio/x-wav", wav()),
)


def test_the_mail_is_read_and_the_recording_waits_to_be_heard(app: Flask) -> None:
    assert counts(run_import(app, make_source(), {"mail.eml": MAIL})) == (2, 0, 0)
    mail, call = sorted(rows(Interaction), key=lambda found: found.external_id)
    assert (mail.channel, mail.state, mail.recordings) == ("email", "ready", [])
    assert (call.channel, call.state, call.transcript) == ("voice", "received", None)
    assert [recording.filename for recording in call.recordings] == ["msg0001.wav"]
    assert call.customer_id == mail.customer_id is not None
    assert call.facts["case_ref"] == "<1@example.org>"
    queued = select(Job).where(Job.name == "transcripts.transcribe")
    assert [job.arguments for job in db.session.scalars(queued)] == [{"interaction_id": call.id}]


def test_other_enclosures_are_named_with_their_size_and_nothing_private(app: Flask) -> None:
    run_import(app, make_source(), {"mail.eml": MAIL})
    mail = next(found for found in rows(Interaction) if found.channel == "email")
    assert mail.facts["attachments"] == ["bill of [phone].pdf (2 kB)"]


def test_a_second_time_adds_nothing(app: Flask) -> None:
    source = make_source()
    run_import(app, source, {"mail.eml": MAIL})
    assert counts(run_import(app, source, {"again.eml": MAIL})) == (0, 2, 0)


def test_a_recording_that_is_none_is_refused_and_the_mail_stays(app: Flask) -> None:
    broken = letter("Listen.", ("msg.wav", "audio/wav", b"no sound at all"))
    done = run_import(app, make_source(), {"mail.eml": broken})
    assert counts(done) == (1, 0, 1)
    assert [found.channel for found in rows(Interaction)] == ["email"]
    assert len(refusals(done)) == 1
