"""Text that a database can hold, and text that is marked to be translated."""

import re
from typing import Any, TypeGuard

_UNKEPT = re.compile("[\0\ud800-\udfff]")


def can_be_kept(text: Any) -> TypeGuard[str]:
    """Whether this is text that every database takes: no NUL, no half of a surrogate pair."""
    return isinstance(text, str) and not _UNKEPT.search(text)


def N_(text: str) -> str:  # noqa: N802  (the name that catalogues look for)
    """Mark a sentence for the catalogues; it is translated when it is shown."""
    return text
