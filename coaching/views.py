"""The doors of the coaching room."""

from flask import Blueprint

from coaching import board_page, new_plan_page, plan_page, plan_verbs

blueprint = Blueprint("coaching", __name__)

BOTH = ["GET", "POST"]
POST = ["POST"]
PLAN = "/plans/<int:plan_id>"
ACTION = f"{PLAN}/actions/<int:action_id>"
SESSION = f"{PLAN}/sessions/<int:session_id>"

add = blueprint.add_url_rule
add("/coaching", "board", board_page.board)
add("/agents/<int:agent_id>/plans/new", "new_plan", new_plan_page.new_plan, methods=BOTH)
add(PLAN, "plan", plan_page.plan)
add(f"{PLAN}/actions", "add_action", plan_verbs.add_action, methods=POST)
add(f"{ACTION}/tick", "tick", plan_verbs.tick, methods=POST)
add(f"{ACTION}/tick-mine", "tick_own", plan_verbs.tick_own, methods=POST)
add(f"{PLAN}/sessions", "add_session", plan_verbs.add_session, methods=POST)
add(f"{SESSION}/notes", "write_notes", plan_verbs.write_notes, methods=POST)
add(f"{SESSION}.ics", "session_file", plan_verbs.session_file)
add(f"{PLAN}/move", "move", plan_verbs.move, methods=POST)
add(f"{PLAN}/acknowledge", "acknowledge", plan_verbs.acknowledge, methods=POST)
add(f"{PLAN}/close", "close", plan_verbs.close, methods=POST)
