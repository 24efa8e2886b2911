"""The queue, the workspace and released evaluations."""

from flask import Blueprint

blueprint = Blueprint("evaluation", __name__)
