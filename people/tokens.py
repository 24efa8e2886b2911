"""API tokens: made, used and revoked. Only a hash is kept; a token can do what its owner can."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload

from core.clock import now
from core.db import db, noting
from people.audit import record
from people.models import ApiToken, User

PREFIX = "rub_"
LONGEST_SECRET = 200
USE_IS_NOTED_EVERY = timedelta(minutes=1)
MOST_TOKENS = 50


class TooManyTokens(ValueError):
    """Somebody has as many working tokens as one person may have."""


def fingerprint(secret: str) -> str:
    """Return what is kept of a token: its SHA-256, enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_token(user: User, label: str, expires_at: datetime | None) -> tuple[ApiToken, str]:
    """Make a token for ``user``; return its row and the secret, which is never shown again.

    Flushes. Raises TooManyTokens.
    """
    if sum(token.works for token in tokens_of(user)) >= MOST_TOKENS:
        raise TooManyTokens
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user_id=user.id,
        label=label.strip(),
        token_hash=fingerprint(secret),
        expires_at=expires_at,
    )
    db.session.add(token)
    record(user, "token.created", token, label=token.label)
    return token, secret


def revoke_token(by: User, token: ApiToken) -> None:
    """End a token at once; one that has been revoked stays as it is. Flushes."""
    if token.revoked_at is None:
        token.revoked_at = now()
        record(by, "token.revoked", token, owner=token.user_id, label=token.label)


def owner_of(secret: str) -> int | None:
    """Return the id of the user for whom this secret speaks now, and note that it was used.

    None for a secret that nobody gave out, that is revoked or expired, or whose owner may not
    sign in. Works on a connection of its own, so that the request's transaction does not begin
    before the request is known to be allowed; the time of use is written at most once a minute.
    """
    if not secret.startswith(PREFIX) or len(secret) > LONGEST_SECRET:
        return None
    moment = now()
    with Session(db.engine) as session:
        token = session.execute(
            select(ApiToken.id, ApiToken.user_id, ApiToken.last_used_at)
            .join(ApiToken.user)
            .where(
                ApiToken.token_hash == fingerprint(secret),
                ApiToken.revoked_at.is_(None),
                or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > moment),
                User.active,
            )
        ).one_or_none()
        session.rollback()
        if token is None:
            return None
        if token.last_used_at is None or token.last_used_at < moment - USE_IS_NOTED_EVERY:
            note_use(session, token.id, moment)
        return int(token.user_id)


def note_use(session: Session, token_id: int, moment: datetime) -> None:
    """Write when a token was used; where the database is too busy for that, the next use will."""
    used = update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=moment)
    try:
        with noting():
            session.execute(used)
            session.commit()
    except OperationalError as error:
        session.rollback()
        structlog.get_logger("rubrica.people").warning("use of a token not noted", error=str(error))


def tokens_of(user: User) -> Sequence[ApiToken]:
    """The tokens of one person, newest first."""
    return db.session.scalars(
        select(ApiToken).where(ApiToken.user_id == user.id).order_by(ApiToken.id.desc())
    ).all()


def all_tokens() -> Sequence[ApiToken]:
    """Everybody's tokens, newest first, for those who keep the house."""
    return db.session.scalars(
        select(ApiToken).options(joinedload(ApiToken.user)).order_by(ApiToken.id.desc())
    ).all()


def token_by_id(token_id: int) -> ApiToken | None:
    """The token with this id, if there is one."""
    return db.session.get(ApiToken, token_id)
