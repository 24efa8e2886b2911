"""Cheap signs without which the costly patterns find nothing; most turns of a call have none.

Each says yes at least wherever its pattern would match, so that nothing is found less.
"""

from __future__ import annotations

import re

_FIGURE = re.compile(r"\d")
_AT = re.compile(r"\b(?:arroba|arrova|at)\b", re.IGNORECASE)
_BIRTH = ("born", "birth", "dob", "d.o.b", "nac", "cumplea", "naixement", "neixer", "néixer",
          "nascu", "aniversari")  # fmt: skip
_LATER_CAPITAL = re.compile(r"[\s:][A-ZÀ-ÖØ-Þ]")
_TWO_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’·-]* (?:\w+ ){0,2}[A-ZÀ-ÖØ-Þ]")


def has_figure(text: str) -> bool:
    """Whether a text has a figure, as every written number and address has."""
    return _FIGURE.search(text) is not None


def has_at(text: str) -> bool:
    """Whether a text has an at-sign that is said."""
    return _AT.search(text) is not None


def is_of_birth(text: str) -> bool:
    """Whether a text has a word of which one about being born is made."""
    folded = text.casefold().replace("i̇", "i").replace("ı", "i")
    return any(part in folded for part in _BIRTH)


def has_later_capital(text: str) -> bool:
    """Whether a word behind another one is capitalised, as a name is that is introduced."""
    return _LATER_CAPITAL.search(text) is not None


def has_two_capitals(text: str) -> bool:
    """Whether a text has two capitalised words close together, as a full name has."""
    return _TWO_CAPITALS.search(text) is not None
