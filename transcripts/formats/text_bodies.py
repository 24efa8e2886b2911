"""Written messages as they travel: plain text, HTML, and MIME with parts and enclosures."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from html.parser import HTMLParser

from transcripts.formats.records import FormatError, MediaRecord
from transcripts.formats.values import clean, safe_filename

_MAX_PARTS = 200
_MAX_WORK = 20_000_000  # every line is compared with the boundary of every part around it
_MAX_HEADER = 16_000
_MAX_HTML = 200_000
_NESTING = re.compile(rb"multipart/|message/", re.IGNORECASE)
_FIELD = re.compile(rb"^[A-Za-z-]{1,60}:[^\n]*+(?:\n[ \t][^\n]*+)*+", re.MULTILINE)
_BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote"}


class _TextOfHtml(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in ("script", "style")))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)


def text_of_html(html: str) -> str:
    """The readable text of an HTML message; scripts and styles are left out.

    Read are the first 200,000 characters: on broken markup the parser takes the square of the
    length.
    """
    reader = _TextOfHtml()
    try:
        reader.feed(html[:_MAX_HTML])
        reader.close()
    except AssertionError:  # what html.parser raises on some broken declarations
        return clean(re.sub(r"<[^<>]*>", " ", html))
    return clean(re.sub(r"\n\s*\n\s*", "\n\n", "".join(reader.pieces)))


def parse_email(raw: bytes) -> Message:
    """A whole e-mail, headers and all. Raises `FormatError` `mime_too_complex`.

    The parser needs time for each line in each part around it, and for long headers the square
    of their length; both are bounded before it starts.
    """
    nesting = sum(1 for _ in _NESTING.finditer(raw))
    lines = raw.count(b"\n") + raw.count(b"\r") + 1
    longest = max((len(field.group()) for field in _FIELD.finditer(raw)), default=0)
    if nesting > _MAX_PARTS or nesting * lines > _MAX_WORK or longest > _MAX_HEADER:
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
        return raw.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeError, ValueError, TypeError):
        return raw.decode("utf-8", errors="replace")
