"""Celery as the distributed engine: its tasks carry only a job's id; the jobs table decides."""

import threading
from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.clock import now
from core.db import db
from core.jobs import queue
from core.jobs.models import Job
from core.jobs.runner import enqueue_periodics, work_claim

TASK = "rubrica.work"
RESEND_SECONDS = 15


def make_celery(app: Flask, broker_url: str) -> Any:
    """Return a Celery application on a broker, with the one task that works a job.

    Raises ImportError when the extra ``celery`` is not installed.
    """
    from celery import Celery

    celery = Celery("rubrica", broker=broker_url, set_as_current=False)
    celery.conf.update(
        task_acks_late=True,
        worker_prefetch_multiplier=1,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"socket_connect_timeout": 3, "max_retries": 1},
        task_ignore_result=True,
        task_default_queue="default",
        worker_hijack_root_logger=False,
    )

    @celery.task(name=TASK)
    def work(job_id: int) -> str:
        with app.app_context():
            claim = queue.claim(db.session, job_id=job_id)
            db.session.remove()
        return "held by another" if claim is None else work_claim(app, claim)

    return celery


def send_after_commit(send: Callable[[int], None]) -> Callable[[], None]:
    """Call ``send`` with the id of each job once its transaction is committed.

    Returns a function that ends this. A broker that is away loses nothing: the job is in the
    table and ``resend_due`` sends it later.
    """

    def tell(session: Session) -> None:
        for job_id in session.info.pop("enqueued", []):
            send(job_id)

    def forget(session: Session) -> None:
        session.info.pop("enqueued", None)

    event.listen(db.session, "after_commit", tell)
    event.listen(db.session, "after_rollback", forget)

    def stop() -> None:
        event.remove(db.session, "after_commit", tell)
        event.remove(db.session, "after_rollback", forget)

    return stop


def announce_jobs(app: Flask) -> None:
    """Let this process tell the settings' broker about each job it commits."""
    celery = make_celery(app, app.config["SETTINGS"].broker_url)
    send_after_commit(lambda job_id: _send(celery, job_id))


def _send(celery: Any, job_id: int) -> None:
    try:
        celery.send_task(TASK, args=[job_id], retry=False)
    except Exception as error:  # noqa: BLE001  (kombu raises the transport's own errors)
        structlog.get_logger("rubrica.jobs").warning(
            "broker not available", job=job_id, error=type(error).__name__
        )


def resend_due(celery: Any) -> int:
    """Send every job that is due, new or abandoned, once more; claims make repeats harmless."""
    queue.bury_exhausted(db.session)
    rows = db.session.execute(
        select(Job.id)
        .where(queue.is_due(now()))
        .order_by(Job.priority.desc(), Job.run_at, Job.id)
        .limit(1000)
    ).all()
    db.session.rollback()
    for (job_id,) in rows:
        _send(celery, job_id)
    return len(rows)


def start_reaper(app: Flask, celery: Any, every: float = RESEND_SECONDS) -> threading.Event:
    """Start the thread that keeps the clock and re-sends what is due; set the event to end it."""
    stop = threading.Event()
    slots: dict[str, int] = {}

    def reap() -> None:
        while not stop.wait(every):
            with app.app_context():
                enqueue_periodics(slots)
                resend_due(celery)
                db.session.remove()

    threading.Thread(target=reap, name="reaper", daemon=True).start()
    return stop
