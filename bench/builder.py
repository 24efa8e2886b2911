"""How quickly the rubric builder answers a key stroke, with 10 and with 200 questions, in Chromium.

The named peer of every row is the same key stroke in a rubric of 10 questions, in the same run. A
key stroke is measured from the key to the next frame drawn, so that layout and painting count;
`work_ms` is the part of it that the page itself works, scripts and layout.
"""

import logging
import os
import shutil
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from flask import Flask
from waitress import create_server

from bench.world import make_tables
from core.db import db
from core.settings import read_settings
from evaluation.rubrics import drafting
from evaluation.rubrics.rebalance import rebalance
from people.actions import create_user
from people.permissions import QA_LEAD

SMALL, LARGE = 10, 200
STROKES = 40
LIMIT_MS = 100.0
EMAIL = "qa@bench.test"
PASSWORD = "a password for the bench only"  # noqa: S105 - of a throw-away house
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

Progress = Callable[[str], None]

STROKE = """async ([selector, index, text]) => {
  const input = document.querySelectorAll(selector)[index];
  input.focus();
  const began = performance.now();
  input.value = text;
  input.dispatchEvent(new InputEvent("input", {bubbles: true}));
  document.body.getBoundingClientRect();
  const worked = performance.now() - began;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return [worked, performance.now() - began];
}"""


def a_rubric(questions: int) -> dict[str, Any]:
    """A document of so many anchored scales in three languages, ten to a section."""
    document = drafting.starter_document("Bench", "en")
    count = max(questions // 10, 1)
    shares = rebalance([1.0] * count)
    document["sections"] = [_section(s, shares[s]) for s in range(count)]
    return document


def _section(number: int, weight: float) -> dict[str, Any]:
    def texts(words: str) -> dict[str, str]:
        return {language: f"{words} ({language})" for language in ("en", "es", "ca")}

    questions = [
        {
            "key": f"q{number}_{i}", "name": texts(f"Question {number}.{i}"),
            "guidance": texts("What to look for, in a sentence or two of the usual length."),
            "competency": None, "kind": "scale", "weight": 10, "critical": None, "bonus": False,
            "allow_na": True, "minimum": 0, "maximum": 4, "options": [],
            "anchors": [{"value": v, "texts": texts(f"Level {v} looks so")} for v in range(5)],
        }
        for i in range(10)
    ]  # fmt: skip
    key = f"s{number}"
    return {"key": key, "name": texts(f"Section {number}"), "weight": weight, "criteria": questions}


def run(create_app: Callable[..., Flask], progress: Progress) -> list[dict[str, Any]]:
    """Rows for typing a name and for typing a weight, small and large."""
    try:
        playwright_started = import_module("playwright.sync_api").sync_playwright
    except ImportError as missing:
        raise RuntimeError("this bench drives a browser: install the extra “test”") from missing
    rows: list[dict[str, Any]] = []
    with _house(create_app) as (address, ids), playwright_started() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(base_url=address, viewport={"width": 1440, "height": 900})
        _sign_in(page)
        for questions in (SMALL, LARGE):
            progress(f"{questions} questions")
            rows += _measure(page, ids[questions], questions, rows)
        browser.close()
    return rows


@contextmanager
def _house(create_app: Callable[..., Flask]) -> Iterator[tuple[str, dict[int, int]]]:
    """A served centre with one person and two drafts: its address, and rubric ids by size."""
    with tempfile.TemporaryDirectory() as folder:
        env = {"RUBRICA_DATA": folder, "RUBRICA_SECRET_KEY": "for-the-bench-only"}
        app = create_app(read_settings(env), RATELIMIT_ENABLED=False)
        with app.test_request_context():
            make_tables()
            user = create_user(None, EMAIL, [QA_LEAD], name="Bench", password=PASSWORD)
            db.session.flush()
            ids = {
                size: drafting.new_rubric(user, a_rubric(size)).rubric_id for size in (SMALL, LARGE)
            }
            db.session.commit()
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        server: Any = create_server(app, host="127.0.0.1", port=0, threads=4, ident=None)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.effective_port}", ids
        finally:
            server.close()
            thread.join(5)


def _measure(
    page: Any, rubric_id: int, questions: int, peers: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    page.goto(f"/rubrics/{rubric_id}/edit")
    page.wait_for_selector("[data-builder][data-ready]")
    page.locator(".outline__questions .outline__name").first.click()
    strokes = {
        "name": ("[data-editor] input[type=text]", 0, "A longer name " + "x"),
        "weight": (".outline__weight", 2, "1"),
    }
    rows = []
    for name, (selector, index, text) in strokes.items():
        measured = [
            page.evaluate(STROKE, [selector, index, f"{text}{n % 10}"]) for n in range(STROKES)
        ]
        work, times = zip(*measured, strict=True)
        p95 = statistics.quantiles(times, n=20)[-1]
        peer = next((row for row in peers if row["name"] == f"{name}, {SMALL} questions"), None)
        rows.append(
            {
                "name": f"{name}, {questions} questions",
                "work_ms": round(statistics.median(work), 1),
                "p50_ms": round(statistics.median(times), 1),
                "p95_ms": round(p95, 1),
                "longest_ms": round(max(times), 1),
                "peer": f"{name}, {SMALL} questions",
                "ratio": round(p95 / peer["p95_ms"], 2) if peer else 1.0,
                "ok": p95 < LIMIT_MS,
            }
        )
    return rows


def _chromium() -> str:
    named = os.environ.get("RUBRICA_CHROMIUM")
    for candidate in (named,) if named else CHROMIUMS:
        if candidate and (found := shutil.which(candidate)):
            return found
    raise RuntimeError("this bench needs Chromium; name it with RUBRICA_CHROMIUM")


def _sign_in(page: Any) -> None:
    page.goto("/login")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "login" not in url)
