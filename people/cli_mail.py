"""The command that tries the mail server, and what the doctor asks of it."""

from collections.abc import Callable, Iterator

import click
from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from core.cli import build
from core.cli_doctor import Check
from people import mail


@click.command("mail-test")
@click.argument("address")
@click.pass_obj
def mail_test(create_app: Callable[[], Flask], address: str) -> None:
    """Send a test e-mail now and say how it went. Example: rubrica mail-test ana@example.org"""
    if "@" not in address:
        raise click.UsageError(f"{address} is not an e-mail address")
    app = build(create_app)
    settings = app.config["SETTINGS"]
    with app.app_context(), force_locale(settings.language):
        words = _("If you read this, Rubrica can send you e-mail.")
        try:
            mail.send(mail.compose(address, _("A test from Rubrica"), f"{words}\n"))
        except (mail.Undeliverable, OSError) as error:
            raise click.ClickException(f"not sent: {mail.reason_of(error)}") from error
    click.echo(f"The mail server took a message to {address}, from {settings.smtp_sender}.")
    if not settings.url:
        click.echo("RUBRICA_URL is not set, so letters have no links.", err=True)


def mail_checks() -> Iterator[Check]:
    """Check that the mail server lets us in, and that letters can have links."""
    try:
        well, seen = True, mail.look()
    except (mail.Undeliverable, OSError) as error:
        well, seen = False, mail.reason_of(error)
    yield Check("mail", well, seen, "look at SMTP_URL, then: rubrica mail-test YOU@EXAMPLE.ORG")
    if mail.is_set():
        address = current_app.config["SETTINGS"].url
        advice = "set RUBRICA_URL to where people reach Rubrica"
        yield Check("links in mail", bool(address), address or "letters have none", advice)
