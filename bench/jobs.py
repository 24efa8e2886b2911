"""The jobs table against a plain table without leases or fences, in one run on SQLite."""

import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text

from core.db import db
from core.jobs import queue
from core.jobs.context import JobContext
from core.jobs.models import DONE, Job
from core.jobs.registry import functions
from core.jobs.runner import run_pending
from core.migrating import migrate_database
from core.settings import read_settings

JOBS = 400
WORKERS = 4
NAME = "bench.nothing"
Progress = Callable[[str], None]


def run(create_app: Callable[..., Flask], progress: Progress) -> list[dict[str, Any]]:
    """Work 400 empty jobs by each way. Rows: jobs per second; ratio against the plain table."""
    functions[NAME] = do_nothing
    try:
        with tempfile.TemporaryDirectory() as folder:
            app = create_app(read_settings({"RUBRICA_DATA": folder}), TESTING=True)
            with app.app_context():
                migrate_database()
                progress(f"Working {JOBS} jobs from a plain table ...")
                plain = plain_table()
                progress("The same by the jobs table, one worker ...")
                one = leased(app, 1)
                progress(f"The same by {WORKERS} workers at once ...")
                many = leased(app, WORKERS)
                db.engine.dispose()
            size = Path(folder, "rubrica.db").stat().st_size
    finally:
        functions.pop(NAME)
    peer = "plain table, one commit to take and one to end"
    return [
        {"name": peer, "jobs_per_second": round(plain, 1), "ratio": 1.0},
        row("jobs table with leases, 1 worker", one, plain, peer),
        row(f"jobs table with leases, {WORKERS} workers", many, plain, peer) | {"bytes": size},
    ]


def row(name: str, rate: float, peer_rate: float, peer: str) -> dict[str, Any]:
    """One row of the result."""
    ratio = round(rate / peer_rate, 2)
    return {"name": name, "jobs_per_second": round(rate, 1), "ratio": ratio, "peer": peer}


def do_nothing(context: JobContext) -> None:
    """The empty job: all that is measured is the keeping of books."""
    context.finish()


def plain_table() -> float:
    """Jobs per second where a job is taken and removed without lease, token or heartbeat."""
    db.session.execute(text("create table plain_jobs (id integer primary key, taken integer)"))
    values = [{"id": number} for number in range(JOBS)]
    db.session.execute(text("insert into plain_jobs (id, taken) values (:id, 0)"), values)
    db.session.commit()
    take = text(
        "update plain_jobs set taken = 1 where id = "
        "(select id from plain_jobs where taken = 0 order by id limit 1) returning id"
    )
    started = time.perf_counter()
    while (number := db.session.execute(take).scalar_one_or_none()) is not None:
        db.session.commit()
        db.session.execute(text("delete from plain_jobs where id = :id"), {"id": number})
        db.session.commit()
    db.session.rollback()
    return JOBS / (time.perf_counter() - started)


def leased(app: Flask, workers: int) -> float:
    """Jobs per second by the jobs table; RuntimeError unless each was done exactly once."""
    before = done()
    for _ in range(JOBS):
        queue.enqueue(NAME)
    db.session.commit()
    threads = [threading.Thread(target=run_pending, args=(app,)) for _ in range(workers)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    if done() - before != JOBS:
        raise RuntimeError("some jobs were lost or done twice")
    return JOBS / seconds


def done() -> int:
    """How many jobs are done."""
    count = db.session.scalar(select(func.count()).where(Job.state == DONE)) or 0
    db.session.rollback()
    return count
