"""Names and weights of a draft from a plain form: what can be edited without scripts."""

import math
from collections.abc import Mapping
from typing import Any

from core.texts import N_
from evaluation.rubrics.reading import Mistake


def apply_plain_form(document: dict[str, Any], form: Mapping[str, str], language: str) -> None:
    """Put ``name:s:<key>``, ``weight:c:<key>`` and so on into ``document``.

    Fields that are missing leave their part alone. Mistake for a weight that is no number.
    """
    for section in document.get("sections", []):
        _apply(section, "s", form, language)
        for criterion in section.get("criteria", []):
            _apply(criterion, "c", form, language)


def _apply(part: dict[str, Any], kind: str, form: Mapping[str, str], language: str) -> None:
    name = form.get(f"name:{kind}:{part['key']}")
    weight = form.get(f"weight:{kind}:{part['key']}")
    if name is not None and name.strip():
        part["name"] = {**part["name"], language: name.strip()[:500]}
    if weight is not None and weight.strip():
        part["weight"] = _number(part["key"], weight)


def _number(key: str, text: str) -> float:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Mistake(key, N_("%(name)s must be a number"), {"name": "weight"})
    return int(number) if number == int(number) else number
