"""Rubrics and their versions."""

from flask import Blueprint

blueprint = Blueprint("rubrics", __name__)
