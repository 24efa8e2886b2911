"""Who may read a review that was made for calibration: nobody but its maker while it is blind."""

from sqlalchemy import ColumnElement, exists, or_, true
from sqlalchemy.orm import aliased

from evaluation.calibration.models import CalibrationItem, CalibrationSession, CalibrationTask
from evaluation.models import Evaluation
from evaluation.sampling.models import Assignment
from people.models import User
from people.scope import may


def takes_part(user: User) -> ColumnElement[bool]:
    """The condition on CalibrationSession: this person scores in it, or is its expert."""
    scores = (
        exists()
        .where(
            CalibrationItem.session_id == CalibrationSession.id,
            CalibrationTask.item_id == CalibrationItem.id,
            Assignment.id == CalibrationTask.assignment_id,
            Assignment.evaluator_id == user.id,
        )
        .correlate(CalibrationSession)
    )
    return or_(scores, CalibrationSession.expert_id == user.id)


def sessions_in_scope(user: User) -> ColumnElement[bool]:
    """The condition on CalibrationSession: the QA lead sees all, others those they are part of."""
    return true() if may(user, "calibration.edit") else takes_part(user)


def calibration_opened_for(user: User) -> ColumnElement[bool]:
    """The condition on Evaluation: a calibration review whose closed session this person sees."""
    return exists().where(
        CalibrationTask.assignment_id == Evaluation.assignment_id,
        CalibrationItem.id == CalibrationTask.item_id,
        CalibrationSession.id == CalibrationItem.session_id,
        CalibrationSession.closed_at.is_not(None),
        Evaluation.submitted_at.is_not(None),
        sessions_in_scope(user),
    )


def not_hidden_from(user: User) -> ColumnElement[bool]:
    """The condition on Evaluation that keeps calibration reviews from everybody they are not for.

    One's own stays readable. Those of others open when the session closes, to the people of the
    session and the QA lead; to agents and their leads never.
    """
    task = aliased(CalibrationTask)
    for_calibration = exists().where(task.assignment_id == Evaluation.assignment_id)
    return or_(Evaluation.evaluator_id == user.id, ~for_calibration, calibration_opened_for(user))
