"""How long each page takes, and how many queries, in a small centre and in a large one.

The named peer of every row is the same page in the small centre, in the same run and process.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.world import World, fill, make_tables
from core.db import db
from core.settings import read_settings
from people.models import User

SMALL, LARGE = 1_000, 50_000
REQUESTS = 30
WARM_UP = 3
LIMIT_RATIO = 1.5
LIMIT_P95_MS = 100.0

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Page:
    """A page, who opens it, and whether the promise of 100 ms covers it."""

    name: str
    user: str
    path: str
    promised: bool = False


PAGES = (
    Page("queue", "evaluator", "/queue", True),
    Page("workspace", "evaluator", "/review/{assignment}", True),
    Page("scorecard", "agent_user", "/scorecard", True),
    Page("team", "lead", "/team", True),
    Page("interactions", "qa_lead", "/interactions", False),
    Page("evaluation", "agent_user", "/evaluations/{evaluation}", False),
    Page("board", "lead", "/coaching", False),
)


@dataclass(frozen=True)
class Measured:
    """Milliseconds of one page: the first answer of the process, and the later ones' quantiles."""

    first_ms: float
    p50_ms: float
    p95_ms: float
    work_ms: float
    queries: int


@dataclass(frozen=True)
class Centre:
    """A filled centre and where to look in it."""

    app: Flask
    world: World


@dataclass(frozen=True)
class Spent:
    """Milliseconds of one answer: on the clock, and of work in this thread."""

    wall: float
    work: float


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Give a list that grows by each statement sent to the database."""
    statements: list[str] = []

    def remember(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", remember)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", remember)


def open_as(app: Flask, user_id: int) -> FlaskClient:
    """A browser in which this user has signed in."""
    with app.app_context():
        key = db.session.get_one(User, user_id).fs_uniquifier
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = key, True
    return client


def get(client: FlaskClient, path: str) -> Spent:
    """Open a page and return what it took. Raises RuntimeError unless it is 200."""
    started, worked = time.perf_counter(), time.thread_time()
    response = client.get(path)
    response.get_data()
    spent = Spent(1000 * (time.perf_counter() - started), 1000 * (time.thread_time() - worked))
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return spent


class Visitor:
    """Somebody who opens one page of one centre again and again."""

    def __init__(self, app: Flask, page: Page, world: World) -> None:
        self.client = open_as(app, getattr(world, page.user))
        self.path = page.path.format_map(vars(world))
        self.first = get(self.client, self.path)
        with app.app_context(), counted_queries() as statements:
            get(self.client, self.path)
            self.queries = len(statements)
        self.spent: list[Spent] = []

    def visit(self) -> None:
        self.spent.append(get(self.client, self.path))

    def figures(self) -> Measured:
        walls = [spent.wall for spent in self.spent]
        return Measured(
            first_ms=self.first.wall,
            p50_ms=statistics.median(walls),
            p95_ms=statistics.quantiles(walls, n=20, method="inclusive")[-1],
            work_ms=statistics.median(spent.work for spent in self.spent),
            queries=self.queries,
        )


def measure(page: Page, centres: Sequence[Centre], requests: int) -> list[Measured]:
    """Open a page ``requests`` times in each centre, in turns, so that both meet the same load."""
    visitors = [Visitor(centre.app, page, centre.world) for centre in centres]
    for visitor in visitors * WARM_UP:
        get(visitor.client, visitor.path)
    for _ in range(requests):
        for visitor in visitors:
            visitor.visit()
    return [visitor.figures() for visitor in visitors]


@contextmanager
def centre(create_app: Callable[..., Flask], interactions: int) -> Iterator[Centre]:
    """A filled centre on a fresh SQLite file."""
    with tempfile.TemporaryDirectory(prefix="rubrica-bench-") as folder:
        env = {"RUBRICA_DATA": folder, "RUBRICA_SECRET_KEY": "a-secret-for-one-bench-only-0000"}
        # As in tests: no line of log for each request.
        app = create_app(read_settings(env), RATELIMIT_ENABLED=False, TESTING=True)
        with app.app_context():
            make_tables()
            world = fill(interactions)
            db.session.execute(db.text("analyze"))
            db.session.commit()
            db.session.remove()
        yield Centre(app, world)
        with app.app_context():
            db.engine.dispose()


def run(
    create_app: Callable[..., Flask],
    progress: Progress = lambda _words: None,
    small: int = SMALL,
    large: int = LARGE,
    requests: int = REQUESTS,
) -> list[dict[str, Any]]:
    """Measure every page in both centres; ``ratio`` is the large one's median over the small's.

    ``first_ms`` is the first answer after the start, before anything is remembered; ``work_ms`` the
    median of processor time alone, which a busy machine does not change. ``kept`` says whether the
    promises hold: no more queries, at most 1.5 times as long, and p95 under 100 ms for the pages
    that people work in all day.
    """
    with ExitStack() as stack:
        centres = []
        for interactions in (small, large):
            progress(f"Filling a centre with {interactions:,} interactions ...")
            centres.append(stack.enter_context(centre(create_app, interactions)))
        rows = []
        for page in PAGES:
            progress(f"Opening {page.name} {2 * requests} times ...")
            before, after = measure(page, centres, requests)
            rows.append(row(page, before, after, small, large))
    return rows


def row(page: Page, before: Measured, after: Measured, small: int, large: int) -> dict[str, Any]:
    ratio = after.p50_ms / before.p50_ms
    in_time = not page.promised or after.p95_ms < LIMIT_P95_MS
    return {
        "name": page.name,
        "small": small,
        "large": large,
        "queries_small": before.queries,
        "queries_large": after.queries,
        "p50_ms_small": round(before.p50_ms, 1),
        "p50_ms_large": round(after.p50_ms, 1),
        "p95_ms_large": round(after.p95_ms, 1),
        "first_ms_large": round(after.first_ms, 1),
        "work_ms_small": round(before.work_ms, 1),
        "work_ms_large": round(after.work_ms, 1),
        "ratio": round(ratio, 2),
        "peer": f"the same page with {small:,} interactions",
        "kept": after.queries <= before.queries and ratio <= LIMIT_RATIO and in_time,
    }
