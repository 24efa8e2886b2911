"""The facts of a notice as JSON, and as a reader sees them.

Dates, moments and texts in several languages are kept marked, so that each reader gets them in
their own language: ``{"date": "2026-03-02"}``, ``{"moment": ...}``, ``{"texts": {"en": ...}}``.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import format_date

from core.i18n import day_and_time, localized, number

LONGEST_TEXT = 200


def kept(value: Any) -> Any:
    """A fact as it is kept. TypeError for what cannot be: only numbers, words, dates and texts."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping):
        return {"texts": {str(code): str(words) for code, words in value.items()}}
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"a fact must be a number, words or a date, not {type(value).__name__}")


def shown(value: Any) -> Any:
    """A kept fact in the reader's language; whole numbers and words stay as they are."""
    if isinstance(value, float):
        return number(value)
    if not isinstance(value, Mapping):
        return value
    if "moment" in value:
        return day_and_time(datetime.fromisoformat(value["moment"]))
    if "date" in value:
        return format_date(date.fromisoformat(value["date"]), "d MMM y")
    return localized(value.get("texts"))
