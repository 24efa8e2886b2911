"""E-mail that Flask-Security writes, sent by a job so that a page never waits for a mail server."""

import smtplib
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Response, after_this_request, current_app
from flask_security import MailUtil

from core.db import db
from core.jobs.context import JobContext
from core.jobs.models import Job
from core.jobs.queue import enqueue
from core.jobs.registry import JobFailed, job

JOB = "people.send_mail"
TIMEOUT_SECONDS = 20


class QueuedMail(MailUtil):
    """Puts each message into the jobs table, in the transaction of the request that causes it."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Enqueue one message; Flask-Security itself commits nothing when it only writes mail."""

        @after_this_request
        def keep(response: Response) -> Response:
            db.session.commit()
            return response

        address = recipient if isinstance(recipient, str) else recipient[1]
        enqueue(JOB, {"to": address, "subject": str(subject), "body": body, "html": html})


def connect(address: str) -> smtplib.SMTP:
    """Connect to ``smtp://user:password@host:port`` (STARTTLS where offered) or ``smtps://``."""
    parts = urlsplit(address)
    host = parts.hostname or "localhost"
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls()
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


@job(JOB)
def send_mail(
    context: JobContext, *, to: str, subject: str, body: str, html: str | None = None
) -> None:
    """Send one message, then forget its text, which may hold a link that signs somebody in."""
    settings = current_app.config["SETTINGS"]
    if not settings.smtp_url:
        raise JobFailed("no mail server is set: SMTP_URL")
    message = EmailMessage()
    message["To"], message["From"], message["Subject"] = to, settings.smtp_sender, subject
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    with connect(settings.smtp_url) as server:
        server.send_message(message)
    context.finish()
    db.session.get_one(Job, context.claim.job_id).arguments = {}
    db.session.commit()
