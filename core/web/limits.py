"""Rate limits: how often somebody may try to sign in."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SIGN_IN_LIMIT = "10 per minute; 60 per hour"
SIGN_IN_ENDPOINTS = (
    "security.login",
    "security.forgot_password",
    "security.reset_password",
    "security.two_factor_token_validation",
    "security.mf_recovery",
)


def guard_sign_in(app: Flask) -> None:
    """Limit attempts on the pages that check a password or a code; looking at them is free."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", "memory://")
    limiter = Limiter(get_remote_address, app=app, default_limits=[], headers_enabled=True)
    app.extensions["sign_in_limiter"] = limiter  # the views below hold only a weak reference
    limit = limiter.limit(SIGN_IN_LIMIT, exempt_when=lambda: request.method != "POST")
    for endpoint in SIGN_IN_ENDPOINTS:
        view = app.view_functions.get(endpoint)
        if view is not None:
            app.view_functions[endpoint] = limit(view)  # type: ignore[assignment]
