"""Rate limits: how often somebody may try to sign in, and how much a program may ask."""

import hashlib

from flask import Blueprint, Flask, Response, request
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
PROGRAM_LIMIT = "600 per minute"
WRONG_KEY_LIMIT = "30 per minute"


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


def guard_programs(app: Flask, blueprint: Blueprint, limit: str = PROGRAM_LIMIT) -> None:
    """Limit what one program asks of a blueprint, and how often an address may present bad keys.

    Set up after ``guard_sign_in``, before the blueprint is registered.
    """
    limiter = app.extensions["sign_in_limiter"]
    limiter.limit(limit, key_func=program)(blueprint)
    limiter.limit(
        WRONG_KEY_LIMIT, key_func=get_remote_address, deduct_when=was_a_wrong_key, per_method=False
    )(blueprint)


def program() -> str:
    """Tell programs apart: by their key where they send one, else by their address."""
    key = request.headers.get("Authorization")
    return hashlib.sha256(key.encode()).hexdigest() if key else get_remote_address()


def was_a_wrong_key(response: Response) -> bool:
    """Say whether a request was refused because its key or signature does not fit."""
    return response.status_code == 401
