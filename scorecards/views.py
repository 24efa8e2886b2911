"""Scorecards of agents and teams."""

from flask import Blueprint

blueprint = Blueprint("scorecards", __name__)
