"""The ``rubrica demo`` command."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.engine import make_url

from core.cli import PORT, serve
from core.clock import now
from core.db import db
from core.migrating import migrate_database
from core.settings import SettingError, Settings, read_settings
from demo.load import MARK, Loaded, load, mark_as_demonstration
from demo.load_calibration import fit_newest
from demo.load_people import PASSWORD
from demo.simulate import DEFAULT_SEED, simulate

AppFactory = Callable[[Settings], Flask]
LOGINS = {
    "evaluator": "evaluator@demo.test",
    "team lead": "lead@demo.test",
    "agent": "agent@demo.test",
    "HR": "hr@demo.test",
    "QA lead": "qa@demo.test",
    "administrator": "admin@demo.test",
}
NOT_OURS = ("DATABASE_URL", "STORAGE_URL", "BROKER_URL")
"""Settings of a real centre: the demonstration keeps to a folder of its own."""


@click.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port to serve on.")
@click.option("--no-serve", is_flag=True, help="Only make it; serve later with 'rubrica run'.")
@click.option(
    "--seed",
    default=DEFAULT_SEED,
    show_default=True,
    type=click.IntRange(0),
    help="Another centre.",
)
@click.pass_obj
def demo(create_app: AppFactory, port: int, no_serve: bool, seed: int) -> None:
    """Make a fresh demonstration centre and serve it. Example: rubrica demo --port 8000

    All people and conversations are simulated, but for a few recorded calls that are transcribed
    for real while you look. It lives in the folder demo/ of the data folder.
    """
    settings = demo_settings()
    clear_away(settings)
    app = create_app(settings)
    with app.app_context():
        loaded = fill(seed)
    click.echo(summary(loaded, settings.data, port, no_serve))
    if not no_serve:
        serve(app, "127.0.0.1", port, 1)


def demo_settings() -> Settings:
    """The settings of this machine, but with a data folder and a database of its own."""
    try:
        usual = read_settings()
        env = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        return read_settings(env | {"RUBRICA_DATA": str(usual.data / "demo")})
    except SettingError as error:
        raise click.ClickException(str(error)) from error


def clear_away(settings: Settings) -> None:
    """Remove the last demonstration. Refuses where the database is anything else."""
    path = Path(make_url(settings.database_url).database or "")
    if not path.exists():
        return
    if not may_be_replaced(path):
        raise click.ClickException(
            f"{path} is not a demonstration and stays as it is; move it away first"
        )
    for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        leftover.unlink(missing_ok=True)
    shutil.rmtree(settings.data / "media", ignore_errors=True)


def may_be_replaced(path: Path) -> bool:
    """Say whether a database file carries the demonstration's mark, or has no people in it."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        if not connection.execute("select 1 from sqlite_master where name = 'users'").fetchone():
            return True
        marked = connection.execute("select 1 from centre_settings where key = ?", (MARK,))
        return (
            marked.fetchone() is not None
            or not connection.execute("select 1 from users").fetchone()
        )
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()


def fill(seed: int) -> Loaded:
    """Make the tables, invent the centre, write it and commit."""
    click.echo("Making the database ...", err=True)
    migrate_database()
    mark_as_demonstration(seed)
    db.session.commit()
    click.echo("Inventing six months of a support centre ...", err=True)
    world = simulate(seed, now().date())
    click.echo("Writing it down ...", err=True)
    loaded = load(world)
    db.session.commit()
    fit_newest()
    return loaded


def summary(loaded: Loaded, data: Path, port: int, no_serve: bool) -> str:
    """What there is to see, where, and who may sign in."""
    later = f"RUBRICA_DATA={data} rubrica run --port {port}"
    lines = [
        f"A simulated centre: {loaded.contacts} contacts, {loaded.reviews} reviews, "
        f"{loaded.waiting} waiting in queues, {loaded.recordings} recorded calls to transcribe.",
        f"Serve it: {later}" if no_serve else f"Open it: http://127.0.0.1:{port}",
        f"Sign in with the password {PASSWORD} as",
        *(f"  {role:<14} {email}" for role, email in LOGINS.items()),
    ]
    return "\n".join(lines)
