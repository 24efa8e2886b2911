"""``rubrica import``: any format, files or folders, with a reason for each refused record."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from flask import Flask

from core.db import db
from transcripts.formats.detect import CHOICES
from transcripts.imports.models import Import
from transcripts.imports.queries import refused_lines
from transcripts.imports.running import conclude, work_through
from transcripts.imports.walking import Found, Reading, outcomes
from transcripts.queries import source_named
from transcripts.signers import trusted_signers
from transcripts.wording import reason_words

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
    """Import conversations and recordings: files, zip archives, or folders with all below them.

    A record that cannot be taken is reported with its place and reason, and holds up no other.
    Running an import again adds nothing. Columns of tables are read as the source remembers them,
    else by their titles. The report is kept, and shown on the page of imports.

    Example: rubrica import chats.csv calls/ --source "Old desk"
    """
    app = create_app()
    with app.app_context():
        source = source_named(name)
        mappings, pattern = source.column_mappings, source.file_pattern
        reading = Reading(form, mappings, pattern, trusted_signers())
        started = Import(source=source, door="command", form=form, mappings=reading.mappings)
        db.session.add(started)
        db.session.commit()
        import_id = started.id
        work_through(import_id, told(outcomes(paths, reading), silent=as_json))
        conclude(import_id)
        db.session.commit()
        report = db.session.get_one(Import, import_id)
        (print_json if as_json else print_words)(report)
        if report.refused:
            sys.exit(1)


def told(found: Iterator[Found], *, silent: bool) -> Iterator[Found]:
    """Pass the records on, saying now and then how many there were."""
    for number, outcome in enumerate(found, 1):
        if number % SHOWN_EVERY == 0 and not silent:
            click.echo(f"{number} records read", err=True)
        yield outcome


def refusals(report: Import) -> Iterator[dict[str, str]]:
    """Yield what was refused, a page of lines at a time, so that memory stays small."""
    for line in refused_lines(report.id):
        place = " ".join(part for part in (line.place, line.external_id) if part)
        reason = reason_words(line.code, line.params)
        yield {"path": line.path, "place": place, "reason": reason}


def print_json(report: Import) -> None:
    """Print the report in the shape that programs read, as it comes out of the database."""
    counts = f'"imported": {report.imported}, "already": {report.already}'
    click.echo(f'{{{counts}, "refused": [', nl=False)
    for number, refused in enumerate(refusals(report)):
        click.echo((", " if number else "") + json.dumps(refused, ensure_ascii=False), nl=False)
    click.echo("]}")


def print_words(report: Import) -> None:
    """Print the report for a person."""
    for line in refusals(report):
        where = ", ".join(part for part in (line["path"], line["place"]) if part)
        click.echo(f"refused: {where}: {line['reason']}", err=True)
    click.echo(
        f"{report.imported} imported, {report.already} already there, {report.refused} refused"
    )
