"""The command that prints a scorecard."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from flask import Flask
from sqlalchemy import or_, select

from core.db import db
from core.web.ids import row_id
from people.models import Agent
from scorecards import queries
from scorecards.scorecard import Scorecard


def as_json(agent: Agent, period: queries.Period, card: Scorecard) -> dict[str, Any]:
    """The scorecard as plain data; an estimate is null where there are too few reviews."""
    return {
        "agent": {"id": agent.id, "name": agent.name, "reference": agent.external_ref},
        "period": {"from": period.start.date().isoformat(), "to": period.last_day.isoformat()},
        "reviews": card.reviews,
        "counted": card.counted,
        "critical_failures": asdict(card.critical) if card.critical else None,
        "measures": {
            key: {
                "n": measure.n,
                "estimate": asdict(measure.estimate) if measure.estimate else None,
                "verdict": measure.verdict.value,
                "change": asdict(measure.change) if measure.change else None,
            }
            for key, measure in card.measures.items()
        },
    }


def print_card(agent: Agent, card: Scorecard) -> None:
    """Print the scorecard as lines for a person."""
    click.echo(f"{agent.name}: {card.reviews} reviews, {card.counted} of them drawn")
    for key, measure in card.measures.items():
        e = measure.estimate
        figures = f"{e.value:5.1f}  {e.lower:5.1f} to {e.upper:5.1f}" if e else "too few reviews"
        click.echo(f"  {key:20} {figures}  (n={measure.n})")


@click.command()
@click.argument("agent")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day; today if absent.")
@click.option("--json", "as_program", is_flag=True, help="Print JSON.")
@click.pass_obj
def scorecard(
    create_app: Callable[[], Flask],
    agent: str,
    first: datetime | None,
    last: datetime | None,
    as_program: bool,
) -> None:
    """Print an agent's scorecard with intervals. Example: rubrica scorecard "Dana Reyes" --json

    AGENT is a name, a reference or an id.
    """
    app = create_app()
    with app.app_context():
        named = or_(Agent.name == agent, Agent.external_ref == agent)
        with suppress(ValueError):  # a name, not an id
            named = named | (Agent.id == row_id(agent))
        found = db.session.scalars(select(Agent).where(named).order_by(Agent.id)).first()
        if found is None:
            raise click.ClickException(f"there is no agent called {agent}")
        try:
            period = queries.period_ending(
                last.date() if last else None, first.date() if first else None
            )
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        card = queries.result_of(found, period).scorecard
        if as_program:
            click.echo(json.dumps(as_json(found, period, card), indent=2))
        else:
            print_card(found, card)
