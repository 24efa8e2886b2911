"""Uploading in a real browser: bars, a call of two files, and files that are no sound."""

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.db import db
from core.jobs.runner import Worker, start_threads
from tests.browser.house import House
from tests.transcripts.sounds import transcription, wav
from transcripts import jobs
from transcripts.models import Interaction, Recording

seeds = itertools.count(5000)


@pytest.fixture
def workers(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Worker]]:
    """Workers as `rubrica run` starts them, with an engine that hears the same in every call."""

    def hear(_paths, _options, on_progress, _should_stop):
        on_progress(0.5)
        return transcription()

    monkeypatch.setattr(jobs, "run_in_child", hear)
    started = start_threads(house.app)
    yield started
    for worker in started:
        worker.stop()


@pytest.fixture
def page(open_as) -> Page:
    found = open_as("evaluator")
    found.goto("/interactions/upload")
    return found


def sound(name: str, seconds: float = 2.0) -> dict:
    return {"name": name, "mimeType": "audio/wav", "buffer": wav(seconds, seed=next(seeds))}


def send(page: Page, *files: dict) -> None:
    page.locator("#files").set_input_files(list(files))
    page.get_by_role("button", name="Upload").click()


def recordings(house: House, name: str) -> list[Recording]:
    with house.app.test_request_context():
        call = select(Recording.interaction_id).where(Recording.filename == name)
        rows = db.session.scalars(
            select(Recording)
            .where(Recording.interaction_id.in_(call), Recording.kind == "original")
            .order_by(Recording.position)
        ).all()
        db.session.expunge_all()
        db.session.remove()
    return list(rows)


def look_again_until_open(page: Page) -> None:
    """Reload while the page says that what is private is still being taken out of the sound."""
    for _look in range(60):
        if not page.get_by_text("What is private is being taken out of the sound").count():
            return
        page.wait_for_timeout(500)
        page.reload()


def test_two_files_become_one_call_that_is_transcribed(house, page: Page, workers) -> None:
    page.get_by_label("one call", exact=False).check()
    send(page, sound("agent-side.wav"), sound("customer-side.wav"))
    line = page.locator("[data-uploads] li")
    expect(line).to_have_count(1)
    expect(line.locator(".uploads__name")).to_have_text("agent-side.wav + customer-side.wav")
    expect(line.locator("[data-state-words]")).to_have_text("Ready")
    kept = recordings(house, "agent-side.wav")
    assert [row.filename for row in kept] == ["agent-side.wav", "customer-side.wav"]
    line.locator("a").click()
    expect(page.locator(".turn")).to_have_count(2)
    look_again_until_open(page)
    expect(page.locator("[data-player][data-ready]")).to_be_visible()


def test_several_calls_have_a_bar_each(page: Page, workers) -> None:
    send(page, sound("monday.wav"), sound("tuesday.wav"))
    expect(page.locator("[data-uploads] li")).to_have_count(2)
    expect(page.locator("[data-uploads] progress")).to_have_count(2)
    for number in range(2):
        state = page.locator("[data-uploads] [data-state-words]").nth(number)
        expect(state).to_have_text("Ready")


def test_what_is_no_sound_gets_its_reason_and_the_others_go_on(house, page: Page, workers) -> None:
    page.watch.expected.append("the server responded with a status of 4")
    letter = {"name": "letter.wav", "mimeType": "audio/wav", "buffer": b"Dear all, no sound here."}
    send(page, letter, sound("good.wav"))
    lines = page.locator("[data-uploads] li")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_have_attribute("data-state", "failed")
    expect(lines.nth(0).locator("[data-state-words]")).to_contain_text("letter.wav")
    expect(lines.nth(1).locator("[data-state-words]")).to_have_text("Ready")
    assert recordings(house, "letter.wav") == []


def test_a_second_upload_of_the_same_file_leads_to_the_call_that_is_there(
    house, page: Page
) -> None:
    file = sound("again.wav")
    for _ in range(2):
        page.goto("/interactions/upload")
        send(page, file)
        expect(page.locator("[data-uploads] a")).to_be_visible()
    assert len(recordings(house, "again.wav")) == 1
    with house.app.test_request_context():
        calls = select(Interaction).where(Interaction.recordings.any(filename="again.wav"))
        assert len(db.session.scalars(calls).all()) == 1
        db.session.remove()
