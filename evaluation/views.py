"""The queue, the workspace and released evaluations. This is the list of the routes."""

from flask import Blueprint

from evaluation import (  # noqa: F401 - registers what it removes, what follows turns, filters
    privacy,
    references,
    search_filters,
)
from evaluation.desk.pages import allow, choose, my_work_page, suggestion
from evaluation.evaluation_page import acknowledge, approve, decide, dispute, evaluation
from evaluation.queue_page import pick, queue, replace
from evaluation.review_model import jobs as review_model_jobs  # noqa: F401 - registers them
from evaluation.workspace_page import save, submit, workspace

blueprint = Blueprint("evaluation", __name__)

blueprint.add_url_rule("/queue", view_func=queue)
blueprint.add_url_rule("/interactions/<int:interaction_id>/pick", view_func=pick, methods=["POST"])
blueprint.add_url_rule("/review/<int:assignment_id>", view_func=workspace)
blueprint.add_url_rule("/review/<int:assignment_id>/save", view_func=save, methods=["POST"])
blueprint.add_url_rule("/review/<int:assignment_id>/submit", view_func=submit, methods=["POST"])
blueprint.add_url_rule("/review/<int:assignment_id>/replace", view_func=replace, methods=["POST"])
blueprint.add_url_rule(
    "/review/<int:assignment_id>/suggestion/<int:criterion_id>",
    view_func=suggestion,
    methods=["POST"],
)
blueprint.add_url_rule("/my-work", "my_work", my_work_page)
blueprint.add_url_rule("/my-work/desk", "choose_desk", choose, methods=["POST"])
blueprint.add_url_rule("/my-work/rubrics/<int:rubric_id>", "allow_at_desk", allow, methods=["POST"])
blueprint.add_url_rule("/evaluations/<int:evaluation_id>", view_func=evaluation)
blueprint.add_url_rule(
    "/evaluations/<int:evaluation_id>/acknowledge", view_func=acknowledge, methods=["POST"]
)
blueprint.add_url_rule(
    "/evaluations/<int:evaluation_id>/dispute", view_func=dispute, methods=["POST"]
)
blueprint.add_url_rule(
    "/evaluations/<int:evaluation_id>/approve", view_func=approve, methods=["POST"]
)
blueprint.add_url_rule("/disputes/<int:dispute_id>/decide", view_func=decide, methods=["POST"])
