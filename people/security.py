"""Sign-in, and the gate that every request passes before its view runs."""

from typing import Any

from flask import Flask, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user, user_loaded_from_cookie, user_logged_in
from flask_security import Security, SQLAlchemyUserDatastore

from core.db import db
from core.web import limits
from core.web.access import PUBLIC, SIGNED_IN, permission_of
from core.web.errors import wants_json
from people import (
    append_only,  # noqa: F401  (installs the trail's triggers with its table)
    bearer,
    oidc,
)
from people.mail import QueuedMail
from people.models import Role, User
from people.scope import may

datastore = SQLAlchemyUserDatastore(db, User, Role)

# Flask-Security's own pages carry no marks; this is their permission table.
SECURITY_PAGES = {
    "security.login": PUBLIC,
    "security.logout": SIGNED_IN,
    "security.verify": SIGNED_IN,
    "security.forgot_password": PUBLIC,
    "security.reset_password": PUBLIC,
    "security.change_password": SIGNED_IN,
    "security.two_factor_setup": SIGNED_IN,
    "security.two_factor_setup_validate": SIGNED_IN,
    "security.two_factor_token_validation": PUBLIC,
    "security.two_factor_rescue": PUBLIC,
    "security.tf_select": PUBLIC,
    "security.mf_recovery": PUBLIC,
    "security.mf_recovery_codes": SIGNED_IN,
    "oidc.start": PUBLIC,
    "oidc.finish": PUBLIC,
}
UNGUARDED = {"static": PUBLIC, "security.static": PUBLIC}


def configuration(app: Flask) -> dict[str, Any]:
    """Return the Flask-Security settings of this application."""
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_PASSWORD_CHECK_BREACHED": None,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_REQUIRED": False,
        "SECURITY_TOTP_SECRETS": {"1": app.config["SECRET_KEY"]},
        "SECURITY_TOTP_ISSUER": "Rubrica",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/login",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
        "SECURITY_EMAIL_SENDER": app.config["SETTINGS"].smtp_sender,
        "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_MSG_GENERIC_AUTHN_FAILED": (_l("E-mail or password is not right."), "error"),
    }


def init_app(app: Flask) -> None:
    """Set up sign-in and the gate."""
    for key, value in configuration(app).items():
        app.config.setdefault(key, value)
    Security(app, datastore, mail_util_cls=QueuedMail)
    oidc.init_app(app)
    limits.guard_sign_in(app)
    bearer.init_app(app)
    for signed_in in (user_logged_in, user_loaded_from_cookie):
        signed_in.connect(speak_their_language, app)
    app.before_request(gate)


def speak_their_language(_app: Flask, user: User, **_rest: Any) -> None:
    """Go on in the language of the account, whatever the browser or its last visitor spoke."""
    if user.language:
        session["language"] = user.language


def needed_permission(endpoint: str) -> str | None:
    """Return what an endpoint asks of a visitor; None means that nobody has decided, so closed."""
    if endpoint in UNGUARDED:
        return UNGUARDED[endpoint]
    if endpoint in SECURITY_PAGES:
        return SECURITY_PAGES[endpoint]
    return permission_of(current_app.view_functions.get(endpoint))


def gate() -> ResponseReturnValue | None:
    """Let a request through only where its page is open to this person."""
    if request.endpoint is None:
        return None
    permission = needed_permission(request.endpoint)
    if permission == PUBLIC:
        return None
    if permission is None:
        abort(403)
    if not current_user.is_authenticated:
        if wants_json():
            abort(401)
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    if permission != SIGNED_IN and not may(current_user, permission):
        abort(403)
    return None
