"""Fetching recordings: from allowed public hosts only, within limits, checked by digest."""

import hashlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from transcripts import fetching
from transcripts.fetching import FetchError, fetch, is_public, may_fetch, public_address

HOSTS = ("media.example", "other.example:8443")
SOUND = b"sound" * 1000


class Server(BaseHTTPRequestHandler):
    """A media host with good and bad manners."""

    def do_GET(self) -> None:
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("?")[2])
            self.end_headers()
            return
        self.send_response(404 if self.path == "/gone" else 200)
        promised = len(SOUND) * (2 if self.path == "/short" else 1)
        if self.path != "/slow":
            self.send_header("Content-Length", str(promised))
        self.end_headers()
        if self.path == "/slow":
            self.drip()
        self.wfile.write(SOUND)

    def drip(self) -> None:
        try:
            for _ in range(100):
                self.wfile.write(b".")
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The media hosts, without their TLS: a server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def connect(_parts: object) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        connection.connect()
        return connection

    monkeypatch.setattr(fetching, "connect", connect)
    yield
    server.shutdown()
    server.server_close()


def get(target: Path, url: str = "https://media.example/a.wav", **options: object) -> bytes:
    defaults = {"hosts": HOSTS, "max_bytes": 1 << 20, "max_seconds": 10.0}
    fetch(url, target / "fetched", **defaults | options)
    return (target / "fetched").read_bytes()


def refusal(target: Path, url: str = "https://media.example/a.wav", **options: object) -> str:
    with pytest.raises(FetchError) as caught:
        get(target, url, **options)
    return caught.value.code


def test_a_recording_is_fetched_and_its_digest_checked(there, tmp_path) -> None:
    assert get(tmp_path, sha512=hashlib.sha512(SOUND).hexdigest()) == SOUND
    assert refusal(tmp_path, sha512=hashlib.sha512(b"else").hexdigest()) == "fetch_digest"


def test_more_than_the_limit_is_not_kept(there, tmp_path) -> None:
    assert refusal(tmp_path, max_bytes=100) == "fetch_too_large"


@pytest.mark.parametrize("path", ["/gone", "/short"])
def test_an_error_and_half_an_answer_are_no_recording(there, tmp_path, path) -> None:
    assert refusal(tmp_path, f"https://media.example{path}") == "fetch_failed"


def test_a_host_that_dribbles_is_left_in_time(there, tmp_path) -> None:
    began = time.monotonic()
    assert refusal(tmp_path, "https://media.example/slow", max_seconds=0.3) == "fetch_failed"
    assert time.monotonic() - began < 3


def test_a_redirection_is_followed_where_its_goal_is_allowed(there, tmp_path) -> None:
    assert get(tmp_path, "https://media.example/to?https://other.example:8443/b.wav") == SOUND
    assert get(tmp_path, "https://media.example/to?/b.wav") == SOUND
    evil = "https://media.example/to?https://evil.example/b.wav"
    assert refusal(tmp_path, evil) == "fetch_not_allowed"
    assert (
        refusal(tmp_path, "https://media.example/to?http://media.example/") == "fetch_not_allowed"
    )


def test_redirections_come_to_an_end(there, tmp_path) -> None:
    url = "https://media.example/to?" * 5 + "https://media.example/a.wav"
    assert refusal(tmp_path, url) == "fetch_failed"


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://media.example/a.wav", True),
        ("https://MEDIA.example:443/a.wav", True),
        ("https://other.example:8443/a.wav", True),
        ("https://other.example/a.wav", False),
        ("https://media.example:8443/a.wav", False),
        ("http://media.example/a.wav", False),
        ("https://evil.example/media.example", False),
        ("https://media.example.evil.example/a.wav", False),
        ("https://media.example@evil.example/a.wav", False),
        ("https://user:word@media.example/a.wav", False),
        ("https://media.example:99999/a.wav", False),
        ("https://[::1/a.wav", False),
        ("file:///etc/passwd", False),
        (None, False),
    ],
)
def test_only_listed_hosts_over_https_are_allowed(url, allowed) -> None:
    assert may_fetch(url, HOSTS) is allowed


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.0.1", False), ("172.16.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False),
        ("224.0.0.1", False), ("::1", False), ("fe80::1", False), ("fd00::1", False),
        ("::ffff:10.0.0.1", False), ("2002:0a00:0001::", False), ("64:ff9b::a00:1", False),
    ],
)  # fmt: skip
def test_private_addresses_are_never_public(address, public) -> None:
    assert is_public(ip_address(address)) is public


def test_a_name_that_leads_inside_is_refused(monkeypatch) -> None:
    """Also where only one of its addresses does: the next answer could name that one."""
    entries = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: entries)
    with pytest.raises(FetchError) as caught:
        public_address("media.example", 443)
    assert (caught.value.code, caught.value.params) == ("fetch_private", {"host": "media.example"})
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: entries[:1])
    assert public_address("media.example", 443) == "93.184.215.14"


def test_nothing_listens_for_what_is_not_tls(monkeypatch) -> None:
    """The connection goes to the address that was checked, and speaks TLS with the name."""
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    monkeypatch.setattr(fetching, "public_address", lambda host, port: "127.0.0.1")
    threading.Thread(target=lambda: server.accept()[0].sendall(b"plain"), daemon=True).start()
    with pytest.raises(OSError, match=r"(?i)ssl"):
        fetching.connect(urlsplit(f"https://media.example:{port}/"))
    server.close()
