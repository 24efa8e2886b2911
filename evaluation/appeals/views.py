"""Approvals, disputes and the rules for both. This is the list of the routes."""

from flask import Blueprint

from evaluation.appeals import jobs  # noqa: F401 - registers them
from evaluation.appeals.pages import appoint, approvals, disputes, send_back, statistics
from evaluation.appeals.rules_page import rules, set_days, set_rules
from evaluation.release.queries import sent_back

blueprint = Blueprint("appeals", __name__)
blueprint.add_app_template_global(sent_back)

blueprint.add_url_rule("/disputes", view_func=disputes)
blueprint.add_url_rule("/disputes/statistics", view_func=statistics)
blueprint.add_url_rule("/disputes/<int:dispute_id>/appoint", view_func=appoint, methods=["POST"])
blueprint.add_url_rule("/disputes/approvals", view_func=approvals)
blueprint.add_url_rule(
    "/evaluations/<int:evaluation_id>/send-back", view_func=send_back, methods=["POST"]
)
blueprint.add_url_rule("/disputes/rules", view_func=rules)
blueprint.add_url_rule("/disputes/rules/days", view_func=set_days, methods=["POST"])
blueprint.add_url_rule("/disputes/rules/<int:rubric_id>", view_func=set_rules, methods=["POST"])
