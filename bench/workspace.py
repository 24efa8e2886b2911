"""How long the next review takes to open and to submit, in a small centre and in one of a million.

The named peer of every row is the same deed in the small centre, in the same run and process.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from bench.pages import Spent, open_as
from bench.world import World, fill, make_tables
from core.bulk import advance_sequences
from core.db import db
from core.settings import read_settings
from evaluation.models import Evaluation
from evaluation.rubrics.adapters import criteria_of
from evaluation.rubrics.queries import version_in_use
from evaluation.sampling.models import OPEN, Assignment

SMALL, LARGE = 1_000, 1_000_000
REVIEWS = 15
LIMITS_MS = {"open the next review": 150.0, "save an answer": 100.0, "submit": 100.0}
LARGE_SETTING, WORLD_SETTING = "RUBRICA_BENCH_INTERACTIONS", "RUBRICA_BENCH_WORLD"
ADDRESS_SETTING = "RUBRICA_BENCH_DATABASE"
SECRET = "a-secret-for-one-bench-only-0000"  # noqa: S105

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Review:
    """An open review of one evaluator, and an answer to each of its questions."""

    assignment: int
    answers: dict[int, float]


def spent_on(deed: Callable[[], Any]) -> tuple[Spent, int]:
    """What a request took, and its status."""
    started, worked = time.perf_counter(), time.thread_time()
    response = deed()
    response.get_data()
    wall, work = time.perf_counter() - started, time.thread_time() - worked
    return Spent(1000 * wall, 1000 * work), response.status_code


class Evaluator:
    """Somebody who works through their queue in one centre."""

    def __init__(self, app: Flask, world: World) -> None:
        self.client: FlaskClient = open_as(app, world.evaluator)
        with app.app_context():
            self.reviews = reviews_of(world.evaluator)
            db.session.remove()
        self.spent: dict[str, list[Spent]] = {name: [] for name in LIMITS_MS}

    def work(self, place: int) -> None:
        """Open a review, save its answers, submit it."""
        review = self.reviews[place]
        path = f"/review/{review.assignment}"
        self.note("open the next review", lambda: self.client.get(path))
        answers = {str(key): {"value": value, "na": False} for key, value in review.answers.items()}
        body = {"revision": 0, "answers": answers}
        self.note("save an answer", lambda: self.client.post(path + "/save", json=body))
        self.note("submit", lambda: self.client.post(path + "/submit", data={"revision": 1}))

    def note(self, name: str, deed: Callable[[], Any]) -> None:
        spent, status = spent_on(deed)
        if status not in (200, 302):
            raise RuntimeError(f"{name}: answered {status}")
        self.spent[name].append(spent)

    def walls(self, name: str) -> list[float]:
        """Milliseconds of a deed, the first of the process left out."""
        return [spent.wall for spent in self.spent[name][1:]]


def reviews_of(user_id: int) -> list[Review]:
    """The open reviews of a user without a draft, first due first."""
    rows = db.session.scalars(
        select(Assignment)
        .where(
            Assignment.evaluator_id == user_id,
            Assignment.state == OPEN,
            ~select(Evaluation.id).where(Evaluation.assignment_id == Assignment.id).exists(),
        )
        .order_by(Assignment.due_on, Assignment.id)
    )
    found = []
    for row in rows:
        version = version_in_use(row.rubric_id)
        questions = criteria_of(version) if version else []
        found.append(Review(row.id, {c.id: c.maximum for c in questions if c.kind != "text"}))
    return found


@contextmanager
def centre(
    create_app: Callable[..., Flask], interactions: int, address: str | None
) -> Iterator[Evaluator]:
    """A filled centre: in a folder that is kept where RUBRICA_BENCH_WORLD names one."""
    kept = os.environ.get(WORLD_SETTING)
    with ExitStack() as stack:
        passing = tempfile.TemporaryDirectory(prefix="rubrica-bench-")
        folder = Path(kept) / str(interactions) if kept else Path(stack.enter_context(passing))
        folder.mkdir(parents=True, exist_ok=True)
        env = {"RUBRICA_DATA": str(folder), "RUBRICA_SECRET_KEY": SECRET}
        if address:
            env["DATABASE_URL"] = f"{address}_{interactions}"
        app = create_app(
            read_settings(env), RATELIMIT_ENABLED=False, TESTING=True, WTF_CSRF_ENABLED=False
        )
        with app.app_context():
            world = kept_world(folder / "world.json", interactions)
        yield Evaluator(app, world)
        with app.app_context():
            db.engine.dispose()


def kept_world(path: Path, interactions: int) -> World:
    """The world of a folder, filled the first time."""
    if path.exists():
        return World(**json.loads(path.read_text(encoding="utf-8")))
    make_tables()
    world = fill(interactions, turns_of_open=True)
    advance_sequences()
    db.session.execute(text("analyze"))
    db.session.commit()
    db.session.remove()
    path.write_text(json.dumps(vars(world)), encoding="utf-8")
    return world


def run(
    create_app: Callable[..., Flask],
    progress: Progress = lambda _words: None,
    small: int = SMALL,
    large: int | None = None,
    reviews: int = REVIEWS,
) -> list[dict[str, Any]]:
    """Work through ``reviews`` reviews in both centres, in turns, so that both meet the same load.

    On SQLite, and on PostgreSQL where RUBRICA_BENCH_DATABASE is the address of databases that
    exist but for the ending "_<interactions>". ``kept`` says whether the p95 is within its limit.
    """
    large = large or int(os.environ.get(LARGE_SETTING) or LARGE)
    address = os.environ.get(ADDRESS_SETTING)
    with ExitStack() as stack:
        people = []
        for interactions in (small, large):
            progress(f"Filling or finding a centre with {interactions:,} interactions ...")
            people.append(stack.enter_context(centre(create_app, interactions, address)))
        turns = min(reviews, *(len(person.reviews) for person in people))
        progress(f"Reviewing {turns} conversations in each ...")
        for place in range(turns):
            for person in people:
                person.work(place)
        return [row(name, people, small, large, bool(address)) for name in LIMITS_MS]


def row(
    name: str, people: Sequence[Evaluator], small: int, large: int, postgresql: bool
) -> dict[str, Any]:
    before, after = (person.walls(name) for person in people)
    p95 = statistics.quantiles(after, n=20, method="inclusive")[-1]
    middle, peer = statistics.median(after), statistics.median(before)
    work = statistics.median(spent.work for spent in people[1].spent[name][1:])
    return {
        "name": name,
        "database": "PostgreSQL" if postgresql else "SQLite",
        "interactions": large,
        "n": len(after),
        "p50_ms_small": round(peer, 1),
        "p50_ms_large": round(middle, 1),
        "p95_ms_large": round(p95, 1),
        "work_ms_large": round(work, 1),
        "ratio": round(middle / peer, 2),
        "peer": f"the same with {small:,} interactions",
        "limit_ms": LIMITS_MS[name],
        "kept": p95 < LIMITS_MS[name],
    }
