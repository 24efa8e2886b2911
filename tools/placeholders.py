"""Read the placeholders of a translatable message."""

from __future__ import annotations

import re

PLACEHOLDER = re.compile(r"%\((\w+)\)[\d.]*[a-zA-Z]|%[sdif]|\{(\w*)\}")


def placeholders_of(text: str) -> frozenset[str]:
    """The set of placeholders of a message: `%(name)s`, `%s`, `{name}`; `%%` is none."""
    return frozenset(match.group() for match in PLACEHOLDER.finditer(text.replace("%%", "")))
