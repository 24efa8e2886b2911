"""Sending a letter within a job, and telling administrators of the one that cannot be sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from core.db import db
from core.jobs.context import JobContext
from core.jobs.registry import JobFailed
from people import mail
from people.models import Role, User
from people.notices.actions import notify
from people.notices.kinds import MAIL_FAILED
from people.permissions import ADMIN


@dataclass
class MailServer:
    """The one mail server, as the subject of notices about it."""

    id: int = 0


@contextmanager
def sending(context: JobContext, to: str) -> Iterator[None]:
    """Compose and send a letter in this block, outside any transaction.

    What cannot be sent, at all or after the last attempt, is told to the administrators; the
    former raises JobFailed, the latter OSError to be tried again.
    """
    try:
        yield
    except mail.Undeliverable as error:
        tell_administrators(to, str(error))
        raise JobFailed(str(error)) from error
    except OSError as error:
        if context.claim.attempt >= context.claim.max_attempts:
            tell_administrators(to, mail.reason_of(error))
        raise


def tell_administrators(to: str, reason: str) -> None:
    """Say in the application that letters do not get out; commits."""
    db.session.rollback()
    administrators = db.session.scalars(select(User).where(User.roles.any(Role.name == ADMIN)))
    notify(
        MAIL_FAILED.key,
        administrators.all(),
        subject=MailServer(),
        endpoint="people.jobs",
        values={"state": "failed"},
        to=to,
        reason=reason,
    )
    db.session.commit()
