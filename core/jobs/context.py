"""What a job function is given: ways to report progress, to notice a stop, and to finish."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.db import db
from core.jobs import queue
from core.jobs.registry import LeaseLost

LOOK_SECONDS = 1.0


class JobContext:
    """The hold on one claimed job. A background heartbeat renews the lease while it is worked."""

    def __init__(
        self,
        app: Flask,
        claim: queue.Claim,
        shutdown: threading.Event | None = None,
        lease_seconds: float = queue.LEASE_SECONDS,
    ) -> None:
        self.app = app
        self.claim = claim
        self.finished = False
        self._shutdown = shutdown or threading.Event()
        self._lost = threading.Event()
        self._ended = threading.Event()
        self._lease_seconds = lease_seconds
        self._look_again = time.monotonic() + LOOK_SECONDS

    def progress(self, fraction: float) -> None:
        """Note how far the job is, 0-1, and renew the lease.

        Raises LeaseLost when somebody else holds the job, RuntimeError inside an open transaction:
        long work must not hold the database's write lock.
        """
        if db.session().in_transaction():
            raise RuntimeError("commit or roll back before long work, then report progress")
        self._renew(fraction)

    def should_stop(self) -> bool:
        """Say whether the work is no longer wanted here: lease lost, cancelled or shutting down.

        May be asked often: the database is looked at once a second, outside transactions.
        """
        moment = time.monotonic()
        if moment >= self._look_again and not db.session().in_transaction():
            self._look_again = moment + LOOK_SECONDS
            self._look()
        return self._lost.is_set() or self._shutdown.is_set()

    def _look(self) -> None:
        with Session(db.engine) as session:
            try:
                if not queue.is_held(session, self.claim):
                    self._lost.set()
            except SQLAlchemyError as error:
                log = structlog.get_logger("rubrica.jobs")
                log.warning("could not look", job=self.claim.job_id, error=str(error))

    def finish(self) -> None:
        """Mark the job done in the present transaction; LeaseLost when it is not ours any more."""
        queue.finish(db.session, self.claim)
        self.finished = True

    def _renew(self, fraction: float | None = None) -> None:
        with Session(db.engine) as session:
            try:
                queue.renew(session, self.claim, fraction, self._lease_seconds)
            except LeaseLost:
                self._lost.set()
                raise

    @contextmanager
    def heartbeat(self) -> Iterator[None]:
        """Renew the lease in the background until the block ends."""
        thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _beat(self) -> None:
        log = structlog.get_logger("rubrica.jobs")
        while not self._ended.wait(self._lease_seconds / 3):
            with self.app.app_context():
                try:
                    self._renew()
                except LeaseLost:
                    return
                except SQLAlchemyError as error:
                    log.warning("heartbeat missed", job=self.claim.job_id, error=str(error))
