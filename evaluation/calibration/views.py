"""Calibration: sessions, agreement and severity. This is the list of the routes."""

from flask import Blueprint

from evaluation.calibration import jobs  # noqa: F401 - registers them
from evaluation.calibration.figures_pages import agreement, severity, switch
from evaluation.calibration.session_page import close, comment, extend, reference, session
from evaluation.calibration.session_pages import new_session, sessions

blueprint = Blueprint("calibration", __name__, url_prefix="/calibration")

blueprint.add_url_rule("", view_func=sessions)
blueprint.add_url_rule("/new", view_func=new_session, methods=["GET", "POST"])
blueprint.add_url_rule("/agreement", view_func=agreement)
blueprint.add_url_rule("/severity", view_func=severity)
blueprint.add_url_rule("/fair-scores", view_func=switch, methods=["POST"])
blueprint.add_url_rule("/<int:session_id>", view_func=session)
blueprint.add_url_rule("/<int:session_id>/extend", view_func=extend, methods=["POST"])
blueprint.add_url_rule("/<int:session_id>/close", view_func=close, methods=["POST"])
blueprint.add_url_rule(
    "/<int:session_id>/items/<int:item_id>/comment", view_func=comment, methods=["POST"]
)
blueprint.add_url_rule(
    "/<int:session_id>/items/<int:item_id>/reference", view_func=reference, methods=["POST"]
)
