"""``rubrica import``: any format, files or folders, with a reason for each refused record."""

import json
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import click
from flask import Flask

from core.db import db
from transcripts.actions import ImportReport, import_records
from transcripts.formats.detect import CHOICES
from transcripts.formats.reader import read_path
from transcripts.formats.records import Outcome
from transcripts.queries import source_named
from transcripts.signers import trusted_signers

SHOWN_EVERY = 200


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", "name", default="Imports", help="The source that the records belong to.")
@click.option(
    "--format", "form", default="auto", type=click.Choice(CHOICES), help="What the files are."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def import_(
    create_app: Callable[[], Flask], paths: tuple[Path, ...], name: str, form: str, as_json: bool
) -> None:
    """Import conversations and recordings: files, or folders with all below them.

    A record that cannot be taken is reported with its place and reason, and holds up no other.
    Running an import again adds nothing.

    Example: rubrica import chats.csv calls/ --source "Old desk"
    """
    app = create_app()
    with app.app_context():
        source = source_named(name)
        db.session.commit()
        outcomes = chain.from_iterable(
            read_path(path, form, trust=trusted_signers()) for path in paths
        )
        report = import_records(told(outcomes, silent=as_json), source)
    if as_json:
        click.echo(json.dumps(as_dict(report), ensure_ascii=False))
    else:
        tell(report)
    if report.refused:
        sys.exit(1)


def told(outcomes: Iterator[Outcome], *, silent: bool) -> Iterator[Outcome]:
    """Pass the records on, saying now and then how many there were."""
    for number, outcome in enumerate(outcomes, 1):
        if number % SHOWN_EVERY == 0 and not silent:
            click.echo(f"{number} records read", err=True)
        yield outcome


def as_dict(report: ImportReport) -> dict[str, object]:
    """Return the report in the shape that programs read."""
    refused = [
        {"path": line.path, "place": line.place, "reason": line.reason} for line in report.refused
    ]
    return {"imported": report.imported, "already": report.already, "refused": refused}


def tell(report: ImportReport) -> None:
    """Print the report for a person."""
    for line in report.refused:
        where = ", ".join(part for part in (line.path, line.place) if part)
        click.echo(f"refused: {where}: {line.reason}", err=True)
    click.echo(
        f"{report.imported} imported, {report.already} already there, {len(report.refused)} refused"
    )
