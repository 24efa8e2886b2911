"""``rubrica export interactions`` and ``rubrica export vcon``."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click
from flask import Flask

from core.db import db
from people import audit
from transcripts.exports.queries import Wanted
from transcripts.exports.tables import rows, write_csv, write_json
from transcripts.exports.vcons import Exported, MediaPlan, vcons
from transcripts.models import Interaction

DAY = click.DateTime(["%Y-%m-%d"])
Command = Callable[..., None]
T = TypeVar("T")
OPTIONS = (
    click.option(
        "--interaction",
        "ids",
        multiple=True,
        type=click.IntRange(1, 2**31 - 1),
        help="Only the interaction with this number; may be given again.",
    ),
    click.option("--from", "since", type=DAY, help="Begun on this day or later (UTC)."),
    click.option("--to", "until", type=DAY, help="Begun on this day or earlier (UTC)."),
    click.option(
        "--original",
        is_flag=True,
        help="With what redaction took out. Noted in the audit trail for each interaction.",
    ),
)


def choosing(command: Command) -> Command:
    """Give a command the options that choose interactions, and pass it a `Wanted`."""

    @wraps(command)
    def chosen(
        ids: tuple[int, ...], since: datetime | None, until: datetime | None, **rest: Any
    ) -> None:
        days = (since.date() if since else None, until.date() if until else None)
        try:
            command(wanted=Wanted(ids, *days), **rest)
        except OSError as error:
            raise click.ClickException(f"nothing can be written there: {error}") from error

    for option in reversed(OPTIONS):
        chosen = option(chosen)
    return chosen


@click.command("interactions")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="A .csv or .json file."
)
@choosing
@click.pass_obj
def interactions(
    create_app: Callable[[], Flask], wanted: Wanted, out: Path | None, original: bool
) -> None:
    """Write interactions with their words as a table; CSV to the screen unless told otherwise.

    Example: rubrica export interactions --from 2026-01-01 --out january.csv
    """
    if out and out.suffix.lower() not in (".csv", ".json"):
        raise click.UsageError("the file must end in .csv or .json")
    write = write_json if out and out.suffix.lower() == ".json" else write_csv
    with create_app().app_context():
        found = rows(wanted, original=original)
        if original:
            found = noted(found, first)
        with opened(out) as target:
            count = write((row for _, row in found), target)
    click.echo(f"{count} interactions written", err=True)


@click.command("vcon")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A folder for a file each, or a file: a JSON line each, or the only one in full.",
)
@click.option(
    "--media-url",
    default="",
    help="Put sound into the folder of --out, and refer to it at this https address.",
)
@choosing
@click.pass_obj
def vcon(
    create_app: Callable[[], Flask],
    wanted: Wanted,
    out: Path | None,
    media_url: str,
    original: bool,
) -> None:
    """Write interactions as vCons, with redacted words and sound.

    Example: rubrica export vcon --interaction 17 --out call.vcon
    """
    folder = out if out and (out.is_dir() or not out.suffix) else None
    if media_url and (folder is None or not media_url.startswith("https://")):
        raise click.UsageError("--media-url needs an https address, and a folder as --out")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    plan = MediaPlan(folder if media_url else None, media_url)
    with create_app().app_context():
        found = vcons(wanted, plan, original=original)
        if original:
            found = noted(found, exported)
        count = to_folder(found, folder) if folder else to_file(found, out, len(wanted.ids) == 1)
    click.echo(f"{count} vCons written", err=True)
    if count < len(set(wanted.ids)):
        raise click.ClickException("some of these interactions do not exist or are not ready")


def first(pair: tuple[Interaction, Any]) -> Interaction:
    """Return the interaction of a row."""
    return pair[0]


def exported(one: Exported) -> Interaction:
    """Return the interaction of a vCon."""
    return one.interaction


def noted(found: Iterator[T], interaction_of: Callable[[T], Interaction]) -> Iterator[T]:
    """Pass interactions on with their originals, each noted in the audit trail before it leaves."""
    for one in found:
        audit.record(None, "interaction.original_exported", interaction_of(one))
        db.session.commit()
        yield one


def to_folder(found: Iterator[Exported], folder: Path) -> int:
    """Write a file for each vCon, named after its uuid."""
    count = 0
    for one in found:
        count += 1
        tell(one)
        text = json.dumps(one.document, ensure_ascii=False)
        (folder / f"{one.document['uuid']}.vcon").write_text(text, encoding="utf-8")
    return count


def to_file(found: Iterator[Exported], out: Path | None, single: bool) -> int:
    """Write a single vCon in full, or several as a line each."""
    count = 0
    with opened(out) as target:
        for one in found:
            count += 1
            tell(one)
            json.dump(one.document, target, ensure_ascii=False, indent=2 if single else None)
            target.write("\n")
    return count


def tell(one: Exported) -> None:
    """Say on the error stream what is missing in a vCon."""
    if one.left_out:
        click.echo(f"interaction {one.interaction.id}: {one.left_out}", err=True)


@contextmanager
def opened(out: Path | None) -> Iterator[TextIO]:
    """Open the target, whole or not at all: a file appears under its name when it is complete."""
    if out is None:
        yield sys.stdout
        return
    aside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with aside.open("w", encoding="utf-8", newline="") as target:
            yield target
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)
