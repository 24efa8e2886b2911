"""Writing the audit trail."""

from typing import Any, Protocol

from core.db import db, noting
from people.models import AuditEvent, User


class HasId(Protocol):
    """Any row that can be named in the trail."""

    id: Any


def record(user: User | None, verb: str, subject: HasId, **details: Any) -> AuditEvent:
    """Add one line to the audit trail, in the transaction of the change that it describes.

    ``verb`` is "<thing>.<past tense>", such as "evaluation.submitted". ``details`` must be JSON
    and carry no text of a conversation. Flushes, so that a new subject has its id.
    """
    db.session.flush()
    event = AuditEvent(
        user_id=user.id if user else None,
        verb=verb,
        subject_type=type(subject).__name__,
        subject_id=subject.id,
        details=details,
    )
    db.session.add(event)
    return event


def record_reading(user: User, verb: str, subject: HasId, **details: Any) -> None:
    """Add a line about what a page only shows, at once and in a transaction of its own.

    Ends the page's transaction, so that the line waits its turn to be written.
    """
    db.session.rollback()
    with noting():
        record(user, verb, subject, **details)
        db.session.commit()
