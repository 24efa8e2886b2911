"""The life of a job in the database: enqueued, claimed with a lease, renewed, ended.

Enqueueing is an INSERT in the caller's transaction, so a job exists exactly when the change that
needs it does. Everything a worker does is one conditional UPDATE, fenced by its lease token.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session, scoped_session

from core.clock import now
from core.db import db, insert
from core.jobs.models import CANCELLED, DONE, FAILED, QUEUED, RUNNING, Job
from core.jobs.registry import LeaseLost

LEASE_SECONDS = 60
BACKOFF_SECONDS = (5, 30, 120, 600)
ORDER = (Job.priority.desc(), Job.run_at, Job.id)
AnySession = Session | scoped_session[Any]


@dataclass(frozen=True)
class Claim:
    """A job that this worker holds until its lease runs out."""

    job_id: int
    name: str
    arguments: dict[str, Any]
    token: str
    attempt: int
    max_attempts: int


def enqueue(
    name: str,
    arguments: dict[str, Any] | None = None,
    *,
    queue: str = "default",
    run_at: datetime | None = None,
    dedupe_key: str | None = None,
    max_attempts: int = 3,
    priority: int = 0,
) -> Job | None:
    """Add a job in the present transaction and return it.

    Of the jobs that are due, one of higher ``priority`` is done before any other. With a
    ``dedupe_key`` that some job already has, adds nothing and returns None.
    """
    values = {
        "name": name,
        "arguments": arguments or {},
        "queue": queue,
        "priority": priority,
        "state": QUEUED,
        "progress": 0.0,
        "attempts": 0,
        "max_attempts": max_attempts,
        "run_at": run_at or now(),
        "created_at": now(),
        "dedupe_key": dedupe_key,
    }
    job_id = db.session.execute(_insert(values)).scalar_one_or_none()
    if job_id is None:
        return None
    db.session.info.setdefault("enqueued", []).append(job_id)
    return db.session.get(Job, job_id)


def _insert(values: dict[str, Any]) -> Any:
    """An INSERT that does nothing where the dedupe key is taken, and returns the new id."""
    return (
        insert(Job)
        .values(**values)
        .on_conflict_do_nothing(
            index_elements=[Job.dedupe_key], index_where=Job.dedupe_key.is_not(None)
        )
        .returning(Job.id)
    )


def is_due(moment: datetime) -> ColumnElement[bool]:
    """A job is due when it waits and its time has come, or when its holder's lease ran out."""
    return or_(
        and_(Job.state == QUEUED, Job.run_at <= moment),
        and_(Job.state == RUNNING, Job.lease_until < moment),
    )


def claim(
    session: AnySession,
    queues: Sequence[str] | None = None,
    *,
    job_id: int | None = None,
    lease_seconds: float = LEASE_SECONDS,
) -> Claim | None:
    """Take the next due job (or exactly ``job_id``) and commit; None when there is none.

    ``queues`` limits the choice to those queues. Two workers never hold the same job.
    """
    moment = now()
    wanted = select(Job.id).where(is_due(moment), Job.attempts < Job.max_attempts)
    if queues:
        wanted = wanted.where(Job.queue.in_(queues))
    if job_id is not None:
        wanted = wanted.where(Job.id == job_id)
    wanted = wanted.order_by(*ORDER).limit(1).with_for_update(skip_locked=True)
    token = secrets.token_urlsafe(24)
    row = session.execute(
        update(Job)
        .where(Job.id == wanted.scalar_subquery())
        .values(
            state=RUNNING,
            lease_token=token,
            lease_until=moment + timedelta(seconds=lease_seconds),
            attempts=Job.attempts + 1,
            started_at=moment,
            error=None,
        )
        .returning(Job.id, Job.name, Job.arguments, Job.attempts, Job.max_attempts)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.commit()
    if row is None:
        return None
    return Claim(row.id, row.name, row.arguments, token, row.attempts, row.max_attempts)


def change_held(session: AnySession, held: Claim, **values: Any) -> None:
    """Change a job that this worker still holds; LeaseLost when it does not."""
    result = session.execute(
        update(Job)
        .where(Job.id == held.job_id, Job.lease_token == held.token, Job.state == RUNNING)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLost(f"job {held.job_id} is no longer held by this worker")


def is_held(session: AnySession, held: Claim) -> bool:
    """Say whether a job is still this worker's: not cancelled, and nobody else's."""
    wanted = (Job.id == held.job_id, Job.lease_token == held.token, Job.state == RUNNING)
    return session.scalar(select(Job.id).where(*wanted)) is not None


def renew(
    session: AnySession,
    held: Claim,
    progress: float | None = None,
    lease_seconds: float = LEASE_SECONDS,
) -> None:
    """Hold on to a job a while longer, noting its progress (0-1) if given; commits."""
    values: dict[str, Any] = {"lease_until": now() + timedelta(seconds=lease_seconds)}
    if progress is not None:
        values["progress"] = min(max(progress, 0.0), 1.0)
    change_held(session, held, **values)
    session.commit()


def finish(session: AnySession, held: Claim) -> None:
    """Mark a held job as done in the caller's transaction, beside the effect that it had."""
    change_held(
        session,
        held,
        state=DONE,
        progress=1.0,
        lease_token=None,
        lease_until=None,
        finished_at=now(),
    )


def fail(session: AnySession, held: Claim, reason: str, *, final: bool) -> None:
    """Note why a held job failed; let it be tried again later unless ``final``; commits."""
    again = not final and held.attempt < held.max_attempts
    wait = BACKOFF_SECONDS[min(held.attempt, len(BACKOFF_SECONDS)) - 1]
    change_held(
        session,
        held,
        state=QUEUED if again else FAILED,
        run_at=now() + timedelta(seconds=wait if again else 0),
        lease_token=None,
        lease_until=None,
        error=reason[:2000],
        finished_at=None if again else now(),
    )
    session.commit()


def bury_exhausted(session: AnySession) -> int:
    """Fail the jobs whose workers died as often as the job may be tried; commits.

    Returns how many there were.
    """
    result = session.execute(
        update(Job)
        .where(Job.state == RUNNING, Job.lease_until < now(), Job.attempts >= Job.max_attempts)
        .values(
            state=FAILED,
            lease_token=None,
            lease_until=None,
            finished_at=now(),
            error="the process that worked on this ended without a word, each time it was tried",
        )
        .execution_options(synchronize_session=False)
    )
    session.commit()
    return int(result.rowcount)  # type: ignore[attr-defined]


def cancel(job: Job) -> bool:
    """Cancel a job that has not ended, in the present transaction; say whether it could be."""
    if job.state not in (QUEUED, RUNNING):
        return False
    job.state, job.lease_token, job.lease_until = CANCELLED, None, None
    job.finished_at = now()
    return True


def retry(job: Job) -> bool:
    """Let a failed or cancelled job start afresh; say whether it could."""
    if job.state not in (FAILED, CANCELLED):
        return False
    job.state, job.attempts, job.progress = QUEUED, 0, 0.0
    job.run_at, job.finished_at, job.error = now(), None, None
    db.session.info.setdefault("enqueued", []).append(job.id)
    return True
