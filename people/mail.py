"""The mail server: reaching it, composing messages, handing them over.

The setting SMTP_URL is ``smtp://user:password@host:port``, ``smtp+starttls://`` (refuses to speak
in the open) or ``smtps://``. Certificates are checked, against ``?ca=/path/to.pem`` where given.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import Response, after_this_request, current_app
from flask_security import MailUtil

from core.db import db
from core.jobs.queue import enqueue

JOB = "people.send_mail"
TIMEOUT_SECONDS = 20
ATTEMPTS = 20  # the waits between them add up to some three hours
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
PERMANENT = 500  # from here on, a mail server's answer means: do not try again


class Undeliverable(Exception):
    """A letter that will not arrive however often it is sent; the message says why."""


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
        letter = {"to": address, "subject": str(subject), "body": body, "html": html}
        enqueue(JOB, letter, max_attempts=ATTEMPTS)


def is_set() -> bool:
    """Say whether there is a mail server to send through."""
    return bool(current_app.config["SETTINGS"].smtp_url)


def parts_of(address: str) -> SplitResult:
    """The parts of SMTP_URL. Undeliverable for another scheme or an impossible port."""
    parts = urlsplit(address)
    try:
        known = parts.scheme in PORTS and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise Undeliverable(f"SMTP_URL must be {', '.join(PORTS)}://host:port")
    return parts


def is_this_machine(host: str) -> bool:
    """Say whether a host is this machine, to which nobody listens in on the way."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def connect(address: str) -> smtplib.SMTP:
    """Connect to a mail server and sign in where the address names somebody.

    ``smtp://`` speaks in the clear only with a server that offers no STARTTLS, and then tells it
    no password unless it is this machine. Raises Undeliverable or OSError (of which smtplib's
    errors are kinds).
    """
    parts = parts_of(address)
    host = parts.hostname or "localhost"
    port = parts.port or PORTS[parts.scheme]
    authority = parse_qs(parts.query).get("ca", [None])[0]
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        context = ssl.create_default_context(cafile=authority)
        server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    try:
        secure = parts.scheme == "smtps" or _encrypt(server, parts.scheme, host, authority)
        if parts.username:
            if not secure and not is_this_machine(host):
                raise Undeliverable("the mail server offers no encryption for the password")
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _encrypt(server: smtplib.SMTP, scheme: str, host: str, authority: str | None) -> bool:
    """Begin TLS where it is asked for, or offered by another machine; say whether it was."""
    server.ehlo()
    offered = server.has_extn("starttls")
    if scheme == "smtp+starttls" and not offered:
        raise Undeliverable("the mail server offers no STARTTLS")
    if not offered or (scheme == "smtp" and is_this_machine(host)):
        return False
    server.starttls(context=ssl.create_default_context(cafile=authority))
    return True


def compose(
    to: str, subject: str, body: str, html: str | None = None, **headers: str
) -> EmailMessage:
    """A message in plain text, and in HTML beside it where given.

    ``headers`` are further ones, with "_" for "-" in their names. Undeliverable for an address or
    a header that no message may have.
    """
    sender = current_app.config["SETTINGS"].smtp_sender
    message = EmailMessage()
    try:
        message["To"], message["From"], message["Subject"] = to, sender, " ".join(subject.split())
        message["Date"] = formatdate(usegmt=True)
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
    except (ValueError, IndexError) as error:  # line breaks; addresses that cannot be parsed
        raise Undeliverable(f"a header cannot be written: {error}") from error
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def message_id(name: str) -> str:
    """A Message-ID that is the same each time, so that a letter sent twice shows up once."""
    sender = parseaddr(current_app.config["SETTINGS"].smtp_sender)[1]
    return f"<{name}@{sender.rpartition('@')[2] or 'localhost'}>"


def send(message: EmailMessage) -> None:
    """Hand one message to the mail server.

    Raises Undeliverable where trying again cannot help, OSError where it can.
    """
    address = current_app.config["SETTINGS"].smtp_url
    if not address:
        raise Undeliverable("no mail server is set: SMTP_URL")
    with _answers_as_errors(), connect(address) as server:
        server.send_message(message)


@contextmanager
def _answers_as_errors() -> Iterator[None]:
    """Turn what a mail server says for good into Undeliverable."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        if code >= PERMANENT:
            raise Undeliverable(f"the recipient is refused: {code} {_words(words)}") from error
        raise
    except smtplib.SMTPResponseException as error:
        if error.smtp_code >= PERMANENT:
            answer = f"{error.smtp_code} {_words(error.smtp_error)}"
            raise Undeliverable(f"the mail server refuses: {answer}") from error
        raise
    except smtplib.SMTPNotSupportedError as error:
        raise Undeliverable(str(error)) from error
    except ssl.SSLCertVerificationError as error:
        raise Undeliverable(f"the mail server's certificate: {error.verify_message}") from error


def reason_of(error: Exception) -> str:
    """Why a message was not sent, in one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_words(error.smtp_error)}"
    if isinstance(error, Undeliverable):
        return str(error)
    return " ".join(f"{type(error).__name__}: {error}".split())


def look() -> str:
    """Greet the mail server, sign in, and send nothing; return what was seen.

    Raises Undeliverable or OSError, as ``send`` does.
    """
    address = current_app.config["SETTINGS"].smtp_url
    if not address:
        return "not set: letters are not sent"
    with _answers_as_errors(), connect(address) as server:
        server.noop()
    return f"{parts_of(address).hostname} answers"


def _words(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:200]
