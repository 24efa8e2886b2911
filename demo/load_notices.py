"""What the people of the demonstration have just been told: the newest of what waits for them."""

from sqlalchemy import select

from coaching.models import Plan
from coaching.notices import tell_opened
from core.db import db
from evaluation.models import RELEASED, Evaluation
from evaluation.notices import tell_of_draw, tell_released
from evaluation.sampling.models import Draw

NEWEST = 40


def load_notices() -> None:
    """Tell evaluators of the newest draw, agents of reviews and plans that they have not answered.

    Letters are not sent: a demonstration has no mail server.
    """
    draw = db.session.scalars(select(Draw).order_by(Draw.id.desc())).first()
    if draw:
        tell_of_draw(draw)
    unread = select(Evaluation).where(
        Evaluation.state == RELEASED, Evaluation.acknowledged_at.is_(None)
    )
    newest = unread.order_by(Evaluation.released_at.desc(), Evaluation.id).limit(NEWEST)
    for evaluation in db.session.scalars(newest).all():
        tell_released(evaluation)
    waiting = select(Plan).where(Plan.state != "closed", Plan.acknowledged_at.is_(None))
    for plan in db.session.scalars(waiting.order_by(Plan.id)).all():
        tell_opened(plan)
