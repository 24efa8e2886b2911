"""Password recovery goes out by e-mail through a job, and its text is forgotten afterwards."""

from flask import Flask
from flask_security import hash_password
from sqlalchemy import select

from core.db import db
from core.jobs.models import DONE, FAILED, Job
from core.jobs.runner import run_pending
from people.mail import JOB
from tests.factories import make_user


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


def test_a_recovery_link_arrives_and_is_not_kept(app: Flask, with_mail) -> None:
    ask_for_recovery(app, "ana@example.org")
    assert run_pending(app) == ["done"]
    assert len(with_mail.letters) == 1
    assert "To: ana@example.org" in with_mail.letters[0]
    assert "/reset/" in with_mail.letters[0]
    assert mail_jobs() == [(DONE, {})]


def test_an_unknown_address_gets_no_letter(app: Flask) -> None:
    ask_for_recovery(app, "eve@example.org")
    assert mail_jobs() == []


def test_without_a_mail_server_the_job_says_what_is_missing(app: Flask) -> None:
    ask_for_recovery(app, "ana@example.org")
    assert run_pending(app) == ["failed"]
    error = db.session.scalar(select(Job.error).where(Job.state == FAILED))
    assert error == "no mail server is set: SMTP_URL"
