"""A worker killed with -9 at any instant: nothing accepted is lost, no effect happens twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from core.jobs import queue
from core.jobs.models import DONE, Job
from core.jobs.registry import functions, job
from core.jobs.runner import run_pending
from people.models import Team

ROOT = Path(__file__).parents[2]
MOMENTS = ("claimed", "half way", "effect written", "finished, not committed", "committed")


@pytest.fixture(autouse=True)
def heir(app: Flask):
    """This process can do the job too."""

    @job("test.team")
    def make_team(context, name: str) -> None:
        db.session.add(Team(name=name))
        context.finish()
        db.session.commit()

    yield
    functions.pop("test.team")


def kill_worker_at(app: Flask, moment: str) -> None:
    """Run a worker in its own process until it reaches ``moment``, then kill it with -9."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    worker = subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "tests/core/worker_process.py"),
            url,
            moment,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline().decode().strip() == moment
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()


def run_until_done(app: Flask, job_id: int) -> None:
    """Be the next worker: wait for the dead one's lease of a second to run out, then work."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        run_pending(app)
        state = db.session.scalar(select(Job.state).where(Job.id == job_id))
        db.session.rollback()
        if state == DONE:
            return
        time.sleep(0.2)
    pytest.fail("the job was lost")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_worker_killed_at_any_instant_loses_and_repeats_nothing(app: Flask, moment: str) -> None:
    found = queue.enqueue("test.team", {"name": "North"})
    assert found is not None
    job_id = found.id
    db.session.commit()
    db.engine.dispose()

    kill_worker_at(app, moment)
    run_until_done(app, job_id)

    names = db.session.scalars(select(Team.name)).all()
    db.session.rollback()
    assert names == ["North"]
