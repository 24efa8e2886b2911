"""Tones known to the second: drawn, found, skipped to and heard where they are."""

import wave
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from core.db import db
from core.storage import storage
from tests.browser.calls import Call
from tests.browser.house import House
from tests.browser.listening import now, visit
from tests.browser.long_calls import interaction_of
from transcripts.metrics.measuring import measure
from transcripts.models import Recording, Transcript, Turn
from transcripts.privacy.applying import redact_interaction
from transcripts.waveforms import drawn

RATE, SECONDS, CUSTOMERS = 8000, 120, 100  # the customer's file ends earlier
AGENT_TONE, CUSTOMER_TONE = (20, 25), (40, 45)
LOUD = """(svg) => {
  const slider = document.querySelector("[data-player-position]");
  const [box, track] = [svg.getBoundingClientRect(), slider.getBoundingClientRect()];
  const [min, max] = [Number(slider.min), Number(slider.max)];
  const bars = svg.viewBox.baseVal.width;
  const drawn = svg.querySelector("path").getAttribute("d");
  const strokes = drawn.matchAll(/M([\\d.]+) \\S+v([\\d.]+)/g);
  const loud = [...strokes].filter((stroke) => stroke[2] > 40).map((stroke) => Number(stroke[1]));
  const share = (bar) => (box.left + (bar / bars) * box.width - track.left) / track.width;
  const edges = [Math.min(...loud) - 0.5, Math.max(...loud) + 0.5];
  return edges.map((bar) => min + (max - min) * share(bar));
}"""
LEVELS = """async (audio) => {
  const context = new AudioContext();
  const [source, meter] = [context.createMediaElementSource(audio), context.createAnalyser()];
  source.connect(meter);
  await context.resume();
  const samples = new Float32Array(meter.fftSize), found = [];
  const a_while = () => new Promise((done) => setTimeout(done, 20));
  for (const second of [22, 30, 42, 10, 23.5, 38]) {
    audio.currentTime = second;
    await audio.play();
    const late = performance.now() + 10000;
    while (audio.currentTime < second + 0.2 && performance.now() < late) await a_while();
    let loudest = 0;
    for (const until = performance.now() + 200; performance.now() < until;) {
      await a_while();
      meter.getFloatTimeDomainData(samples);
      loudest = Math.max(loudest, ...samples);
    }
    audio.pause();
    found.push(loudest > 0.1);
  }
  return found;
}"""


def tone(path: Path, length: int, spans: list[tuple[int, int] | None]) -> Path:
    """A WAV of silence with a tone from one second to another, one channel for each span."""
    times = np.arange(length * RATE) / RATE
    sounds = [
        0.6 * np.sin(2 * np.pi * 440 * times) * ((times >= span[0]) & (times < span[1]))
        for span in spans
        if span
    ]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(sounds))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.stack(sounds, axis=1) * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="module")
def tones(house: House, tmp_path_factory: pytest.TempPathFactory) -> Call:
    """A call of two files, the customer's first and shorter; both tones are words, too."""
    folder = tmp_path_factory.mktemp("tones")
    first = tone(folder / "customer.wav", CUSTOMERS, [CUSTOMER_TONE])
    second = tone(folder / "agent.wav", SECONDS, [AGENT_TONE])
    both = tone(folder / "both.wav", SECONDS, [CUSTOMER_TONE, AGENT_TONE])
    with house.app.app_context():
        call = interaction_of(SECONDS, "tones")
        call.agent_channel = 1
        sound = Recording(
            storage_key="originals/tones.wav",
            filename="tones.wav",
            media_type="audio/wav",
            size=storage().put("originals/tones.wav", both),
            sha256="1" * 64,
            duration_seconds=float(SECONDS),
            peaks=drawn([first, second], 3600),
        )
        call.recordings.append(sound)
        said = (("agent", AGENT_TONE, "beep"), ("customer", CUSTOMER_TONE, "buzz"))
        call.transcript = Transcript(
            language="en",
            turns=[
                Turn(position=n, speaker=who, start=a, end=b, text=word, words=[[word, a, b, 0.9]])
                for n, (who, (a, b), word) in enumerate(said)
            ],
        )
        db.session.add(call)
        db.session.flush()
        redact_interaction(call, new=True)
        measure(call)
        found = Call(call.id, 0, sound.id)
        db.session.commit()
        db.session.remove()
    return found


def drawn_spans(page: Page) -> list[list[float]]:
    """From which to which second each lane is loud, by where it stands above the slider."""
    lanes = page.locator(".lane__wave")
    return [lanes.nth(number).evaluate(LOUD) for number in range(lanes.count())]


@pytest.mark.parametrize("size", [(1440, 900), (360, 740)])
def test_both_lanes_stand_where_the_sound_is(open_as, tones: Call, size: tuple[int, int]) -> None:
    page = open_as("evaluator")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    visit(page, f"/interactions/{tones.interaction}")
    agent, customer = drawn_spans(page)
    assert agent == pytest.approx(AGENT_TONE, abs=0.7)
    assert customer == pytest.approx(CUSTOMER_TONE, abs=0.7)


def test_both_lanes_stand_where_the_sound_is_at_a_closer_look(open_as, tones: Call) -> None:
    page = open_as("evaluator")
    visit(page, f"/interactions/{tones.interaction}?t=22")
    for name, place, tone_at in (("agent", 22, AGENT_TONE), ("customer", 42, CUSTOMER_TONE)):
        page.locator("[data-player-zoom]").select_option("")
        page.locator("audio").evaluate("(audio, at) => { audio.currentTime = at; }", place)
        with page.expect_response("**/waveform?from=*"):
            page.locator("[data-player-zoom]").select_option("30")
        page.wait_for_function(
            "() => document.querySelector('.lane__wave').viewBox.baseVal.width === 150"
        )
        lane = page.locator(f'[data-speaker="{name}"] .lane__wave')
        assert lane.evaluate(LOUD) == pytest.approx(tone_at, abs=0.5)


def test_what_is_heard_after_seeking_is_what_lies_there(open_as, tones: Call) -> None:
    page = open_as("evaluator")
    visit(page, f"/interactions/{tones.interaction}")
    heard = page.locator("audio").evaluate(LEVELS)
    assert heard == [True, False, True, False, True, False]


def test_many_seeks_at_once_end_at_the_last_one(open_as, tones: Call) -> None:
    page = open_as("evaluator")
    visit(page, f"/interactions/{tones.interaction}")
    page.locator("h1").click()
    for key in "llllllllllllljjl":
        page.keyboard.press(key)
    assert now(page) == pytest.approx(60, abs=0.1)
    page.keyboard.press("k")  # a browser may leave a seek waiting for as long as nothing plays
    page.wait_for_function("() => document.querySelector('audio').currentTime > 60.2")
    page.keyboard.press("k")
    assert now(page) < 75
    assert page.locator("[data-player-failed]").is_hidden()


def test_skipping_silence_begins_at_the_first_tone(open_as, tones: Call) -> None:
    page = open_as("evaluator")
    visit(page, f"/interactions/{tones.interaction}")
    page.locator("h1").click()
    with page.expect_response("**/waveform?silences=1*") as answer:
        page.keyboard.press("s")
    edges = [edge for span in answer.value.json()["silences"] for edge in span]
    assert edges == pytest.approx([0, *AGENT_TONE, *CUSTOMER_TONE, SECONDS], abs=0.15)
    page.keyboard.press("k")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 19")
    page.keyboard.press("k")
    assert now(page) < 23


def test_a_result_of_the_search_opens_at_its_moment(open_as, tones: Call) -> None:
    page = open_as("evaluator")
    page.goto("/interactions?q=buzz")
    page.locator("main").get_by_role("link", name="0:40").first.click()
    page.wait_for_function("() => document.querySelector('audio')?.currentTime >= 39.5")
    assert now(page) == pytest.approx(40, abs=0.5)
