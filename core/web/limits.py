"""Rate limits: how often somebody may try to sign in."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, default_limits=[], headers_enabled=True)

SIGN_IN_LIMIT = "10 per minute; 60 per hour"
SIGN_IN_ENDPOINTS = (
    "security.login",
    "security.forgot_password",
    "security.reset_password",
    "security.two_factor_token_validation",
    "security.mf_recovery",
)


def init_app(app: Flask) -> None:
    """Prepare the limiter; ``guard_sign_in`` applies it once the sign-in pages exist."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", "memory://")
    # The limiter outlives one application in tests; without this it would keep an earlier answer.
    app.config.setdefault("RATELIMIT_ENABLED", True)
    limiter.init_app(app)


def guard_sign_in(app: Flask) -> None:
    """Limit attempts on the pages that check a password or a code; looking at them is free."""
    limit = limiter.limit(SIGN_IN_LIMIT, exempt_when=lambda: request.method != "POST")
    for endpoint in SIGN_IN_ENDPOINTS:
        if endpoint in app.view_functions:
            app.view_functions[endpoint] = limit(app.view_functions[endpoint])
