"""The doors of helpdesks: pages for administrators, and one address for each one's notices."""

from flask import Blueprint, Flask

from core.web.limits import guard_programs
from transcripts.helpdesks import hook_page, jobs, pages  # noqa: F401  (jobs: registers its work)

NOTICES_LIMIT = "1200 per minute"

blueprint = Blueprint("helpdesks", __name__)
blueprint.add_url_rule("/helpdesks", "connections", pages.connections)
blueprint.add_url_rule("/helpdesks/new", "new", pages.new_connection, methods=["GET", "POST"])
blueprint.add_url_rule("/helpdesks/<int:connection_id>", "connection", pages.connection)
for name, view in (
    ("secret", pages.change_secret),
    ("key", pages.change_key),
    ("switch", pages.switch),
):
    blueprint.add_url_rule(f"/helpdesks/<int:connection_id>/{name}", name, view, methods=["POST"])
blueprint.add_url_rule(
    "/helpdesks/deliveries/<int:delivery_id>/retry", "retry", pages.retry, methods=["POST"]
)

hooks = Blueprint("helpdesk_hooks", __name__, url_prefix="/api/hooks")
hooks.add_url_rule("/<int:connection_id>", "receive", hook_page.receive, methods=["POST", "HEAD"])


def init_app(app: Flask) -> None:
    """Open the pages and the hooks; a hook needs no CSRF token, because it has its signature."""
    app.extensions["csrf"].exempt(hooks)
    guard_programs(app, hooks, NOTICES_LIMIT)
    app.register_blueprint(blueprint)
    app.register_blueprint(hooks)
