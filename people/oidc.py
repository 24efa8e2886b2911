"""Sign-in through the centre's own identity provider (OpenID Connect), where one is set.

Nobody gets an account by this: an administrator creates it, and the first sign-in with the same,
verified e-mail address links it to the provider's subject.
"""

import secrets
from typing import Any

from flask import Blueprint, Flask, abort, current_app, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import login_user
from sqlalchemy import select

from core.db import db
from core.web.access import public
from people.audit import record
from people.models import User
from people.queries import user_by_email

blueprint = Blueprint("oidc", __name__)


def init_app(app: Flask) -> None:
    """Offer the sign-in when issuer and client are set. Needs the extra ``sso``."""
    settings = app.config["SETTINGS"]
    app.config["OIDC_OFFERED"] = bool(settings.oidc_issuer and settings.oidc_client_id)
    if not app.config["OIDC_OFFERED"]:
        return
    from authlib.integrations.flask_client import OAuth

    oauth = OAuth(app)
    oauth.register(
        "oidc",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256"},
    )
    app.extensions["oidc"] = oauth.oidc
    app.register_blueprint(blueprint)


def client() -> Any:
    """The client of the provider that the settings name."""
    return current_app.extensions["oidc"]


@blueprint.get("/oidc/start")
@public
def start() -> ResponseReturnValue:
    """Send the visitor to the provider."""
    session["oidc_nonce"] = secrets.token_urlsafe(24)
    target = url_for("oidc.finish", _external=True)
    answer: ResponseReturnValue = client().authorize_redirect(target, nonce=session["oidc_nonce"])
    return answer


@blueprint.get("/oidc/finish")
@public
def finish() -> ResponseReturnValue:
    """Take the provider's answer and sign the person in."""
    from authlib.integrations.base_client import OAuthError

    nonce = session.pop("oidc_nonce", None)
    if nonce is None:
        abort(400)
    try:
        claims = client().authorize_access_token().get("userinfo") or {}
    except OAuthError:
        abort(400)
    user = person_of(claims)
    if user is None or not user.active:
        flash(_("You have no account here yet. Ask an administrator."), "error")
        return redirect(url_for("security.login"))
    login_user(user, authn_via=["oidc"])
    record(user, "user.signed_in", user, via="oidc")
    db.session.commit()
    return redirect("/")


def person_of(claims: dict[str, Any]) -> User | None:
    """The account that the provider's verified claims belong to, linked at its first use."""
    subject = claims.get("sub")
    if not subject:
        return None
    known = db.session.scalars(select(User).where(User.oidc_subject == subject)).one_or_none()
    if known or not claims.get("email_verified"):
        return known
    user = user_by_email(str(claims.get("email", "")))
    if user is None or user.oidc_subject is not None:
        return None
    user.oidc_subject = subject
    return user
