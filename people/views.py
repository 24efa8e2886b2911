"""People, teams, agents, the audit trail and jobs."""

from flask import Blueprint

blueprint = Blueprint("people", __name__)
