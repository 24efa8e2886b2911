"""Password recovery goes out by e-mail through a job, and its text is forgotten afterwards."""

import socketserver
import threading

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import select

from core.db import db
from core.jobs.models import DONE, FAILED, Job
from core.jobs.runner import run_pending
from people.mail import JOB
from tests.factories import make_user


class OneLetterBox(socketserver.StreamRequestHandler):
    """Enough of SMTP to take a message."""

    def handle(self) -> None:
        self.reply("220 here")
        for line in self.rfile:
            word = line.split()[0].upper()
            if word == b"DATA":
                self.reply("354 go on")
                self.server.letters.append(self.read_letter())
            if word == b"QUIT":
                self.reply("221 bye")
                return
            self.reply("250 well")

    def read_letter(self) -> str:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines).decode()

    def reply(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def letter_box():
    with socketserver.TCPServer(("127.0.0.1", 0), OneLetterBox) as server:
        server.letters = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def ask_for_recovery(app: Flask, email: str) -> None:
    make_user("agent", email="ana@example.org", password=hash_password("correct-horse-battery"))
    db.session.commit()
    response = app.test_client().post("/reset", data={"email": email})
    assert response.status_code in (200, 302)
    db.session.rollback()


def mail_jobs() -> list[tuple[str, dict]]:
    rows = db.session.execute(select(Job.state, Job.arguments).where(Job.name == JOB)).all()
    db.session.rollback()
    return [(row.state, row.arguments) for row in rows]


def use_server(app: Flask, url: str | None) -> None:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = type(settings)(**{**vars(settings), "smtp_url": url})


def test_a_recovery_link_arrives_and_is_not_kept(app: Flask, letter_box) -> None:
    use_server(app, f"smtp://127.0.0.1:{letter_box.server_address[1]}")
    ask_for_recovery(app, "ana@example.org")
    assert run_pending(app) == ["done"]
    assert len(letter_box.letters) == 1
    assert "To: ana@example.org" in letter_box.letters[0]
    assert "/reset/" in letter_box.letters[0]
    assert mail_jobs() == [(DONE, {})]


def test_an_unknown_address_gets_no_letter(app: Flask) -> None:
    ask_for_recovery(app, "eve@example.org")
    assert mail_jobs() == []


def test_without_a_mail_server_the_job_says_what_is_missing(app: Flask) -> None:
    ask_for_recovery(app, "ana@example.org")
    assert run_pending(app) == ["failed"]
    error = db.session.scalar(select(Job.error).where(Job.state == FAILED))
    assert error == "no mail server is set: SMTP_URL"
