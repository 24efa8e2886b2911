"""The routes of saved searches. Whoever imports this also has the index kept up to date."""

from flask import Blueprint

from transcripts.search import jobs, keeping  # noqa: F401
from transcripts.search.saved_page import (
    delete_search,
    rename_search,
    save_search,
    searches,
    share_search,
)

blueprint = Blueprint("searches", __name__)

blueprint.add_url_rule("/searches", view_func=searches)
blueprint.add_url_rule("/searches", view_func=save_search, methods=["POST"])
blueprint.add_url_rule("/searches/<int:search_id>", view_func=rename_search, methods=["POST"])
blueprint.add_url_rule("/searches/<int:search_id>/share", view_func=share_search, methods=["POST"])
blueprint.add_url_rule(
    "/searches/<int:search_id>/delete", view_func=delete_search, methods=["POST"]
)
