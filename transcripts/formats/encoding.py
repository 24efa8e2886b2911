"""Bytes to text and JSON, within limits: encodings as they really come, depth and size bounded."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any, BinaryIO

from transcripts.formats.records import FormatError

MAX_DEPTH = 64
_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The closing quote is optional, so that an unclosed string is scanned once and not over and over.
_TOKENS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+|[\[{]|[\]}]', re.DOTALL)


def guess_encoding(stream: BinaryIO) -> str:
    """The encoding of a seekable stream, which is left at its beginning.

    UTF-8 if every byte of it is; UTF-16 by its mark or by its zero bytes; else Windows-1252,
    the superset of Latin-1 that office programs write. Reads in pieces, keeps none.
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
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
        return "utf-8"
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        stream.seek(0)


def parse_json(text: str) -> Any:
    """The JSON value of `text`; NaN and Infinity become None.

    Raises `FormatError` (`bad_json`, `json_too_deep`): the depth is counted before the parser
    runs, so that a million brackets cost no stack.
    """
    depth = 0
    for token in _TOKENS.finditer(text):
        mark = text[token.start()]
        depth += (mark in "[{") - (mark in "]}")
        if depth > MAX_DEPTH:
            raise FormatError("json_too_deep", limit=MAX_DEPTH)
    try:
        return json.loads(text.lstrip("\ufeff"), parse_constant=lambda _name: None)
    except json.JSONDecodeError as error:
        raise FormatError("bad_json", line=error.lineno) from error
    except ValueError as error:  # an integer of thousands of digits
        raise FormatError("bad_json", line=1) from error
