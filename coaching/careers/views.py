"""Career paths and readiness."""

from flask import Blueprint

blueprint = Blueprint("careers", __name__)
