"""A word to those whose scores are still missing a day before a session closes."""

from datetime import timedelta

from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.calibration import queries
from evaluation.calibration.models import CalibrationSession
from evaluation.calibration.notices import DUE_SOON
from people.notices.actions import notify

AHEAD = timedelta(days=1)


def remind() -> int:
    """Tell each late participant once for each deadline; returns how many sessions were near."""
    near = db.session.scalars(
        select(CalibrationSession).where(
            CalibrationSession.closed_at.is_(None),
            CalibrationSession.deadline <= now() + AHEAD,
            CalibrationSession.reminded_for.is_distinct_from(CalibrationSession.deadline),
        )
    ).all()
    for session in near:
        session.reminded_for = session.deadline
        notify(
            DUE_SOON,
            queries.waiting_people(session),
            subject=session,
            endpoint="calibration.session",
            values={"session_id": session.id},
            title=session.title,
            deadline=session.deadline,
        )
    return len(near)
