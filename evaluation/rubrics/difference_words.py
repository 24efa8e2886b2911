"""Differences between versions as sentences."""

from typing import Any

from flask_babel import gettext as _

from core.i18n import localized, number
from evaluation.rubrics.builder_words import KINDS
from evaluation.rubrics.differences import Difference


def sentence(difference: Difference) -> str:
    """One change in words: "weight of “Probing”: 20 → 25"."""
    name = localized(difference.name) or difference.key
    if difference.change == "added":
        return _("“%(name)s” is new.", name=name)
    if difference.change == "removed":
        return _("“%(name)s” is gone.", name=name)
    if difference.change == "moved":
        return _(
            "“%(name)s” moved from section %(before)s to %(after)s.",
            name=name, before=difference.before, after=difference.after,
        )  # fmt: skip
    if difference.change == "reordered":
        parts = _("sections") if difference.what == "section" else _("questions")
        return _("The order of the %(parts)s changed.", parts=parts)
    return _changed(difference, name)


def _changed(difference: Difference, name: str) -> str:
    field, _dot, language = difference.field.partition(".")
    what = field_name(field)
    if language:
        what = f"{what} ({language})"
    if difference.what == "rubric":
        where = what
    else:
        where = _("%(what)s of “%(name)s”", what=what, name=name)
    if field in ("anchors", "options", "bands", "automatic", "root_causes", "shown_if"):
        return _compound(difference, where)
    before, after = _value(field, difference.before), _value(field, difference.after)
    return _("%(where)s: %(before)s → %(after)s", where=where, before=before, after=after)


def _compound(difference: Difference, where: str) -> str:
    if not difference.before:
        return _("%(where)s: added.", where=where)
    if not difference.after:
        return _("%(where)s: taken away.", where=where)
    return _("%(where)s: changed.", where=where)


def field_name(field: str) -> str:
    """What a field is called on the page."""
    names = {
        "name": _("name"),
        "description": _("description"),
        "guidance": _("guidance"),
        "quality_weight": _("share of quality"),
        "speed_weight": _("share of speed"),
        "quality_floor": _("quality floor"),
        "weighs": _("what weights are given to"),
        "weight": _("weight"),
        "floor": _("floor"),
        "kind": _("kind"),
        "critical": _("critical"),
        "bonus": _("bonus"),
        "allow_na": _("“not applicable” allowed"),
        "minimum": _("lowest answer"),
        "maximum": _("highest answer"),
        "competency": _("what is measured"),
        "bands": _("performance bands"),
        "anchors": _("level descriptions"),
        "options": _("options"),
        "shown_if": _("condition"),
        "automatic": _("metric and points"),
        "root_causes": _("root causes"),
    }
    return names.get(field, field)


def _value(field: str, value: Any) -> str:
    if value is None or value == "":
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "kind":
        return str(KINDS.get(value, value))
    if field == "critical":
        return _("whole review") if value == "all" else _("section")
    if isinstance(value, float | int):
        return number(value)
    return f"“{value}”" if len(str(value)) <= 160 else f"“{str(value)[:160]}…”"
