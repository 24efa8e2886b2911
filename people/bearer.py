"""Who asks the API: the owner of the bearer token and nobody else, whatever cookies are sent."""

from flask import Flask, current_app, request
from flask_login import AnonymousUserMixin

from core.db import db
from core.web.errors import is_api
from people.models import User
from people.tokens import owner_of


def init_app(app: Flask) -> None:
    """Let tokens, and only tokens, say who asks under the API's addresses.

    A browser's session counts for nothing there, which is why the API needs no CSRF token. Comes
    before everything else that asks who is there: the sign-in extension would read the whole body
    for a token of its own kind, and would begin the request's transaction.
    """
    app.before_request_funcs.setdefault(None, []).insert(0, identify)


def identify() -> None:
    """Make the token's owner the person of this request, or nobody."""
    if is_api():
        user = owner() or AnonymousUserMixin()
        current_app.login_manager._update_request_context_with_user(user)  # type: ignore[attr-defined]


def owner() -> User | None:
    """Return the user for whom the request's bearer token speaks."""
    authorization = request.authorization
    if authorization is None or authorization.type != "bearer" or not authorization.token:
        return None
    user_id = owner_of(authorization.token)
    return db.session.get(User, user_id) if user_id is not None else None
