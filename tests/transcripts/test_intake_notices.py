"""What people are told about what comes in."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from people.models import User
from people.notices.models import Notice
from people.notices.reading import words_of
from tests.factories import make_source, make_user
from tests.transcripts.calls import received, work
from tests.transcripts.imports.imported import CHATS, put, run_import
from tests.transcripts.sounds import wav
from transcripts import jobs
from transcripts.imports.running import conclude
from transcripts.imports.watching import scan_folder, watch_root
from transcripts.speech.audio import AudioError

pytestmark = pytest.mark.database


def told(name: str) -> list[str]:
    """What the person of this name has been told; jobs let go of the rows of a test."""
    mine = select(Notice).join(Notice.user).where(User.name == name).order_by(Notice.id)
    return [words_of(notice) for notice in db.session.scalars(mine)]


def test_whoever_began_an_import_is_told_how_it_ended(app: Flask) -> None:
    user, _other = make_user("qa_lead", name="Ana"), make_user("qa_lead", name="Ben")
    source = make_source(name="Desk")
    import_ = run_import(app, source, {"chats.csv": CHATS + b",agent,nobody's\n"}, user=user)
    assert told("Ana") == [
        "Your import into Desk has ended: 2 imported, 0 there already, 1 refused."
    ]
    assert told("Ben") == []
    conclude(import_.id, "the storage is away")
    assert told("Ana")[-1] == (
        "Your import into Desk broke off after 3 records; nothing read is lost."
    )


def test_what_a_watched_folder_refuses_is_told_to_those_who_keep_sources(app: Flask) -> None:
    make_user("qa_lead", name="Lea"), make_user("evaluator", name="Eva")
    source = make_source(name="Desk", watched_folder="office")
    db.session.commit()
    number = source.id
    db.session.rollback()
    put(watch_root() / "office", {"chats.csv": CHATS})
    scan_folder(number, settled=0)
    assert told("Lea") == []
    db.session.rollback()
    put(watch_root() / "office", {"broken.json": b"{"})
    scan_folder(number, settled=0)
    assert told("Lea") == ["1 record from the folder of Desk was refused; its file is set aside."]
    assert told("Eva") == []


def test_calls_without_a_transcript_are_told_once_for_each_source(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments):
        raise AudioError("too_long", hours=10.0, limit=4.0)

    monkeypatch.setattr(jobs, "run_in_child", refuse)
    make_user("qa_lead", name="Lea")
    db.session.commit()
    source = make_source()
    received(wav(2.0), source=source)
    received(wav(3.0), source=source)
    assert work(app) == ["failed", "failed"]
    assert len(told("Lea")) == 1
    assert "could not be transcribed" in told("Lea")[0]
