"""Text that a database can hold, that a spreadsheet does not run, and that is translated."""

import re
from typing import Any, TypeGuard

_FORMULA = re.compile(r"[=@\t\r\n＝＋－＠]|[+-](?![\d. ]*$)")
_HALF = re.compile("[\ud800-\udfff]")


def can_be_kept(text: Any) -> TypeGuard[str]:
    """Whether this is text that every database takes: no NUL, no half of a surrogate pair."""
    return isinstance(text, str) and "\0" not in text and not _HALF.search(text)


def whole_signs(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair, which UTF-8 and databases refuse."""
    return _HALF.sub("\ufffd", text)


def cell(value: Any) -> Any:
    """Return a cell of a table that no spreadsheet takes for a formula, whoever wrote it."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def N_(text: str) -> str:  # noqa: N802  (the name that catalogues look for)
    """Mark a sentence for the catalogues; it is translated when it is shown."""
    return text
