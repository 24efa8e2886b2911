"""The end of blindness: a session closes when everybody is done or its deadline has come."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import exists, select

from core.clock import now
from core.db import db
from evaluation.calibration.models import CalibrationItem, CalibrationSession, CalibrationTask
from evaluation.calibration.notices import RESULT
from evaluation.models import DRAFT, Evaluation
from evaluation.sampling.models import OPEN, REPLACED, Assignment
from people.audit import record
from people.models import User
from people.notices.actions import notify


def after_submit(assignment: Assignment) -> None:
    """Close the session of a calibration review if it was the last one that was waited for."""
    session = db.session.scalar(
        select(CalibrationSession)
        .join(CalibrationSession.items)
        .join(CalibrationItem.tasks)
        .where(CalibrationTask.assignment_id == assignment.id)
    )
    if session is not None and session.is_open and not waits(session):
        close(None, session)


def waits(session: CalibrationSession) -> bool:
    """Whether anybody of a session has not submitted a review yet."""
    open_task = exists().where(
        CalibrationItem.session_id == session.id,
        CalibrationTask.item_id == CalibrationItem.id,
        Assignment.id == CalibrationTask.assignment_id,
        Assignment.state == OPEN,
    )
    return bool(db.session.scalar(select(open_task)))


def due_sessions(moment: datetime) -> list[CalibrationSession]:
    """Open sessions that should be closed: the deadline has come, or nobody is waited for."""
    sessions = db.session.scalars(
        select(CalibrationSession)
        .where(CalibrationSession.closed_at.is_(None))
        .order_by(CalibrationSession.id)
        .with_for_update(skip_locked=True)
    )
    return [session for session in sessions if session.deadline <= moment or not waits(session)]


def close(user: User | None, session: CalibrationSession) -> None:
    """Reveal the answers. What was not submitted leaves the queues; its draft is dropped."""
    left_open = 0
    for item in session.items:
        for task in item.tasks:
            if task.is_waiting:
                left_open += 1
                _take_back(task.assignment)
    session.closed_at = now()
    record(user, "calibration.closed", session, not_submitted=left_open)
    notify(
        RESULT,
        people_of(session),
        subject=session,
        endpoint="calibration.session",
        values={"session_id": session.id},
        title=session.title,
    )


def _take_back(assignment: Assignment) -> None:
    drafts = select(Evaluation).where(
        Evaluation.assignment_id == assignment.id, Evaluation.state == DRAFT
    )
    for draft in db.session.scalars(drafts):
        db.session.delete(draft)
    assignment.state = REPLACED
    assignment.replaced_reason = _("The calibration session closed before this was submitted.")


def participants_of(session: CalibrationSession) -> list[User]:
    """Those who score in a session, by name."""
    found = {
        task.assignment.evaluator.id: task.assignment.evaluator
        for item in session.items
        for task in item.tasks
    }
    return sorted(found.values(), key=lambda user: user.display_name)


def people_of(session: CalibrationSession) -> list[User]:
    """Everybody whom a session concerns: participants, expert and who opened it."""
    return [
        user
        for user in (*participants_of(session), session.expert, session.opened_by)
        if user is not None
    ]
