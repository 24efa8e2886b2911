"""``rubrica bench``: the house measured against named peers, each in one run."""

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
from flask import Flask

NAMES = (
    "builder", "estimates", "flags", "jobs", "pages", "redaction", "sampling", "search",
    "transcribe", "workspace",
)  # fmt: skip


def known_names() -> list[str]:
    """The benches that are there."""
    return [name for name in NAMES if find_spec(f"bench.{name}")]


def say(words: str) -> None:
    click.echo(words, err=True)


def in_columns(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as a table: names to the left, figures to the right."""
    if not rows:
        return ""
    heads = list(dict.fromkeys(key for row in rows for key in row))
    cells = [[shown(row.get(head)) for head in heads] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    numeric = [all(is_number(row.get(head)) for row in rows) for head in heads]
    return "\n".join(
        "  ".join(
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in (heads, *cells)
    )


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def shown(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


@click.command()
@click.argument("name")
@click.argument("files", nargs=-1, type=click.Path(exists=True))
@click.option("--json", "as_json", is_flag=True, help="A list of rows for a program to read.")
@click.pass_obj
def bench(
    create_app: Callable[..., Flask], name: str, files: tuple[str, ...], as_json: bool
) -> None:
    """Measure NAME against its peers. Example: rubrica bench pages --json

    The benches are: builder, estimates, flags, jobs, pages, redaction, sampling, search,
    transcribe, workspace. FILES are recordings for transcribe, which takes those of the
    demonstration otherwise.
    """
    names = known_names()
    if name not in names:
        raise click.UsageError(f"There is no bench {name!r}; there are {', '.join(names)}.")
    if files and name != "transcribe":
        raise click.UsageError(f"The bench {name} takes no files.")
    module = import_module(f"bench.{name}")
    try:
        rows = module.run(files, say=say) if name == "transcribe" else module.run(create_app, say)
    except RuntimeError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else in_columns(rows))
