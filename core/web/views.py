"""Pages that belong to no room: language, health and the style guide."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from core.settings import LANGUAGES
from core.web.access import allowed, public
from core.web.health import metrics_text, readiness

blueprint = Blueprint("core", __name__)


@blueprint.post("/language")
@public
def set_language() -> ResponseReturnValue:
    """Keep the chosen language in the session and go back to the page one came from."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    session["language"] = language
    target = urlsplit(request.form.get("next", "/"))
    inside = target.path.startswith("/") and not target.path.startswith(("//", "/\\"))
    return redirect(target.path if inside and not target.netloc else "/")


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say that the process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Say whether database, migrations and storage can be used."""
    checks = readiness()
    ready = all(checks.values())
    return {"status": "ready" if ready else "not ready", "checks": checks}, 200 if ready else 503


@blueprint.get("/metrics")
@allowed("metrics.read")
def metrics() -> ResponseReturnValue:
    """Show the figures that Prometheus collects."""
    return Response(metrics_text(), content_type="text/plain; version=0.0.4; charset=utf-8")


@blueprint.get("/styleguide")
@allowed("people.edit")
def styleguide() -> ResponseReturnValue:
    """Show every component of the design system."""
    return render_template("core/styleguide.html")
