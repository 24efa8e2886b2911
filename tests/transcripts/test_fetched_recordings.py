"""Importing a record whose recording lies at an address."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from tests.factories import LONG_AGO, make_source
from tests.transcripts.sounds import wav
from transcripts import importing
from transcripts.actions import import_records
from transcripts.fetching import FetchError
from transcripts.formats.records import InteractionRecord, MediaRecord, TurnRecord
from transcripts.models import Interaction

pytestmark = pytest.mark.database
THERE = MediaRecord("a.wav", "audio/wav", url="https://media.example/a.wav", sha512="ab")


@pytest.fixture
def asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was asked of the allowed host, which always has the recording."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], fetch_hosts=("media.example",))
    calls: list[dict[str, Any]] = []

    def fetch(url: str, target: Path, **options: Any) -> None:
        calls.append({"url": url} | options)
        if url.endswith("gone.wav"):
            raise FetchError("fetch_failed", detail="HTTP 404")
        target.write_bytes(wav(seed=5))

    monkeypatch.setattr(importing, "fetch", fetch)
    return calls


def take(*media: MediaRecord, turns: tuple[TurnRecord, ...] = ()) -> list[str]:
    """Import one call; return the reasons for which it was refused."""
    call = InteractionRecord("1", "voice", started_at=LONG_AGO, media=media, turns=turns)
    return [line.reason for line in import_records([call], make_source()).refused]


def calls() -> list[Interaction]:
    return list(db.session.scalars(select(Interaction)))


def test_a_recording_at_an_allowed_host_comes_in_with_its_record(asked) -> None:
    assert take(THERE) == []
    (call,) = calls()
    assert (call.state, [r.filename for r in call.recordings]) == ("received", ["a.wav"])
    (question,) = asked
    assert (question["url"], question["sha512"]) == (THERE.url, "ab")
    assert question["hosts"] == ("media.example",)
    assert question["max_bytes"] == 1 << 30


def test_one_that_cannot_be_had_is_refused_with_the_reason(asked) -> None:
    reasons = take(replace(THERE, url="https://media.example/gone.wav"))
    assert reasons == ["The recording could not be fetched: HTTP 404"]
    assert calls() == []


def test_words_are_kept_without_the_recording_they_name(asked) -> None:
    gone = replace(THERE, url="https://media.example/gone.wav")
    assert take(gone, turns=(TurnRecord("agent", "Hello", start=0.0, end=1.0),)) == []
    (call,) = calls()
    assert (call.state, call.recordings) == ("ready", [])


def test_no_other_host_is_asked(asked) -> None:
    elsewhere = replace(THERE, url="https://elsewhere.example/a.wav")
    (reason,) = take(elsewhere)
    assert reason == (
        "The recording lies elsewhere and is not fetched: https://elsewhere.example/a.wav"
    )
    assert asked == []


def test_unless_hosts_are_named_nothing_is_fetched(app: Flask) -> None:
    assert app.config["SETTINGS"].fetch_hosts == ()
    assert len(take(THERE)) == 1
