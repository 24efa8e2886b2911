"""How people choose what they are told and by which way."""

from collections.abc import Mapping

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select, update

from core.db import db
from people.audit import record
from people.models import User
from people.notices.kinds import APP, AT_ONCE, DAILY, GROUPS, WEEKLY, Kind, kinds
from people.notices.models import Notice, NoticeSetting

DIGEST = "digest"  # in a letter's link, in the place of a kind: every kind that comes in digests
BY_MAIL = (AT_ONCE, DAILY, WEEKLY)


def kinds_for(user: User) -> list[Kind]:
    """The kinds that somebody with this person's roles is ever told about, group by group."""
    order = list(GROUPS)
    mine = [kind for kind in kinds.values() if user.role_names & kind.roles.keys()]
    return sorted(mine, key=lambda kind: order.index(kind.group))


def choices_of(user: User) -> dict[str, str]:
    """How this person is told about each of their kinds: {kind: delivery}."""
    rows = db.session.scalars(select(NoticeSetting).where(NoticeSetting.user_id == user.id))
    chosen = {row.kind: row.delivery for row in rows}
    return {
        kind.key: chosen.get(kind.key) or kind.default_for(user.role_names)
        for kind in kinds_for(user)
    }


def choose(user: User, wanted: Mapping[str, str]) -> list[str]:
    """Set how somebody is told about some kinds; flushes. Returns the kinds that changed.

    What waits for a digest follows the choice: it is mailed as chosen now, or not at all. A kind
    or a delivery that this person cannot have is left as it is.
    """
    before = choices_of(user)
    known = {kind.key: kind for kind in kinds_for(user)}
    changed = [
        key
        for key, delivery in wanted.items()
        if key in known and delivery in known[key].choices and delivery != before[key]
    ]
    for key in changed:
        _keep(user, known[key], wanted[key])
    if changed:
        record(user, "notices.chosen", user, **{key: wanted[key] for key in changed})
    db.session.flush()
    return changed


def _keep(user: User, kind: Kind, delivery: str) -> None:
    """Keep one choice; a return to the default is no row, so that it follows later defaults."""
    mine = (NoticeSetting.user_id == user.id, NoticeSetting.kind == kind.key)
    db.session.execute(delete(NoticeSetting).where(*mine))
    if delivery != kind.default_for(user.role_names):
        db.session.add(NoticeSetting(user_id=user.id, kind=kind.key, delivery=delivery))
    waiting = update(Notice).where(
        Notice.user_id == user.id,
        Notice.kind == kind.key,
        Notice.mailed_at.is_(None),
        Notice.read_at.is_(None),
        Notice.delivery.in_((DAILY, WEEKLY)),
    )
    onwards = delivery if delivery in (DAILY, WEEKLY) else APP
    db.session.execute(waiting.values(delivery=onwards))


def token_for(user: User, what: str) -> str:
    """What a letter's link carries to stop such letters: the person, and a kind or ``DIGEST``."""
    return _serializer().dumps([user.id, what])


def read_token(token: str) -> tuple[User, str] | None:
    """The person and the kind that a link names; None for one that was not signed here."""
    try:
        user_id, what = _serializer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    user = db.session.get(User, user_id)
    return (user, what) if user and (what == DIGEST or what in kinds) else None


def stop_letters(user: User, what: str) -> None:
    """Send no more letters of a kind, or no more digests; the application still tells."""
    if what == DIGEST:
        which = {key for key, delivery in choices_of(user).items() if delivery in (DAILY, WEEKLY)}
    else:
        which = {key for key, delivery in choices_of(user).items() if delivery in BY_MAIL} & {what}
    choose(user, dict.fromkeys(which, APP))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="notices.stop")
