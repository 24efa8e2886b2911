"""An evaluator's day in a real browser: a whole call by keys, conditions, a killed server."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.db import db
from evaluation.models import DRAFT, RELEASED, Rating
from evaluation.rubrics.actions import import_rubric, publish
from evaluation.rubrics.models import Criterion
from evaluation.sampling.models import Assignment
from tests.browser.calls import Call, enter
from tests.browser.house import House
from tests.browser.long_calls import add_long_call
from tests.browser.test_workspace import (
    MOST_KEYS,
    Fingers,
    chosen,
    evaluations,
    questions,
    saved,
)

ROOT = Path(__file__).parents[2]
MINUTES_5 = 300.0


def test_five_minutes_of_call_take_fewer_than_sixty_keys_and_no_mouse(house, open_as) -> None:
    call = add_long_call(house.app, MINUTES_5, "an-evaluators-day")
    desk = open_as("evaluator")
    enter(desk, call)
    fingers = Fingers(desk)
    fingers.press("k")
    desk.wait_for_function("() => document.querySelector('audio').currentTime > 0.6")
    digits = questions(desk)
    for place, digit in enumerate(digits):
        fingers.press(digit)
        if place in {1, 4}:
            fingers.press("m", *"well asked", "Enter")
        if place + 1 < len(digits):
            fingers.press("Enter")
    saved(desk)
    fingers.press("Control+Enter")
    desk.wait_for_url("**/queue")
    assert evaluations(house, call) == [(RELEASED, len(digits), 2)]
    assert len(fingers.pressed) < MOST_KEYS
    fingers.press("n")
    desk.wait_for_url("**/review/*")


def test_the_next_open_question_is_one_key_away(desk: Page) -> None:
    fingers = Fingers(desk)
    fingers.press("1", "ArrowDown", "ArrowDown", "2", "ArrowUp", "ArrowUp", "u")
    current = desk.locator("[data-criterion]").evaluate_all(
        "(all) => all.findIndex((one) => 'current' in one.dataset)"
    )
    assert current == 1


def test_the_score_is_hidden_by_a_key_and_stays_hidden(desk: Page) -> None:
    score = desk.locator("[data-score]")
    expect(score).to_be_visible()
    with desk.expect_response("**/my-work/desk"):
        desk.keyboard.press("b")
    desk.reload()
    expect(desk.locator("#review[data-ready]")).to_be_visible()
    expect(score).to_be_hidden()
    with desk.expect_response("**/my-work/desk"):
        desk.keyboard.press("b")
    expect(score).to_be_visible()


def test_a_second_tab_is_announced(desk: Page, call: Call) -> None:
    other = desk.context.new_page()
    enter(other, call)
    for page in (desk, other):
        expect(page.get_by_text("This review is open in another tab too.")).to_be_visible()


def conditional() -> dict[str, Any]:
    """A form whose second question is asked after a low answer, and one measured by itself."""
    scale = {"key": "probes", "name": {"en": "Asks what is needed"}, "kind": "scale", "weight": 40,
             "minimum": 0, "maximum": 4,
             "root_causes": {"below": 2, "required": True, "causes": [
                 {"key": "haste", "texts": {"en": "Haste"}},
                 {"key": "training", "texts": {"en": "Not trained"}}]}}  # fmt: skip
    follow = {"key": "offers", "name": {"en": "Offers a call back"}, "kind": "yes_no", "weight": 40,
              "shown_if": {"question": "probes", "at_most": 1}}  # fmt: skip
    measured = {"key": "time", "name": {"en": "Keeps the time"}, "kind": "automatic", "weight": 20,
                "automatic": {"metric": "handle_seconds", "above": 0, "override": True,
                              "steps": [{"up_to": 600, "points": 100}]}}  # fmt: skip
    section = {"key": "all", "name": {"en": "All"}, "weight": 100,
               "criteria": [scale, follow, measured]}  # fmt: skip
    return {"format": "rubrica.rubric/1", "name": {"en": "Conditional"}, "quality_weight": 100,
            "speed_weight": 0, "sections": [section]}  # fmt: skip


def ask_conditionally(house: House, call: Call) -> None:
    with house.app.test_request_context(method="POST"):
        version = publish(None, import_rubric(None, conditional(), key=f"c{call.assignment}"))
        db.session.get_one(Assignment, call.assignment).rubric = version.rubric
        db.session.commit()
        db.session.remove()


def test_a_question_comes_and_goes_with_its_condition_and_keeps_its_answer(
    house, open_as, call: Call
) -> None:
    ask_conditionally(house, call)
    desk = open_as("evaluator")
    enter(desk, call)
    fingers = Fingers(desk)
    follow = desk.get_by_role("group", name="Offers a call back")
    causes = desk.get_by_role("group", name="What was behind it?")
    expect(follow).to_be_hidden()
    fingers.press("1")
    expect(follow).to_be_visible()
    expect(causes).to_be_visible()
    fingers.press("Enter", "1")
    expect(follow.locator("input:checked")).to_have_value("1")
    fingers.press("ArrowUp", "4")
    expect(follow).to_be_hidden()
    expect(causes).to_be_hidden()
    fingers.press("1")
    expect(follow.locator("input:checked")).to_have_value("1")
    fingers.press("Control+Enter")
    expect(desk.locator("[data-current] .question__problem")).to_be_visible()
    fingers.press("Shift+Digit2")
    saved(desk)
    fingers.press("Control+Enter")
    desk.wait_for_url("**/queue")
    assert answers(house, call) == [
        ("offers", 1.0, False, []),
        ("probes", 1.0, False, ["training"]),
        ("time", 100.0, False, []),
    ]


def answers(house: House, call: Call) -> list[tuple[str, float | None, bool, list[str]]]:
    with house.app.test_request_context():
        rows = db.session.execute(
            select(Criterion.key, Rating.value, Rating.not_applicable, Rating.root_causes)
            .join(Rating, Rating.criterion_id == Criterion.id)
            .where(Rating.evaluation.has(assignment_id=call.assignment))
            .order_by(Criterion.key)
        )
        found = [tuple(row) for row in rows]
        db.session.remove()
    return found


def serve(house: House, port: int) -> subprocess.Popen[bytes]:
    """The same house, served by a process that can be killed."""
    code = (
        "import sys; from pathlib import Path; from waitress import serve;"
        "from tests.browser.house import build;"
        "serve(build(Path(sys.argv[1])), host='127.0.0.1', port=int(sys.argv[2]))"
    )
    data = str(house.app.config["SETTINGS"].data)
    process = subprocess.Popen(
        [sys.executable, "-c", code, data, str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return process
    process.kill()
    raise AssertionError("the second server did not start")


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    yield number


def test_a_server_killed_in_the_middle_loses_no_answer(house, open_as, call: Call, port) -> None:
    server = serve(house, port)
    desk = open_as("evaluator", base_url=f"http://127.0.0.1:{port}")
    desk.watch.address = f"http://127.0.0.1:{port}"
    desk.watch.expected += ["ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_SOCKET"]
    try:
        enter(desk, call)
        fingers = Fingers(desk)
        digits = questions(desk)
        fingers.press(digits[0], "ArrowDown", digits[1])
        server.send_signal(signal.SIGKILL)
        server.wait()
        for digit in digits[2:]:
            fingers.press("ArrowDown", digit)
        given = chosen(desk)
        expect(desk.locator("[data-save-state]")).to_have_attribute("data-state", "failed")
        server = serve(house, port)
        saved(desk, within_seconds=60)  # tried again at growing intervals
        desk.reload()
        expect(desk.locator("#review[data-ready]")).to_be_visible()
        assert chosen(desk) == given
        assert evaluations(house, call) == [(DRAFT, len(digits), 0)]
    finally:
        server.kill()
        server.wait()
