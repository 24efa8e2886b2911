"""The doors of the careers room."""

from flask import Blueprint

from coaching.careers import agent_page, path_pages

blueprint = Blueprint("careers", __name__)

BOTH = ["GET", "POST"]
POST = ["POST"]
AGENT = "/agents/<int:agent_id>/path"
STAGE = "/paths/stages/<int:stage_id>"

add = blueprint.add_url_rule
add("/paths", "paths", path_pages.paths)
add("/paths/new", "new_path", path_pages.new_path, methods=BOTH)
add("/paths/default", "install_default", path_pages.install_default, methods=POST)
add("/paths/import", "import_path", path_pages.import_path, methods=POST)
add("/paths/<int:path_id>.json", "export", path_pages.export)
add("/paths/<int:path_id>/stages/new", "new_stage", path_pages.new_stage, methods=BOTH)
add(STAGE, "edit_stage", path_pages.edit_stage, methods=BOTH)
add(f"{STAGE}/raise", "raise_stage", path_pages.raise_stage, methods=POST)
add(f"{STAGE}/remove", "remove_stage", path_pages.remove_stage, methods=POST)
add("/my-path", "mine", agent_page.mine)
add("/my-path/aim", "state_aim", agent_page.state_aim, methods=POST)
add(AGENT, "agent_path", agent_page.agent_path)
add(f"{AGENT}/stage", "decide", agent_page.decide, methods=POST)
add(f"{AGENT}/certificates", "add_certificate", agent_page.add_certificate, methods=POST)
