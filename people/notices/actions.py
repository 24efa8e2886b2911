"""Telling people something. Verbs flush, never commit: a notice exists when its cause does."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Update, select, update

from core.clock import now
from core.db import db, insert
from core.jobs.queue import enqueue
from people import mail
from people.audit import HasId
from people.models import User
from people.notices.facts import kept, shown
from people.notices.kinds import AT_ONCE, OFF, Kind, kinds
from people.notices.models import UNREAD_OF_A_SUBJECT, Notice, NoticeSetting

MAIL_NOTICE = "people.mail_notice"


def notify(
    kind: str,
    users: Iterable[User | None],
    *,
    subject: HasId | None = None,
    endpoint: str,
    values: Mapping[str, Any] | None = None,
    **facts: Any,
) -> list[int]:
    """Tell people something, in the caller's transaction, each as they have set it.

    ``kind`` is the key of a registered kind, ``subject`` the row that it is about, ``endpoint``
    and ``values`` the page that it leads to, ``facts`` what its text needs: numbers, words, dates,
    texts by language; never anything about a customer. Who is None, closed or named twice is told
    once or not at all. While somebody has not read a notice of the same kind and subject, that one
    is brought up to date instead, and no second letter is sent. Flushes.

    Returns the ids of the new notices. KeyError for an unknown kind or a fact that is missing.
    """
    what = kinds[kind]
    kept_facts = {name: kept(value) for name, value in facts.items()}
    what.words({name: shown(value) for name, value in kept_facts.items()})
    people = {user.id: user for user in users if user is not None and user.active}
    if subject is not None:
        db.session.flush()
    wanted = deliveries(what, people.values())
    common = _common(kind, subject, endpoint, values or {}, kept_facts)
    rows: list[dict[str, Any]] = [
        common | {"user_id": user_id, "delivery": delivery}
        for user_id, delivery in wanted.items()
        if delivery != OFF
    ]
    new = _insert(rows) if rows else {}
    _bring_up_to_date(common, [row["user_id"] for row in rows if row["user_id"] not in new])
    if mail.is_set():
        for user_id in (user_id for user_id in new if wanted[user_id] == AT_ONCE):
            enqueue(MAIL_NOTICE, {"notice_id": new[user_id]}, max_attempts=mail.ATTEMPTS)
    return list(new.values())


def _common(
    kind: str,
    subject: HasId | None,
    endpoint: str,
    values: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    """The columns that are the same for everybody who is told."""
    return {
        "kind": kind,
        "subject_type": type(subject).__name__ if subject is not None else "",
        "subject_id": subject.id if subject is not None else None,
        "endpoint": endpoint,
        "values": dict(values),
        "facts": facts,
        "at": now(),
    }


def settle(subject: HasId, *kind_keys: str, users: Iterable[User] | None = None) -> None:
    """Take what these kinds said of a subject as read, for everybody or for these ``users``.

    For what needs nobody any more: a dispute that is decided, a review that is handed in.
    """
    unread = update(Notice).where(
        Notice.kind.in_(kind_keys),
        Notice.subject_type == type(subject).__name__,
        Notice.subject_id == subject.id,
        Notice.read_at.is_(None),
    )
    if users is not None:
        unread = unread.where(Notice.user_id.in_([user.id for user in users]))
    _change(unread.values(read_at=now()))


def settle_all_but(kind_key: str, user_ids: Iterable[int]) -> None:
    """Take a kind as read for everybody whom it does not concern any more: all but these."""
    unread = update(Notice).where(
        Notice.kind == kind_key, Notice.read_at.is_(None), Notice.user_id.not_in(list(user_ids))
    )
    _change(unread.values(read_at=now()))


def mark_read(user: User, notice_ids: Iterable[int] | None = None) -> int:
    """Take one's own notices as read, these or all; say how many were not."""
    unread = update(Notice).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    if notice_ids is not None:
        unread = unread.where(Notice.id.in_(list(notice_ids)))
    return _change(unread.values(read_at=now()))


def _change(statement: Update) -> int:
    """Run an update and let the rows of the session be read afresh; say how many changed."""
    result = db.session.execute(statement.execution_options(synchronize_session="fetch"))
    return int(result.rowcount)  # type: ignore[attr-defined]


def _insert(rows: list[dict[str, Any]]) -> dict[int, int]:
    """Add what is not waiting unread already: {user: notice}."""
    statement = (
        insert(Notice)
        .values(rows)
        .on_conflict_do_nothing(
            index_elements=["user_id", "kind", "subject_type", "subject_id"],
            index_where=UNREAD_OF_A_SUBJECT,
        )
        .returning(Notice.user_id, Notice.id)
    )
    return {row.user_id: row.id for row in db.session.execute(statement)}


def _bring_up_to_date(common: Mapping[str, Any], user_ids: list[int]) -> None:
    if not user_ids:
        return
    waiting = update(Notice).where(
        Notice.user_id.in_(user_ids),
        Notice.kind == common["kind"],
        Notice.subject_type == common["subject_type"],
        Notice.subject_id == common["subject_id"],
        Notice.read_at.is_(None),
    )
    _change(waiting.values({name: common[name] for name in ("endpoint", "values", "facts")}))


def deliveries(kind: Kind, users: Iterable[User]) -> dict[int, str]:
    """How each of these people wants to be told about a kind: {user: delivery}."""
    people = list(users)
    if not people:
        return {}
    chosen = db.session.execute(
        select(NoticeSetting.user_id, NoticeSetting.delivery).where(
            NoticeSetting.kind == kind.key,
            NoticeSetting.user_id.in_([user.id for user in people]),
        )
    )
    settings = {row.user_id: row.delivery for row in chosen}
    return {user.id: settings.get(user.id) or kind.default_for(user.role_names) for user in people}
