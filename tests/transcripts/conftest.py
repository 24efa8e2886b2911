"""What the tests of the transcripts room share."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from core.db import db
from core.jobs import queue
from people.models import User
from tests.factories import make_user
from tests.transcripts.calls import received, work
from tests.transcripts.cut_wrong import cut_wrong
from tests.transcripts.sounds import transcription
from transcripts import jobs
from transcripts.models import Interaction


@pytest.fixture
def visit(sign_in) -> Callable[..., TestResponse]:
    """Return a function that commits what the test has made and asks for a page as somebody."""

    def ask(user: User, url: str, method: str = "get", **options: Any) -> TestResponse:
        db.session.commit()
        return getattr(sign_in(user), method)(url, **options)

    return ask


@pytest.fixture
def hear(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Transcribe a call, the first time or anew, as if an engine had heard these turns."""

    def transcribe(*turns, number: int | None = None) -> int:
        monkeypatch.setattr(jobs, "run_in_child", lambda *_: transcription(*turns))
        if number is None:
            number = received()
        else:
            queue.enqueue("transcripts.transcribe", {"interaction_id": number}, queue="speech")
            db.session.commit()
        assert "failed" not in work(app)
        return number

    return transcribe


@pytest.fixture
def call(app: Flask) -> Interaction:
    """A call whose turns were cut wrong, committed."""
    found = cut_wrong()
    db.session.commit()
    return found


@pytest.fixture
def user(app: Flask) -> User:
    """Somebody who may correct, committed."""
    found = make_user("evaluator")
    db.session.commit()
    return found
