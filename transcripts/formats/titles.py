"""Titles of columns: what they come down to, their unit, and the line that holds them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from transcripts.formats.speakers import normalised

DELIMITERS = ",;\t|"
LONGEST_LINE = 20_000
TITLE_LINES = 20  # a report's name and period may stand above the titles
_JOINING = frozenset(
    ["a", "al", "d", "de", "del", "el", "els", "en", "i", "in", "l", "la", "las", "les", "los",
     "of", "per", "por", "the", "y"]
)  # fmt: skip
_UNITS = {
    **dict.fromkeys(["s", "sec", "secs", "seconds", "segundos", "segons", "seg"], 1.0),
    **dict.fromkeys(["m", "min", "mins", "minutes", "minutos", "minuts"], 60.0),
    **dict.fromkeys(["ms", "msec", "millis", "milliseconds", "milisegundos", "milisegons"], 0.001),
}


def key_of(title: str) -> str:
    """A title without joining words and its unit: "ID de la llamada" is `id_llamada`."""
    parts = normalised(title).split("_")
    bare = [part for part in parts if part not in _JOINING and part not in _UNITS]
    return "_".join(bare or parts)


def unit_of(title: str) -> float:
    """The seconds in one of what a column of numbers counts, by its title; 1 if it says nothing."""
    parts = normalised(title).split("_")
    return next((_UNITS[part] for part in reversed(parts) if part in _UNITS), 1.0)


def find_titles(lines: Sequence[str], known: Collection[str]) -> tuple[int, str] | None:
    """The number of the line (from 0) with most `known` titles, at least two, and its separator.

    Lines above it must have fewer cells filled: the head of a report, and not rows of a table.
    None where no line among the first is such a one.
    """
    best, found = 1, None
    for mark in DELIMITERS:
        widest = 0
        for number, line in enumerate(lines[:TITLE_LINES]):
            cells = [cell for cell in split(line[:LONGEST_LINE], mark) if cell.strip()]
            count = sum(any(key in known for key in keys_of(cell)) for cell in cells)
            if count > best and len(cells) > widest:
                best, found = count, (number, mark)
            widest = max(widest, len(cells))
    return found


def split(line: str, mark: str) -> Sequence[str]:
    """The cells of a line of titles; separators inside quotes do not count."""
    bare = re.sub(r'"([^"]*)"?', lambda quoted: quoted.group(1).replace(mark, " "), line)
    return bare.split(mark)[:1000]


def keys_of(title: str) -> tuple[str, ...]:
    """What a title may be known by, best first: as it is, and without joining words and unit."""
    whole, bare = normalised(title[:200]), key_of(title[:200])
    return (whole,) if whole == bare else (whole, bare)
