"""``rubrica export rubric`` and ``rubrica import-rubric``: rubrics as JSON, out and in."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from core.db import db
from evaluation.rubrics.actions import import_rubric, publish
from evaluation.rubrics.adapters import document_of
from evaluation.rubrics.mistakes import mistakes_in
from evaluation.rubrics.models import Rubric, RubricVersion
from evaluation.rubrics.queries import newest_version, version_in_use, version_numbered

EXPORT_EXAMPLE = """
\b
Example:
  rubrica export rubric support --out support.json
"""
IMPORT_EXAMPLE = """
\b
Example:
  rubrica import-rubric support.json --key support --publish
"""


@click.command("rubric", epilog=EXPORT_EXAMPLE)
@click.argument("key")
@click.option("--version", "number", type=click.IntRange(1), help="Which; else the one in use.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Else it is printed.")
@click.pass_obj
def export_rubric(
    create_app: Callable[[], Flask], key: str, number: int | None, out: Path | None
) -> None:
    """Write a version of the rubric KEY as JSON. Importing it elsewhere gives the same rubric."""
    with create_app().app_context():
        version = _version(key, number)
        text = json.dumps(document_of(version), ensure_ascii=False, indent=2) + "\n"
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as mistake:
        raise click.ClickException(f"{out}: {mistake.strerror}") from mistake


def _version(key: str, number: int | None) -> RubricVersion:
    rubric = db.session.scalar(select(Rubric).where(Rubric.key == key))
    if rubric is None:
        known = ", ".join(db.session.scalars(select(Rubric.key).order_by(Rubric.key)))
        raise click.ClickException(f"no rubric {key!r}; there is: {known or 'none'}")
    if number is not None:
        version = version_numbered(rubric.id, number)
    else:
        version = version_in_use(rubric.id) or newest_version(rubric.id)
    if version is None:
        raise click.ClickException(f"the rubric {key!r} has no such version")
    return version


@click.command("import-rubric", epilog=IMPORT_EXAMPLE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="The rubric that gets a next version; else one named by the file.")
@click.option("--publish", "now", is_flag=True, help="New reviews follow it at once.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
@click.pass_obj
def import_(
    create_app: Callable[[], Flask], file: Path, key: str | None, now: bool, as_json: bool
) -> None:
    """Make the next version of a rubric from a JSON FILE; each mistake is named by its place."""
    document = _read(file)
    if mistakes := mistakes_in(document):
        raise click.ClickException("\n".join([f"{file}: not imported", *map(str, mistakes)]))
    with create_app().app_context():
        version = import_rubric(None, document, key=key)
        if now:
            publish(None, version)
        db.session.commit()
        made = {"key": version.rubric.key, "version": version.number, "published": now}
    click.echo(json.dumps(made) if as_json else f"{made['key']}, version {made['version']}")


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as mistake:
        raise click.ClickException(f"{file}: not JSON ({mistake})") from mistake
