"""Commands about people."""

import secrets
from collections.abc import Callable

import click
from flask import Flask

from core.db import db
from core.migrating import migrate_database
from people import actions
from people.permissions import ROLES


@click.command("create-user")
@click.argument("email")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="Repeatable."
)
@click.option("--name", default="", help="How the person is called.")
@click.option(
    "--password", envvar="RUBRICA_PASSWORD", help="Made up and printed once unless given."
)
@click.pass_obj
def create_user(
    create_app: Callable[[], Flask],
    email: str,
    roles: tuple[str, ...],
    name: str,
    password: str | None,
) -> None:
    """Create an account. Example: rubrica create-user ana@example.org --role admin --name Ana"""
    if "@" not in email:
        raise click.UsageError(f"{email} is not an e-mail address")
    if password is not None and len(password) < 10:
        raise click.UsageError("the password needs at least 10 characters")
    chosen = password or secrets.token_urlsafe(12)
    app = create_app()
    with app.app_context():
        migrate_database()
        try:
            actions.create_user(None, email, roles, name=name, password=chosen)
        except actions.Refused as error:
            raise click.ClickException(f"{email} already has an account") from error
        db.session.commit()
    click.echo(f"{email} can sign in" + ("." if password else f" with the password {chosen}"))
