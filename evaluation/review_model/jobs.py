"""Background work of the review model: new interactions are looked at soon after they are ready."""

from core.db import db
from core.jobs.context import JobContext
from core.jobs.registry import periodic
from evaluation import speed
from evaluation.review_model.actions import flag_ready_interactions


@periodic("evaluation.flag_ready", every_seconds=10)
def flag_ready(context: JobContext) -> None:
    """Flag what has become ready, in portions that each commit, until nothing is left."""
    while flag_ready_interactions() and not context.should_stop():
        db.session.commit()
    context.finish()
    db.session.commit()


@periodic("evaluation.fit_speed_norm", every_seconds=3600)
def fit_speed_norm(context: JobContext) -> None:
    """Fit again what each kind of contact should take."""
    speed.refit_norm()
    context.finish()
    db.session.commit()
