"""Fetching a recording from an address that a record names, from allowed hosts only.

Whoever sends a record chooses the address. So only https is spoken, only with hosts that the
operator lists, only with public addresses, and the connection goes to the very address that was
checked, so that no name can lead into the house's own network.
"""

import hashlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

MAX_REDIRECTS = 3
STEP_SECONDS = 15.0
CHUNK = 1 << 16
_REDIRECTS = (301, 302, 303, 307, 308)


class FetchError(Exception):
    """Nothing was fetched; ``code`` is a key of ``transcripts.wording``, ``params`` its values."""

    def __init__(self, code: str, **params: str | float) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def may_fetch(url: str | None, hosts: Collection[str]) -> bool:
    """Say whether an address is https at one of these hosts (``name`` or ``name:port``)."""
    try:
        parts = urlsplit(url or "")
        place = (parts.hostname or "").lower(), parts.port or 443
    except ValueError:
        return False
    bare = parts.scheme == "https" and parts.username is None and parts.password is None
    named = f"{place[0]}:{place[1]}" in hosts or (place[1] == 443 and place[0] in hosts)
    return bare and bool(place[0]) and named


def fetch(
    url: str,
    target: Path,
    *,
    hosts: Collection[str],
    max_bytes: int,
    max_seconds: float,
    sha512: str | None = None,
) -> None:
    """Copy what lies at ``url`` into the file ``target``, in pieces.

    Raises FetchError: fetch_not_allowed, fetch_private, fetch_too_large, fetch_digest (the content
    is not what ``sha512`` says) and fetch_failed.
    """
    deadline = Deadline(max_seconds)
    try:
        with deadline, answer_to(url, hosts, deadline) as answer, target.open("wb") as file:
            digest, size = hashlib.sha512(), 0
            while piece := answer.read1(CHUNK):
                size += len(piece)
                if size > max_bytes:
                    raise FetchError("fetch_too_large", limit_mb=max_bytes >> 20)
                digest.update(piece)
                file.write(piece)
            if answer.length:
                raise FetchError("fetch_failed", detail="the answer breaks off")
    except (OSError, http.client.HTTPException, ValueError) as error:
        detail = "it takes too long" if deadline.is_over else type(error).__name__
        raise FetchError("fetch_failed", detail=detail) from error
    if deadline.is_over:  # what was cut off may look like an end
        raise FetchError("fetch_failed", detail="it takes too long")
    if sha512 and digest.hexdigest() != sha512.lower():
        raise FetchError("fetch_digest")


class Deadline:
    """Closes the connection when its time is over, however slowly the other side dribbles."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._close)
        self._timer.daemon = True

    def watch(self, connected: socket.socket | None) -> None:
        """Close this connection in time; TimeoutError where the time was over before there was one.

        Each side notes its own part before it looks at the other's, so that one of them closes.
        """
        self._socket = connected
        if self.is_over:
            raise TimeoutError

    def _close(self) -> None:
        self.is_over = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it is closed already

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


@contextmanager
def answer_to(
    url: str, hosts: Collection[str], deadline: Deadline
) -> Iterator[http.client.HTTPResponse]:
    """Ask, following a few redirections, each of which must be allowed too."""
    for _ in range(MAX_REDIRECTS + 1):
        if not may_fetch(url, hosts):
            raise FetchError("fetch_not_allowed", place=url.split("?")[0][:200])
        parts = urlsplit(url)
        connection = connect(parts)
        try:
            deadline.watch(connection.sock)
            connection.request("GET", path_of(parts), headers={"Accept-Encoding": "identity"})
            answer = connection.getresponse()
            if answer.status == 200:
                yield answer
                return
            if answer.status not in _REDIRECTS:
                raise FetchError("fetch_failed", detail=f"HTTP {answer.status}")
            url = urljoin(url, answer.getheader("Location") or "")
        finally:
            connection.close()
    raise FetchError("fetch_failed", detail="too many redirections")


def path_of(parts: SplitResult) -> str:
    """Return the path and query of an address as they are sent."""
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def connect(parts: SplitResult) -> http.client.HTTPConnection:
    """Open a connection to the host of an address, at a public address of it."""
    host, port = parts.hostname or "", parts.port or 443
    found = socket.create_connection((public_address(host, port), port), timeout=STEP_SECONDS)
    connection = http.client.HTTPSConnection(host, port, timeout=STEP_SECONDS)
    try:
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(found, server_hostname=host)
    except (OSError, ValueError):
        found.close()
        raise
    return connection


def public_address(host: str, port: int) -> str:
    """Return an address of a host; raises FetchError where any of them is not public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or not all(map(is_public, addresses)):
        raise FetchError("fetch_private", host=host)
    return str(addresses[0])


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Say whether an address is on the open network, also by the IPv4 address inside it."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None or address in ipaddress.ip_network("64:ff9b::/96"):
            return inner is not None and is_public(inner)
    return address.is_global and not address.is_multicast
