"""Interactions: intake, lists, the page of one, its sound. This is the list of the routes."""

from flask import Blueprint

from transcripts import jobs  # noqa: F401  (a process that serves pages knows their work too)
from transcripts.interaction_page import interaction, retry, status, swap
from transcripts.list_page import interactions
from transcripts.media_page import captions, media
from transcripts.upload_page import receive, upload

blueprint = Blueprint("transcripts", __name__)

blueprint.add_url_rule("/interactions", view_func=interactions)
blueprint.add_url_rule("/interactions/upload", view_func=upload)
blueprint.add_url_rule("/interactions/upload", view_func=receive, methods=["POST"])
blueprint.add_url_rule("/interactions/<int:interaction_id>", view_func=interaction)
blueprint.add_url_rule("/interactions/<int:interaction_id>/status", view_func=status)
blueprint.add_url_rule(
    "/interactions/<int:interaction_id>/retry", view_func=retry, methods=["POST"]
)
blueprint.add_url_rule("/interactions/<int:interaction_id>/swap", view_func=swap, methods=["POST"])
blueprint.add_url_rule("/interactions/<int:interaction_id>/captions.vtt", view_func=captions)
blueprint.add_url_rule("/media/<int:recording_id>", view_func=media)
