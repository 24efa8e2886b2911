"""Sampling plans and draws."""

from flask import Blueprint

blueprint = Blueprint("sampling", __name__)
