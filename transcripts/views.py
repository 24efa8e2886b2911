"""Interactions: intake, lists, the page of one, its sound."""

from flask import Blueprint

blueprint = Blueprint("transcripts", __name__)
