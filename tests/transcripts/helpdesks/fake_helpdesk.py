"""A helpdesk of our own: a small server that speaks the documented API of each of the five."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], Any]


@dataclass
class FakeHelpdesk:
    """Answers by path; ``troubles`` are given first, one to each request."""

    pages: dict[str, Any] = field(default_factory=dict)
    key: tuple[str, str] = ("", "")
    refusal: Callable[[int], Any] = lambda status: {"error": status}
    troubles: list[Answer] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, target: str, headers: Any) -> Answer:
        self.asked.append(target)
        if self.troubles:
            return self.troubles.pop(0)
        name, value = self.key
        if name and headers.get(name) != value:
            return 401, {}, self.refusal(401)
        parts = urlsplit(target)
        page = self.pages.get(parts.path)
        if page is None:
            return 404, {}, self.refusal(404)
        if callable(page):
            page = page({name: values[0] for name, values in parse_qs(parts.query).items()})
        return 200, {}, page


@contextmanager
def running(desk: FakeHelpdesk) -> Iterator[FakeHelpdesk]:
    """Serve a fake helpdesk on this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = desk.answer(self.path, self.headers)
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    desk.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
