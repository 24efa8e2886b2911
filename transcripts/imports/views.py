"""Imports and sources. This is the list of the routes."""

from flask import Blueprint

from transcripts.imports import jobs, watching  # noqa: F401  (they register their work)
from transcripts.imports.pages import (
    columns,
    confirm,
    create_import,
    download,
    drop,
    imports,
    new_import,
    report,
    status,
)
from transcripts.imports.source_pages import forget_mapping, new_source, source, sources

blueprint = Blueprint("imports", __name__)
POST = ["POST"]

blueprint.add_url_rule("/imports", view_func=imports)
blueprint.add_url_rule("/imports", view_func=create_import, methods=POST)
blueprint.add_url_rule("/imports/new", view_func=new_import)
blueprint.add_url_rule("/imports/<int:import_id>", view_func=report)
blueprint.add_url_rule("/imports/<int:import_id>/status", view_func=status)
blueprint.add_url_rule("/imports/<int:import_id>/columns", view_func=columns)
blueprint.add_url_rule("/imports/<int:import_id>/columns", view_func=confirm, methods=POST)
blueprint.add_url_rule("/imports/<int:import_id>/discard", view_func=drop, methods=POST)
blueprint.add_url_rule("/imports/<int:import_id>/report.<form>", view_func=download)

blueprint.add_url_rule("/sources", view_func=sources)
blueprint.add_url_rule("/sources/new", view_func=new_source, methods=["GET", "POST"])
blueprint.add_url_rule("/sources/<int:source_id>", view_func=source, methods=["GET", "POST"])
blueprint.add_url_rule(
    "/sources/<int:source_id>/columns/<kind>/forget", view_func=forget_mapping, methods=POST
)
