"""Pages that belong to no room: health and the style guide."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from core.web.access import allowed, public
from core.web.health import metrics_text, readiness

blueprint = Blueprint("core", __name__)


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
