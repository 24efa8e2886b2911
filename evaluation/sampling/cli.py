"""``rubrica draw``: draw the reviews of a plan from the command line."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import click
from flask import Flask

from core.db import db
from evaluation.refusals import Refused
from evaluation.sampling import actions, queries
from evaluation.sampling.design import MAX_SEED


@click.command()
@click.argument("plan")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), help="Default: a new one.")
@click.option("--dry-run", is_flag=True, help="Show what would be drawn; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def draw(
    create_app: Callable[[], Flask], plan: str, seed: int | None, dry_run: bool, as_json: bool
) -> None:
    """Draw the reviews of PLAN (its name or number) for the present period."""
    with create_app().app_context():
        found = queries.plan_by_name(plan)
        if found is None:
            names = ", ".join(repr(other.name) for other in queries.all_plans()) or "none yet"
            raise click.ClickException(
                f"there is no sampling plan {plan!r}; the plans are: {names}"
            )
        result = actions.preview(found, seed)
        summary = summary_of(result)
        if not dry_run:
            try:
                row = actions.draw(None, found, result.seed)
            except Refused as refusal:
                raise click.ClickException(str(refusal)) from refusal
            proof = actions.prove(row)
            db.session.commit()
            summary |= {"draw": row.id, "frame_hash": row.frame_hash, "proved": proof.holds}
    click.echo(json.dumps(summary) if as_json else words_of(summary))


def summary_of(result: actions.DrawResult) -> dict[str, Any]:
    """A draw in plain values."""
    return {
        "period": [result.period.start.isoformat(), result.period.end.isoformat()],
        "seed": result.seed,
        "frame_size": result.frame_size,
        "frame_hash": actions.hash_of(result.frames),
        "picks": [
            {"interaction": d.interaction, "agent": d.agent, "inclusion_probability": d.probability}
            for d in result.picks
        ],
        "per_agent": dict(Counter(str(d.agent) for d in result.picks)),
    }


def words_of(summary: dict[str, Any]) -> str:
    """A draw in words."""
    picks, agents = summary["picks"], summary["per_agent"]
    start, end = summary["period"]
    verb = "drew" if "draw" in summary else "would draw"
    lines = [
        f"{verb} {len(picks)} of {summary['frame_size']} interactions, {start} to {end},"
        f" for {len(agents)} agents",
        f"seed {summary['seed']}, frame {str(summary['frame_hash'])[:12]}",
    ]
    if "draw" in summary:
        lines.append(
            f"draw {summary['draw']}, proved again: {'yes' if summary['proved'] else 'NO'}"
        )
    return "\n".join(lines)
