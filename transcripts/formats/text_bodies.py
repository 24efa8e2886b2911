"""Written messages as they travel: plain text, HTML, and MIME with parts and enclosures."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from html import unescape

from transcripts.formats.encoding import MENDED
from transcripts.formats.records import FormatError, MediaRecord
from transcripts.formats.values import clean, safe_filename

_MAX_PARTS = 200
_MAX_WORK = 5_000_000  # every line is compared with the boundary of every part around it
_MAX_HEADER = 16_000
_MAX_HTML = 5_000_000
_MAX_FIELDS = 100_000
_WESTERN = ("iso-8859-1", "latin-1", "latin1")  # what is sent under these names is Windows-1252
_NESTING = re.compile(rb"multipart/|message/", re.IGNORECASE)
_FIELD = re.compile(rb"^[A-Za-z-]{1,60}:[^\n]*+(?:\n[ \t][^\n]*+)*+", re.MULTILINE)


# One pass over any markup, broken or not, in time in proportion to its length; the parser of the
# standard library takes the square of it on unclosed comments and tags.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*+>|\Z)|<[!?][^>]*+>?"
    r"|</?([a-z][\w:-]*+)(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+>?",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote"}


def text_of_html(html: str) -> str:
    """The readable text of an HTML message; scripts and styles are left out."""
    bare = _MARKUP.sub(_in_place_of, html[:_MAX_HTML])
    return clean(re.sub(r"\n\s*\n\s*", "\n\n", unescape(bare)))


def _in_place_of(tag: re.Match[str]) -> str:
    return "\n" if (tag.group(2) or "").lower() in _BLOCKS else ""


def parse_email(raw: bytes) -> Message:
    """A whole e-mail, headers and all. Raises `FormatError` `mime_too_complex`.

    The parser needs time for each line in each part around it, and for long headers the square
    of their length; both are bounded before it starts.
    """
    nesting = sum(1 for _ in _NESTING.finditer(raw))
    lines = raw.count(b"\n") + raw.count(b"\r") + 1
    fields = [field.end() - field.start() for field in _FIELD.finditer(raw)]
    too_long = max(fields, default=0) > _MAX_HEADER or len(fields) > _MAX_FIELDS
    if nesting > _MAX_PARTS or (nesting + 1) * lines > _MAX_WORK or too_long:
        raise FormatError("mime_too_complex")
    return message_from_bytes(raw, policy=policy.compat32)


def read_body(body: str, mediatype: str) -> tuple[str, tuple[MediaRecord, ...]]:
    """The text of a message of this media type, and what was enclosed with it."""
    kind = mediatype.split(";", 1)[0].strip().lower()
    if kind.startswith("multipart/"):
        folded = re.sub(r"[\r\n]+\s*", " ", mediatype)
        whole = f"Content-Type: {folded}\n\n{body}"
        return read_parts(parse_email(whole.encode("utf-8", errors="surrogateescape")))
    return (text_of_html(body) if kind == "text/html" else clean(body)), ()


def read_parts(message: Message) -> tuple[str, tuple[MediaRecord, ...]]:
    """The plain text of a MIME message (its HTML if there is none) and its enclosures."""
    plain: list[str] = []
    html: list[str] = []
    enclosed: list[MediaRecord] = []
    for number, part in enumerate(message.walk()):
        if number >= _MAX_PARTS:
            break
        if part.is_multipart():
            continue
        raw = _payload(part)
        kind = part.get_content_type()
        name = _filename(part)
        if name is None and kind in ("text/plain", "text/html"):
            (plain if kind == "text/plain" else html).append(_decoded(raw, part))
        elif raw:
            enclosed.append(MediaRecord(safe_filename(name, "enclosure"), kind, data=raw))
    text = "\n\n".join(filter(None, map(clean, plain)))
    return text or "\n\n".join(filter(None, map(text_of_html, html))), tuple(enclosed)


def _filename(part: Message) -> str | None:
    try:
        name = part.get_filename()
        return str(make_header(decode_header(name))) if name else name
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        return "enclosure"  # a name whose own encoding is broken


def _payload(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _decoded(raw: bytes, part: Message) -> str:
    try:
        charset = part.get_content_charset() or "utf-8"
        return raw.decode("cp1252" if charset in _WESTERN else charset)
    except (LookupError, UnicodeError, ValueError, TypeError):
        return raw.decode("utf-8", errors=MENDED)
