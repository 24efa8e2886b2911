"""A mail server for tests: takes letters, offers what it is told to, refuses what it is told to."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.message import EmailMessage
from email.policy import default


class OneVisit(socketserver.StreamRequestHandler):
    """Enough of SMTP for one client: EHLO, STARTTLS, AUTH PLAIN, MAIL, RCPT, DATA, QUIT."""

    server: "LetterBox"

    def handle(self) -> None:
        self.reply("220 here")
        while line := self.rfile.readline():
            words = line.decode().split()
            verb = words[0].upper()
            self.server.seen.append(verb)
            if verb in self.server.answers:
                self.reply(self.server.answers[verb])
            elif verb == "EHLO":
                self.greet()
            elif verb == "STARTTLS":
                self.reply("220 go ahead")
                self.encrypt()
            elif verb == "AUTH":
                self.check(words[2])
            elif verb == "DATA":
                self.reply("354 go on")
                self.server.letters.append(self.read_letter())
                self.reply("250 kept")
            elif verb == "QUIT":
                self.reply("221 bye")
                return
            else:
                self.reply("250 well")

    def greet(self) -> None:
        encrypted = isinstance(self.connection, ssl.SSLSocket)
        offers = ["here"]
        if self.server.tls and not encrypted:
            offers.append("STARTTLS")
        if self.server.login:
            offers.append("AUTH PLAIN")
        for offer in offers[:-1]:
            self.reply(f"250-{offer}")
        self.reply(f"250 {offers[-1]}")

    def encrypt(self) -> None:
        assert self.server.tls is not None
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)

    def check(self, given: str) -> None:
        right = "\0" + "\0".join(self.server.login or ())
        well = base64.b64decode(given).decode() == right
        self.reply("235 welcome" if well else "535 wrong password")

    def read_letter(self) -> str:
        return b"".join(iter(self.rfile.readline, b".\r\n")).decode()

    def reply(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class LetterBox(socketserver.ThreadingTCPServer):
    """What came in, and how the server behaves. ``answers``: {"RCPT": "550 nobody here"}."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), OneVisit)
        self.letters: list[str] = []
        self.seen: list[str] = []
        self.answers: dict[str, str] = {}
        self.login: tuple[str, str] | None = None
        self.tls: ssl.SSLContext | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle of TLS is part of the tests."""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_string(letter, policy=default) for letter in self.letters]


@contextmanager
def open_letter_box() -> Iterator[LetterBox]:
    with LetterBox() as box:
        threading.Thread(target=box.serve_forever, daemon=True).start()
        yield box
        box.shutdown()
