"""Letters, digests, and forgetting notices that are old.

A letter is sent outside any transaction and noted as sent in the one that ends its job. Should the
process die in between, it is sent again with the same Message-ID, which readers show once.
"""

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from core.clock import now
from core.db import db
from core.jobs.context import JobContext
from core.jobs.models import Job
from core.jobs.queue import enqueue
from core.jobs.registry import job, periodic
from people import mail
from people.models import User
from people.notices.actions import MAIL_NOTICE
from people.notices.delivery import sending
from people.notices.kinds import DAILY, WEEKLY
from people.notices.letters import digest_of, letter_about
from people.notices.models import Notice

MAIL_DIGEST = "people.mail_digest"
DIGEST_HOUR = 6  # of the day, UTC; weekly ones on Mondays
KEPT_DAYS_READ, KEPT_DAYS_UNREAD = 90, 365


@job(mail.JOB)
def send_mail(
    context: JobContext, *, to: str, subject: str, body: str, html: str | None = None
) -> None:
    """Send one message, then forget its text, which may hold a link that signs somebody in."""
    name = mail.message_id(f"job-{context.claim.job_id}")
    with sending(context, to):
        mail.send(mail.compose(to, subject, body or "", html, Message_ID=name))
    context.finish()
    db.session.get_one(Job, context.claim.job_id).arguments = {}
    db.session.commit()


@job(MAIL_NOTICE)
def mail_notice(context: JobContext, *, notice_id: int) -> None:
    """Send the letter of one notice, unless it has been read meanwhile."""
    notice = db.session.get(Notice, notice_id)
    if notice and notice.is_unread and notice.mailed_at is None and notice.user.active:
        to = notice.user.email
        with sending(context, to):
            letter = letter_about(notice)
            db.session.commit()
            mail.send(letter)
        _note_as_mailed([notice_id])
    context.finish()
    db.session.commit()


def _note_as_mailed(notice_ids: list[int]) -> None:
    db.session.execute(update(Notice).where(Notice.id.in_(notice_ids)).values(mailed_at=now()))


def due_before(moment: datetime) -> tuple[datetime, datetime]:
    """The last daily and the last weekly hour of digests: what is older belongs into one by now."""
    daily = datetime.combine(moment.date(), time(DIGEST_HOUR), tzinfo=moment.tzinfo)
    if daily > moment:
        daily -= timedelta(days=1)
    return daily, daily - timedelta(days=daily.weekday())


def belongs_into_a_digest(moment: datetime) -> ColumnElement[bool]:
    """The condition on Notice that keeps what is unread, not mailed, and due by ``moment``."""
    daily, weekly = due_before(moment)
    return and_(
        Notice.read_at.is_(None),
        Notice.mailed_at.is_(None),
        or_(
            and_(Notice.delivery == DAILY, Notice.at < daily),
            and_(Notice.delivery == WEEKLY, Notice.at < weekly),
        ),
    )


@periodic("people.plan_digests", every_seconds=900)
def plan_digests(context: JobContext) -> None:
    """Enqueue a digest for everybody who has something due; once for each due hour."""
    if mail.is_set():
        moment = now()
        people = select(Notice.user_id).where(belongs_into_a_digest(moment)).distinct()
        for user_id in db.session.scalars(people).all():
            key = f"{MAIL_DIGEST}:{user_id}:{due_before(moment)[0]:%Y-%m-%d}"
            arguments = {"user_id": user_id}
            enqueue(MAIL_DIGEST, arguments, dedupe_key=key, max_attempts=mail.ATTEMPTS)
    context.finish()
    db.session.commit()


@job(MAIL_DIGEST)
def mail_digest(context: JobContext, *, user_id: int) -> None:
    """Send one letter with all that is due for a person; none where all has been read."""
    user = db.session.get(User, user_id)
    due = db.session.scalars(
        select(Notice)
        .where(Notice.user_id == user_id, belongs_into_a_digest(now()))
        .order_by(Notice.id.desc())
    ).all()
    if user and user.active and due:
        ids, to = [notice.id for notice in due], user.email
        with sending(context, to):
            letter = digest_of(user, due)
            db.session.commit()
            mail.send(letter)
        _note_as_mailed(ids)
    context.finish()
    db.session.commit()


@periodic("people.tidy_notices", every_seconds=86_400)
def tidy_notices(context: JobContext) -> None:
    """Forget what was told long ago: three months after it was read, a year where it never was."""
    moment = now()
    db.session.execute(
        delete(Notice).where(
            or_(
                Notice.read_at < moment - timedelta(days=KEPT_DAYS_READ),
                Notice.at < moment - timedelta(days=KEPT_DAYS_UNREAD),
            )
        )
    )
    context.finish()
    db.session.commit()
