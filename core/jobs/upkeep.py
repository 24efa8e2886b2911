"""Jobs about jobs."""

from datetime import timedelta

from sqlalchemy import delete

from core.clock import now
from core.db import db
from core.jobs.context import JobContext
from core.jobs.models import DONE, Job
from core.jobs.registry import periodic

KEPT_DAYS = 30
KEPT_PERIODIC_HOURS = 6


@periodic("core.tidy_jobs", every_seconds=3600)
def tidy_jobs(context: JobContext) -> None:
    """Forget finished jobs: periodic ones after hours, others after a month; failures stay."""
    moment = now()
    db.session.execute(
        delete(Job).where(
            Job.state == DONE,
            (Job.finished_at < moment - timedelta(days=KEPT_DAYS))
            | (
                Job.dedupe_key.is_not(None)
                & (Job.finished_at < moment - timedelta(hours=KEPT_PERIODIC_HOURS))
            ),
        )
    )
    context.finish()
    db.session.commit()
