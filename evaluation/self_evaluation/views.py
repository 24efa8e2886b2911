"""Agents' own scores. This is the list of the routes."""

from flask import Blueprint

from evaluation.self_evaluation.pages import ask_agent, begin, mine, page, save, send

blueprint = Blueprint("self_evaluation", __name__)

blueprint.add_url_rule("/own-scores", view_func=mine)
blueprint.add_url_rule(
    "/interactions/<int:interaction_id>/score-myself", view_func=begin, methods=["POST"]
)
blueprint.add_url_rule(
    "/evaluations/<int:evaluation_id>/ask-agent", view_func=ask_agent, methods=["POST"]
)
blueprint.add_url_rule("/own-scores/<int:own_id>", view_func=page)
blueprint.add_url_rule("/own-scores/<int:own_id>/send", view_func=send, methods=["POST"])
blueprint.add_url_rule("/own-scores/<int:own_id>/save", view_func=save, methods=["POST"])
