"""The coaching board, plans, actions and sessions."""

from flask import Blueprint

blueprint = Blueprint("coaching", __name__)
