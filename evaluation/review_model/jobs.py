"""Background work of the review model: new interactions are looked at soon after they are ready."""

from core.db import db
from core.jobs.context import JobContext
from core.jobs.models import UPKEEP
from core.jobs.registry import job, periodic
from evaluation import speed, speed_norm
from evaluation.review_model.actions import flag_again, flag_ready_interactions
from evaluation.review_model.limits import fit_usual
from evaluation.review_model.usual import keep_usual, measured_talk
from transcripts.models import Interaction


@periodic("evaluation.flag_ready", every_seconds=10)
def flag_ready(context: JobContext) -> None:
    """Flag what has become ready, in portions that each commit, until nothing is left."""
    while flag_ready_interactions() and not context.should_stop():
        db.session.commit()
    context.finish()
    db.session.commit()


@job("evaluation.flag_again")
def flag_changed(context: JobContext, *, interaction_id: int) -> None:
    """Flag one interaction anew, because whose words are whose has changed."""
    interaction = db.session.get(Interaction, interaction_id)
    if interaction is not None and interaction.is_ready:
        flag_again(interaction)
    context.finish()
    db.session.commit()


@periodic("evaluation.fit_speed_norm", every_seconds=3600, queue=UPKEEP)
def fit_speed_norm(context: JobContext) -> None:
    """Fit again what each kind of contact should take, and how its talk usually goes.

    Fits outside any transaction, so that nobody waits for it.
    """
    contacts, talk = speed.handled_contacts(), measured_talk()
    db.session.commit()
    norm, usual = speed_norm.fit_speed_norm(contacts), fit_usual(talk)
    speed.keep_norm(norm)
    keep_usual(usual)
    context.finish()
    db.session.commit()
