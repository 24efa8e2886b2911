"""Limits and absences of evaluators."""

from datetime import date

from core.db import db
from evaluation.sampling.models import Absence, WorkLimit
from people.audit import record
from people.models import User


def set_limit(user: User, person: User, reviews: int | None, hours: float | None) -> None:
    """Set what somebody can review in a full week; with neither, the limit goes."""
    row = db.session.get(WorkLimit, person.id)
    if reviews is None and hours is None:
        if row is not None:
            db.session.delete(row)
    elif row is None:
        db.session.add(WorkLimit(user_id=person.id, reviews=reviews, hours=hours))
    else:
        row.reviews, row.hours = reviews, hours
    record(user, "work_limit.set", person, reviews=reviews, hours=hours)


def add_absence(user: User, who: int | None, first: date, last: date, note: str) -> Absence:
    """Note that somebody, or (None) the whole centre, does not review on these days."""
    row = Absence(user_id=who, first_day=first, last_day=last, note=note.strip())
    db.session.add(row)
    record(user, "absence.added", row, person=who, first=first.isoformat(), last=last.isoformat())
    return row


def remove_absence(user: User, absence: Absence) -> None:
    """Forget an absence."""
    record(user, "absence.removed", absence, person=absence.user_id)
    db.session.delete(absence)
