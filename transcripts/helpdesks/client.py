"""Asking a helpdesk's API: one host, https, bounded answers, and a word on when to try again."""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from core.clock import now
from transcripts.fetching import Deadline
from transcripts.formats.encoding import parse_json
from transcripts.formats.records import FormatError

TIMEOUT_SECONDS = 20  # without a byte
ANSWER_SECONDS = 60
ALL_SECONDS = 900
MAX_ANSWER_BYTES = 16 << 20
MAX_ALL_BYTES = 64 << 20
MAX_REDIRECTS = 3
LONGEST_WAIT = 3600.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class PullFailed(Exception):
    """The conversation cannot be had, however often one asks.

    ``reason`` is ``code`` or ``code:detail``; ``helpdesks.wording`` has a sentence for each code.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(Exception):
    """The helpdesk cannot answer now. ``seconds``: when it asks to be asked again, if it says."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


def check_address(address: str) -> str:
    """Return a helpdesk's address without its last slash.

    Raises ValueError unless it is ``https://host[:port][/path]`` and no more; plain http is for
    this same machine only.
    """
    parts = urlsplit(address.strip())
    host = parts.hostname or ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not (safe and host) or parts.query or parts.fragment or parts.username or parts.password:
        raise ValueError("an address begins with https:// and holds no password")
    _ = parts.port  # raises ValueError for one that is none
    if any(letter.isspace() or not letter.isprintable() for letter in address.strip()):
        raise ValueError("an address holds no spaces")
    return address.strip().rstrip("/")


@dataclass
class Client:
    """Asks one helpdesk. Follows redirects within its host only; 64 MB and 15 minutes in all."""

    address: str
    headers: Mapping[str, str]
    left: int = field(default=MAX_ALL_BYTES)
    until: float = field(default_factory=lambda: time.monotonic() + ALL_SECONDS)

    def get(
        self, path: str, arguments: Mapping[str, str | int] | None = None, shape: type = dict
    ) -> Any:
        """Return the JSON at ``path`` below the address, an object unless ``shape`` says a list.

        Raises TryLater (no connection, too slow, 429, 5xx) and PullFailed (everything else that is
        no 200, an answer that is too large or no JSON, a redirect to another host).
        """
        query = f"?{urlencode(arguments)}" if arguments else ""
        target = self.address + path + query
        for _step in range(MAX_REDIRECTS + 1):
            status, headers, body = self.ask(target)
            if status not in (301, 302, 307, 308):
                return self.read(status, headers, body, shape)
            target = self.next_stop(target, headers.get("Location", ""))
        raise PullFailed("redirects")

    def ask(self, target: str) -> tuple[int, Message, bytes]:
        """Send one GET and read its answer, as far as the limits go."""
        limit = min(MAX_ANSWER_BYTES, self.left)
        deadline = Deadline(min(ANSWER_SECONDS, max(0.0, self.until - time.monotonic())))
        try:
            with deadline:
                response, body = self.answer(target, limit, deadline)
        except ssl.SSLCertVerificationError as error:
            raise PullFailed("certificate") from error
        except (OSError, http.client.HTTPException) as error:
            reason = "TimeoutError" if deadline.is_over else type(error).__name__
            raise TryLater(f"no_answer:{reason}") from error
        except ValueError:  # its words would show a key with a line break
            raise PullFailed("cannot_ask") from None
        if deadline.is_over:  # what was cut off may look like an end
            raise TryLater("no_answer:TimeoutError")
        if len(body) > limit:
            raise PullFailed("too_large")
        self.left -= len(body)
        return response.status, response.headers, body

    def answer(
        self, target: str, limit: int, deadline: Deadline
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Connect, ask, and read at most one byte more than ``limit``."""
        parts = urlsplit(target)
        connect = http.client.HTTPSConnection if parts.scheme == "https" else no_tls
        connection = connect(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        wanted = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Accept": "application/json", "User-Agent": "Rubrica", **self.headers}
        try:
            connection.connect()
            deadline.watch(connection.sock)
            connection.request("GET", wanted, headers=headers)
            response = connection.getresponse()
            return response, response.read(limit + 1)
        finally:
            connection.close()

    def read(self, status: int, headers: Message, body: bytes, shape: type) -> Any:
        """Return the JSON of an answer, or raise what its status means."""
        if status == 429 or status >= 500:
            wait = seconds_until(headers.get("Retry-After"))
            raise TryLater(f"busy:{status}", wait)
        if status != 200:
            raise PullFailed(REFUSALS.get(status, f"status:{status}"))
        try:
            document = parse_json(body.decode("utf-8", errors="replace"))
        except FormatError as error:
            raise PullFailed("not_json") from error
        if not isinstance(document, shape):
            raise PullFailed("not_json")
        return document

    def next_stop(self, target: str, location: str) -> str:
        """Return where a redirect leads, if that is the same host."""
        try:
            onwards = urljoin(target, location)
            same = bool(location) and urlsplit(onwards)[:2] == urlsplit(target)[:2]
        except ValueError:
            same = False
        if not same:
            raise PullFailed("other_host")
        return onwards


def no_tls(host: str, port: int | None, timeout: float) -> http.client.HTTPConnection:
    """Connect without encryption, which ``check_address`` allows for this machine only."""
    if host not in LOOPBACK:
        raise PullFailed("plain_http")
    return http.client.HTTPConnection(host, port, timeout=timeout)


REFUSALS = {401: "key_refused", 403: "key_forbidden", 404: "unknown", 410: "unknown"}


def seconds_until(value: str | None, moment: datetime | None = None) -> float | None:
    """Read ``Retry-After``: seconds or a date; None where it says neither. At most an hour."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return min(float(value.strip()[:9]), LONGEST_WAIT)
    try:
        wait = (parsedate_to_datetime(value) - (moment or now())).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(wait, 0.0), LONGEST_WAIT)
