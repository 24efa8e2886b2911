"""The doors of the scorecards room."""

from flask import Blueprint

import scorecards.agent_page as agent_page
import scorecards.team_page as team_page

blueprint = Blueprint("scorecards", __name__)

blueprint.add_url_rule("/scorecard", "mine", agent_page.mine)
blueprint.add_url_rule("/agents/<int:agent_id>/scorecard", "agent", agent_page.agent)
blueprint.add_url_rule("/team", "team", team_page.team)
blueprint.add_url_rule("/how-numbers-are-made", "methods", agent_page.methods)
