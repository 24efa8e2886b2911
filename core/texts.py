"""Text that a database can hold."""

import re
from typing import Any, TypeGuard

_UNKEPT = re.compile("[\0\ud800-\udfff]")


def can_be_kept(text: Any) -> TypeGuard[str]:
    """Whether this is text that every database takes: no NUL, no half of a surrogate pair."""
    return isinstance(text, str) and not _UNKEPT.search(text)
