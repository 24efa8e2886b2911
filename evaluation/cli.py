"""Commands of the judgement."""

import json
from pathlib import Path
from typing import Any

import click

from evaluation.score_file import score_files

EXAMPLE = """
\b
Example:
  rubrica score rubric.json answers.json --json
where answers.json holds
  {"answers": {"empathy": 3, "identity_verified": "yes"}, "handle_time_ratio": 1.1}
"""


@click.command(epilog=EXAMPLE)
@click.argument("rubric", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the score as JSON.")
def score(rubric: Path, answers: Path, as_json: bool) -> None:
    """Score the ANSWERS of one evaluation against a RUBRIC, both JSON files. Needs no database."""
    try:
        result = score_files(_read_json(rubric), _read_json(answers))
    except (ValueError, OSError) as mistake:
        raise click.ClickException(str(mistake)) from mistake
    if as_json:
        click.echo(json.dumps(result))
        return
    for name in ("quality", "speed", "composite", "unadjusted"):
        points = "-" if result[name] is None else f"{result[name]:.1f}"
        click.echo(f"{name:<12}{points:>6}")
    for key in result["critical_failed"]:
        click.echo(f"critical failed: {key}")


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as mistake:
        raise ValueError(f"{path}: not JSON ({mistake})") from mistake
