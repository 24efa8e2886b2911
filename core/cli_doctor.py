"""The command that says whether the house can work here, and what to do where it cannot."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from importlib.util import find_spec

import click
from flask import Flask, current_app
from sqlalchemy import func, select

from core.cli import build
from core.db import db
from core.jobs.models import FAILED, Job
from core.settings import Settings
from core.web.health import database_answers, is_migrated, storage_answers

FURTHER = "doctor"  # in app.extensions: the checks that rooms add
SECRETS = {"secret_key", "database_url", "smtp_url", "oidc_client_secret", "broker_url"}
LOW_DISK_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Check:
    """One check: whether it is well, what was seen, and what to do about it."""

    name: str
    well: bool
    seen: str
    advice: str = ""


def add_checks(app: Flask, further: Callable[[], Iterator[Check]]) -> None:
    """Have the doctor ask a room's own checks, too."""
    app.extensions.setdefault(FURTHER, []).append(further)


def checks() -> Iterator[Check]:
    """Check database, storage, speech, jobs and secrets of the running application."""
    settings: Settings = current_app.config["SETTINGS"]
    answers = database_answers()
    yield Check("database", answers, db.engine.dialect.name, "look at DATABASE_URL")
    if answers:
        yield Check("migrations", is_migrated(), "newest schema expected", "run: rubrica migrate")
    yield Check("storage", storage_answers(), settings.storage_url, "look at STORAGE_URL")
    free = shutil.disk_usage(settings.data).free
    yield Check("disk", free > LOW_DISK_BYTES, f"{free / 1024**3:.1f} GiB free", "make room")
    yield from speech_checks(settings)
    if answers and is_migrated():
        failed = db.session.scalar(select(func.count()).where(Job.state == FAILED)) or 0
        yield Check("jobs", failed == 0, f"{failed} failed", "see the Jobs page")
    for further in current_app.extensions.get(FURTHER, ()):
        yield from further()
    kept = "RUBRICA_SECRET_KEY" in os.environ or (settings.data / "secret_key").exists()
    yield Check("secret", kept, "kept", "set RUBRICA_SECRET_KEY or make the data folder writable")


def speech_checks(settings: Settings) -> Iterator[Check]:
    """Check that the chosen speech engine is installed."""
    module = {"faster-whisper": "faster_whisper", "whisper": "whisper"}.get(settings.speech_engine)
    installed = module is not None and find_spec(module) is not None
    extra = "whisper" if settings.speech_engine == "whisper" else "demo"
    advice = f"pip install 'rubrica[{extra}]'"
    yield Check("speech engine", installed, settings.speech_engine, advice)


def settings_in_words(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Each setting's name, its value (secrets only as set or not set) and where it comes from."""
    for field in fields(settings):
        if field.name == "sources":
            continue
        value = getattr(settings, field.name)
        shown = ("set" if value else "not set") if field.name in SECRETS else str(value)
        suffix = field.name.upper()
        known = any(name in settings.sources for name in (f"RUBRICA_{suffix}", suffix))
        yield field.name, shown, "environment" if known else "default"


@click.command()
@click.option("--json", "as_program", is_flag=True, help="Print JSON.")
@click.pass_obj
def doctor(create_app: Callable[[], Flask], as_program: bool) -> None:
    """Check this installation and say what to do. Example: rubrica doctor

    Exits 1 when something is not well.
    """
    app = build(create_app)
    with app.app_context():
        found = list(checks())
        listed = list(settings_in_words(app.config["SETTINGS"]))
    if as_program:
        named = [dict(zip(("name", "value", "source"), row, strict=True)) for row in listed]
        report = {"checks": [asdict(check) for check in found], "settings": named}
        click.echo(json.dumps(report, indent=2))
    else:
        for check in found:
            mark = "ok  " if check.well else "BAD "
            click.echo(f"{mark}{check.name}: {check.seen}")
            if not check.well:
                click.echo(f"     {check.advice}")
        click.echo("\nSettings:")
        for name, value, source in listed:
            click.echo(f"  {name} = {value} ({source})")
    if not all(check.well for check in found):
        raise SystemExit(1)
