"""Background work of calibration: sessions close on time, severity is fitted anew."""

from core.clock import now
from core.db import db
from core.jobs.context import JobContext
from core.jobs.models import UPKEEP
from core.jobs.registry import periodic
from evaluation.calibration import closing, fits, reminders
from evaluation.calibration.judgements import reviews_in


@periodic("calibration.close_due", every_seconds=60)
def close_due(context: JobContext) -> None:
    """Close the sessions whose deadline has come, and remind those who are late for the others."""
    for session in closing.due_sessions(now()):
        closing.close(None, session)
    reminders.remind()
    context.finish()
    db.session.commit()


@periodic("calibration.fit_severity", every_seconds=3600, queue=UPKEEP)
def fit_severity(context: JobContext) -> None:
    """Fit severity anew where reviews have changed; each fit is kept as soon as it is made."""
    todo = list(fits.wanted_fits(now().date()))
    for number, wanted in enumerate(todo):
        fit_stretch(wanted)
        if context.should_stop():
            break
        context.progress((number + 1) / len(todo))
    context.finish()
    db.session.commit()


def fit_stretch(wanted: fits.Wanted) -> None:
    """Fit what is stale of one stretch: read, commit, calculate, write."""
    basis = fits.basis_of(wanted)
    stale = fits.stale_measures(wanted, basis)
    judgements = fits.judgements_of(wanted) if stale else []
    db.session.commit()
    for measure in stale:
        found = fits.fitted(judgements, measure)
        n = len(reviews_in(judgements, measure))
        fits.keep(wanted, measure, basis, found, n)
        db.session.commit()
