"""Bytes to text and JSON, within limits: encodings as they really come, depth and size bounded."""

from __future__ import annotations

import codecs
import io
import json
import math
import re
from typing import Any, BinaryIO

from transcripts.formats.records import FormatError

MAX_DEPTH = 64
MAX_VALUES = 2_000_000
MENDED = "rubrica.mended"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The closing quote is optional, so that an unclosed string is scanned once and not over and over.
_TOKENS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+|[\[{]|[\]}]', re.DOTALL)


def guess_encoding(stream: BinaryIO) -> str:
    """The encoding of a seekable stream, which is left at its beginning.

    UTF-16 and UTF-32 by their marks or by their zero bytes, else UTF-8. Decode with `MENDED` as
    the way to treat errors: a byte that is no UTF-8 is then taken as Windows-1252, the superset
    of Latin-1 that office programs write, so that files in either or in both come out right.
    """
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if len(head) >= 4 and head[1::2].count(0) > len(head) * 0.3 > head[0::2].count(0) * 2:
        return "utf-16-le"
    if len(head) >= 4 and head[0::2].count(0) > len(head) * 0.3 > head[1::2].count(0) * 2:
        return "utf-16-be"
    return "utf-8"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are no UTF-8, one by one as Windows-1252; those it lacks as U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.encoding != "utf-8":
        return "\ufffd", error.end
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(MENDED, _as_windows_1252)


class Undisturbed(io.BufferedReader):
    """The caller's stream, which stays open when the text layer above it is closed."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)  # type: ignore[arg-type]

    def close(self) -> None:
        if not self.closed:
            self.detach()


def parse_json(text: str) -> Any:
    """The JSON value of `text`; NaN, Infinity and numbers beyond a double's range become None.

    Raises `FormatError` (`bad_json`, `json_too_deep`, `json_too_many`): values and depth are
    counted before the parser runs, so that millions of brackets cost neither memory nor stack.
    """
    if sum(map(text.count, ",[]{}")) > MAX_VALUES or text.count('"') > 4 * MAX_VALUES:
        raise FormatError("json_too_many", limit=MAX_VALUES)
    depth = 0
    for token in _TOKENS.finditer(text):
        mark = text[token.start()]
        depth += (mark in "[{") - (mark in "]}")
        if depth > MAX_DEPTH:
            raise FormatError("json_too_deep", limit=MAX_DEPTH)
    try:
        bare = text.lstrip("\ufeff")
        return json.loads(bare, parse_constant=lambda _name: None, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise FormatError("bad_json", line=error.lineno) from error
    except ValueError as error:  # an integer of thousands of digits
        raise FormatError("bad_json", line=1) from error


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None
