"""``rubrica draw``: draw the reviews of a plan, or prove a draw, from the command line."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import click
from flask import Flask

from core.db import db
from core.web.ids import LARGEST
from evaluation.refusals import Refused
from evaluation.sampling import actions, drawing, proving, queries
from evaluation.sampling.design import MAX_SEED
from evaluation.sampling.models import Draw, SamplingPlan


@click.command()
@click.argument("plan", required=False)
@click.option("--seed", type=click.IntRange(0, MAX_SEED), help="Default: a new one.")
@click.option("--dry-run", is_flag=True, help="Show what would be drawn; write nothing.")
@click.option(
    "--prove", "draw_id", type=click.IntRange(1, LARGEST), help="Prove the draw of this number."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def draw(
    create_app: Callable[[], Flask],
    plan: str | None,
    seed: int | None,
    dry_run: bool,
    draw_id: int | None,
    as_json: bool,
) -> None:
    """Draw the reviews of PLAN (its name or number) for the present period.

    Example: rubrica draw "Weekly reviews" --dry-run. With --prove, draws again what was drawn
    earlier, from its record alone, and says whether it is the same: rubrica draw --prove 12.
    """
    if (plan is None) == (draw_id is None):
        raise click.UsageError("Name a plan to draw, or a draw with --prove.")
    if draw_id is not None and (dry_run or seed is not None):
        raise click.UsageError("--prove takes neither a seed nor --dry-run.")
    with create_app().app_context():
        if draw_id is not None:
            prove(draw_id, as_json)
            return
        found = plan_named(plan or "")
        result = drawing.preview(found, seed)
        summary = summary_of(result)
        if not dry_run:
            summary |= drawn(found, result.seed)
    click.echo(json.dumps(summary) if as_json else words_of(summary))


def plan_named(name: str) -> SamplingPlan:
    """The plan, or a failure that names those there are."""
    found = queries.plan_by_name(name)
    if found is None:
        names = ", ".join(repr(other.name) for other in queries.all_plans()) or "none yet"
        raise click.ClickException(f"there is no sampling plan {name!r}; the plans are: {names}")
    return found


def drawn(plan: SamplingPlan, seed: int) -> dict[str, Any]:
    """Draw, prove and commit; what the summary says of it."""
    try:
        row = actions.draw(None, plan, seed)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    proof = proving.prove(row)
    db.session.commit()
    return {"draw": row.id, "frame_hash": row.frame_hash, "proved": proof.holds}


def prove(draw_id: int, as_json: bool) -> None:
    """Print whether a draw follows from its record; exit 1 where it does not."""
    row = db.session.get(Draw, draw_id)
    if row is None:
        raise click.ClickException(f"there is no draw {draw_id}")
    proof, gone = proving.prove(row), proving.gone_since(row)
    facts = {
        "draw": row.id,
        "proved": proof.holds,
        "reason": proof.reason,
        "seed": row.seed,
        "design": row.design,
        "frame_hash": row.frame_hash,
        "frame_size": row.frame_size,
        "replaced": len(queries.redraws_of(row)),
        "emptied_since": gone.emptied,
        "missing_since": gone.missing,
    }
    if as_json:
        click.echo(json.dumps(facts))
    elif proof.holds:
        click.echo(f"draw {row.id} of {row.drawn_at:%Y-%m-%d %H:%M} UTC: equal; {proof.reason}")
        if words := proving.gone_words(gone):
            click.echo(words)
    if not proof.holds:
        raise click.ClickException(f"draw {row.id} differs: {proof.reason}")


def summary_of(result: drawing.DrawResult) -> dict[str, Any]:
    """A draw in plain values."""
    return {
        "period": [result.period.start.isoformat(), result.period.end.isoformat()],
        "seed": result.seed,
        "frame_size": result.frame_size,
        "frame_hash": drawing.hash_of(result.frames),
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
