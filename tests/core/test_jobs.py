"""A job exists exactly when its transaction does, is done by one worker, and survives them all."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core.clock import now
from core.db import db
from core.jobs import queue
from core.jobs.context import JobContext
from core.jobs.models import CANCELLED, DONE, FAILED, QUEUED, RUNNING, SOMEBODY_WAITS, Job
from core.jobs.registry import JobFailed, LeaseLost, functions, job, periodic, periodics
from core.jobs.runner import enqueue_periodics, run_pending, work_claim
from people.models import Team


@pytest.fixture(autouse=True)
def own_registry() -> Iterator[None]:
    kept, clock = dict(functions), dict(periodics)
    functions.clear()
    periodics.clear()
    yield
    functions.clear()
    functions.update(kept)
    periodics.clear()
    periodics.update(clock)


def enqueued(name: str = "test.team", **options) -> int:
    found = queue.enqueue(name, options.pop("arguments", {"name": "North"}), **options)
    assert found is not None
    job_id = found.id
    db.session.commit()
    return job_id


def found(job_id: int) -> Job:
    db.session.rollback()
    db.session.expire_all()
    row = db.session.get_one(Job, job_id)
    db.session.expunge(row)
    db.session.rollback()
    return row


def state_of(job_id: int) -> tuple[str, int]:
    db.session.rollback()
    row = db.session.execute(select(Job.state, Job.attempts).where(Job.id == job_id)).one()
    db.session.rollback()
    return row.state, row.attempts


def expire_lease(job_id: int) -> None:
    db.session.get_one(Job, job_id).lease_until = now() - timedelta(seconds=1)
    db.session.commit()


def make_team_job() -> None:
    @job("test.team")
    def make_team(context: JobContext, name: str) -> None:
        db.session.add(Team(name=name))
        context.finish()
        db.session.commit()


def team_names() -> list[str]:
    names = list(db.session.scalars(select(Team.name)))
    db.session.rollback()
    return names


def test_a_job_runs_once_and_its_effect_is_there(app: Flask) -> None:
    make_team_job()
    job_id = enqueued()
    assert run_pending(app) == ["done"]
    assert state_of(job_id) == (DONE, 1)
    assert team_names() == ["North"]
    assert run_pending(app) == []


def test_a_rolled_back_change_leaves_no_job(app: Flask) -> None:
    queue.enqueue("test.team", {"name": "North"})
    db.session.rollback()
    assert run_pending(app) == []


def test_the_same_dedupe_key_is_enqueued_once(app: Flask) -> None:
    enqueued(dedupe_key="monthly:7")
    assert queue.enqueue("test.team", {}, dedupe_key="monthly:7") is None
    db.session.rollback()


def test_jobs_without_a_dedupe_key_do_not_exclude_each_other(app: Flask) -> None:
    assert enqueued() != enqueued()


def test_a_job_is_not_done_before_its_time(app: Flask) -> None:
    make_team_job()
    enqueued(run_at=now() + timedelta(hours=1))
    assert run_pending(app) == []


def test_what_somebody_waits_for_is_done_before_what_came_earlier(app: Flask) -> None:
    imported, another = enqueued(), enqueued()
    uploaded = enqueued(priority=SOMEBODY_WAITS)
    claims = [queue.claim(db.session) for _ in range(3)]
    assert [claim.job_id for claim in claims if claim] == [uploaded, imported, another]


def test_priority_does_not_bring_a_job_before_its_time(app: Flask) -> None:
    enqueued(priority=SOMEBODY_WAITS, run_at=now() + timedelta(hours=1))
    due = enqueued()
    claim = queue.claim(db.session)
    assert claim is not None
    assert claim.job_id == due
    assert queue.claim(db.session) is None


def test_two_workers_never_hold_the_same_job(app: Flask) -> None:
    enqueued()
    first = queue.claim(db.session)
    assert first is not None
    assert queue.claim(db.session) is None


def test_a_worker_takes_only_its_queues(app: Flask) -> None:
    enqueued(queue="speech")
    assert queue.claim(db.session, ["default"]) is None
    assert queue.claim(db.session, ["speech"]) is not None


def test_a_job_whose_lease_ran_out_is_anybodys_again(app: Flask) -> None:
    job_id = enqueued()
    dead = queue.claim(db.session)
    expire_lease(job_id)
    heir = queue.claim(db.session)
    assert dead is not None
    assert heir is not None
    assert (heir.job_id, heir.attempt) == (job_id, 2)
    assert heir.token != dead.token


def test_a_worker_that_lost_its_lease_changes_nothing(app: Flask) -> None:
    make_team_job()
    job_id = enqueued()
    slow = queue.claim(db.session)
    assert slow is not None
    expire_lease(job_id)
    heir = queue.claim(db.session)
    assert heir is not None
    assert work_claim(app, heir) == "done"
    assert work_claim(app, slow) == "lost"
    assert team_names() == ["North"]


def test_a_worker_that_lost_its_lease_cannot_finish(app: Flask) -> None:
    job_id = enqueued()
    slow = queue.claim(db.session)
    expire_lease(job_id)
    queue.claim(db.session)
    assert slow is not None
    with pytest.raises(LeaseLost):
        queue.finish(db.session, slow)
    db.session.rollback()


def test_a_job_that_raises_is_tried_again_later_with_its_reason(app: Flask) -> None:
    @job("test.team")
    def stumble(context: JobContext, name: str) -> None:
        db.session.add(Team(name=name))
        db.session.flush()
        raise OSError("the disk is full")

    job_id = enqueued()
    assert run_pending(app) == ["again"]
    assert state_of(job_id) == (QUEUED, 1)
    assert found(job_id).error == "OSError: the disk is full"
    assert team_names() == []


def test_a_job_that_cannot_succeed_is_not_tried_again(app: Flask) -> None:
    @job("test.team")
    def refuse(context: JobContext, name: str) -> None:
        raise JobFailed("this is not audio")

    job_id = enqueued()
    assert run_pending(app) == ["failed"]
    assert state_of(job_id) == (FAILED, 1)
    assert found(job_id).error == "this is not audio"


def test_a_job_nobody_knows_fails_with_its_name(app: Flask) -> None:
    job_id = enqueued("test.unknown")
    assert run_pending(app) == ["failed"]
    assert found(job_id).error == "nobody here knows how to do test.unknown"


def test_a_job_that_kills_its_worker_every_time_is_given_up(app: Flask) -> None:
    job_id = enqueued(max_attempts=1)
    queue.claim(db.session)
    expire_lease(job_id)
    assert queue.claim(db.session) is None
    assert queue.bury_exhausted(db.session) == 1
    assert state_of(job_id) == (FAILED, 1)


def test_progress_is_seen_while_the_job_runs(app: Flask) -> None:
    job_id = enqueued()
    claim = queue.claim(db.session)
    assert claim is not None
    JobContext(app, claim).progress(0.25)
    assert (found(job_id).progress, found(job_id).state) == (0.25, RUNNING)


def test_progress_inside_a_transaction_is_a_mistake_that_is_said(app: Flask) -> None:
    enqueued()
    claim = queue.claim(db.session)
    assert claim is not None
    db.session.execute(select(Team))
    with pytest.raises(RuntimeError, match="commit or roll back"):
        JobContext(app, claim).progress(0.5)
    db.session.rollback()


def test_a_cancelled_job_is_not_finished_by_its_worker(app: Flask) -> None:
    make_team_job()
    job_id = enqueued()
    claim = queue.claim(db.session)
    assert claim is not None
    assert queue.cancel(db.session.get_one(Job, job_id))
    db.session.commit()
    assert work_claim(app, claim) == "lost"
    assert state_of(job_id)[0] == CANCELLED
    assert team_names() == []


def test_a_worker_learns_within_moments_that_its_job_was_cancelled(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.context.LOOK_SECONDS", 0.0)
    job_id = enqueued()
    claim = queue.claim(db.session)
    assert claim is not None
    context = JobContext(app, claim)
    assert not context.should_stop()
    queue.cancel(db.session.get_one(Job, job_id))
    db.session.commit()
    assert context.should_stop()


def test_a_failed_job_can_start_afresh(app: Flask) -> None:
    job_id = enqueued("test.unknown")
    run_pending(app)
    make_team_job()
    functions["test.unknown"] = functions["test.team"]
    assert queue.retry(db.session.get_one(Job, job_id))
    db.session.commit()
    assert run_pending(app) == ["done"]


def test_a_job_that_is_done_cannot_be_retried(app: Flask) -> None:
    make_team_job()
    job_id = enqueued()
    run_pending(app)
    assert not queue.retry(db.session.get_one(Job, job_id))
    db.session.rollback()


def test_a_periodic_job_comes_once_in_each_slot_however_many_workers(app: Flask) -> None:
    @periodic("test.clock", every_seconds=60)
    def tick(context: JobContext) -> None:
        return None

    enqueue_periodics({}, moment=600.0)
    enqueue_periodics({}, moment=659.9)
    assert run_pending(app) == ["done"]
    enqueue_periodics({}, moment=660.0)
    assert run_pending(app) == ["done"]
