"""Working jobs: one at a time for a claim, in a loop for a worker, all at once for a test."""

import threading
import time
from collections.abc import Sequence

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from core.db import db
from core.jobs import queue
from core.jobs.context import JobContext
from core.jobs.models import UPKEEP
from core.jobs.registry import JobFailed, LeaseLost, functions, periodics
from core.observability import JOBS

POLL_SECONDS = 1.0


def work_claim(
    app: Flask,
    claim: queue.Claim,
    shutdown: threading.Event | None = None,
    lease_seconds: float = queue.LEASE_SECONDS,
) -> str:
    """Do one claimed job and return how it ended: done, again, failed or lost."""
    context = JobContext(app, claim, shutdown, lease_seconds)
    log = structlog.get_logger("rubrica.jobs").bind(job=claim.job_id, name=claim.name)
    started = time.perf_counter()
    with app.app_context():
        try:
            state = _attempt(context)
        finally:
            db.session.remove()
    JOBS.labels(claim.name, state).inc()
    log.info("job", state=state, ms=round((time.perf_counter() - started) * 1000))
    return state


def _attempt(context: JobContext) -> str:
    claim = context.claim
    function = functions.get(claim.name)
    try:
        if function is None:
            raise JobFailed(f"nobody here knows how to do {claim.name}")
        with context.heartbeat():
            function(context, **claim.arguments)
            if not context.finished:
                context.finish()
            db.session.commit()
        return "done"
    except LeaseLost:
        db.session.rollback()
        return "lost"
    except Exception as error:  # noqa: BLE001  (whatever a job raises is its reason to try again)
        db.session.rollback()
        final = isinstance(error, JobFailed)
        reason = str(error) if final else f"{type(error).__name__}: {error}"
        if not final:
            structlog.get_logger("rubrica.jobs").exception("job raised", job=claim.job_id)
        return _note_failure(claim, reason, final)


def _note_failure(claim: queue.Claim, reason: str, final: bool) -> str:
    try:
        queue.fail(db.session, claim, reason, final=final)
    except LeaseLost:
        db.session.rollback()
        return "lost"
    return "failed" if final or claim.attempt >= claim.max_attempts else "again"


def enqueue_periodics(seen: dict[str, int], moment: float | None = None) -> None:
    """Enqueue each periodic job whose slot has come; ``seen`` remembers this process's slots."""
    moment = time.time() if moment is None else moment
    for entry in periodics.values():
        slot = int(moment // entry.every_seconds)
        if seen.get(entry.name) != slot:
            queue.enqueue(entry.name, queue=entry.queue, dedupe_key=f"{entry.name}:{slot}")
            db.session.commit()
            seen[entry.name] = slot


def run_pending(app: Flask, queues: Sequence[str] | None = None, most: int = 1000) -> list[str]:
    """Work all due jobs, one after the other, and return how each ended."""
    states: list[str] = []
    while len(states) < most:
        with app.app_context():
            claim = queue.claim(db.session, queues)
            db.session.remove()
        if claim is None:
            break
        states.append(work_claim(app, claim))
    return states


class Worker:
    """A loop that works jobs of some queues until told to stop."""

    def __init__(
        self, app: Flask, queues: Sequence[str] | None = None, *, keeps_clock: bool = False
    ) -> None:
        self.app = app
        self.queues = queues
        self.keeps_clock = keeps_clock
        self.shutdown = threading.Event()
        self._slots: dict[str, int] = {}

    def run(self) -> None:
        """Work until ``stop``; a database that is away for a while is waited for."""
        log = structlog.get_logger("rubrica.jobs")
        while not self.shutdown.is_set():
            try:
                claim = self._next()
            except SQLAlchemyError as error:
                log.warning("database not available", error=str(error))
                self.shutdown.wait(5)
                continue
            if claim is None:
                self.shutdown.wait(POLL_SECONDS)
            else:
                work_claim(self.app, claim, self.shutdown)

    def _next(self) -> queue.Claim | None:
        with self.app.app_context():
            try:
                if self.keeps_clock:
                    enqueue_periodics(self._slots)
                    queue.bury_exhausted(db.session)
                return queue.claim(db.session, self.queues)
            finally:
                db.session.remove()

    def stop(self) -> None:
        """Ask the loop to end; the job under way is told through ``should_stop``."""
        self.shutdown.set()


def start_threads(app: Flask, speech_workers: int = 1) -> list[Worker]:
    """Start workers beside a server: quick jobs and the clock, upkeep, imports, speech."""
    app.config["SPEECH_WORKERS"] = speech_workers  # they share the cores
    workers = [Worker(app, ["default"], keeps_clock=True)]
    workers += [Worker(app, [name]) for name in (UPKEEP, "imports")]
    workers += [Worker(app, ["speech"]) for _ in range(speech_workers)]
    for number, worker in enumerate(workers):
        threading.Thread(target=worker.run, name=f"worker-{number}", daemon=True).start()
    return workers
