"""Languages as sources name them, by code or by name, as the codes that Rubrica knows."""

from __future__ import annotations

from typing import Any

from transcripts.formats.speakers import normalised
from transcripts.formats.values import text_or_none

_NAMES = {
    **dict.fromkeys(["english", "eng", "ingles", "angles"], "en"),
    **dict.fromkeys(["spanish", "spa", "espanol", "castellano", "castella", "espanyol"], "es"),
    **dict.fromkeys(["catalan", "cat", "catala"], "ca"),
}


def language_code(value: Any) -> str | None:
    """The code in "es", "es-ES", "Spanish" or "castellano"; None for what is no language."""
    first = normalised((text_or_none(value) or "")[:40]).split("_")[0]
    code = _NAMES.get(first, first)
    return code if 2 <= len(code) <= 3 and code.isalpha() and code != "und" else None
