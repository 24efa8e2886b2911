"""Rows for tests, each with only what the test needs to say. They flush; they do not commit."""

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.db import db
from people.models import Agent, Role, Team, User
from transcripts.models import READY, Customer, Interaction, Source, Transcript, Turn

numbers = itertools.count(1)
LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def make_user(*roles: str, **values: Any) -> User:
    """A user with these roles."""
    n = next(numbers)
    found = list(db.session.scalars(select(Role).where(Role.name.in_(roles))))
    defaults = {
        "email": f"user{n}@example.org",
        "name": f"User {n}",
        "fs_uniquifier": uuid.uuid4().hex,
        "active": True,
    }
    return add(User(**defaults | values, roles=found))


def make_team(lead: User | None = None, **values: Any) -> Team:
    """A team, with a lead if one is given."""
    team = Team(**{"name": f"Team {next(numbers)}"} | values)
    if lead:
        team.leads.append(lead)
    return add(team)


def make_agent(**values: Any) -> Agent:
    """An agent; give ``team`` or ``user`` to place it."""
    n = next(numbers)
    return add(Agent(**{"name": f"Agent {n}", "external_ref": f"a{n}"} | values))


def make_source(**values: Any) -> Source:
    return add(Source(**{"name": f"Source {next(numbers)}"} | values))


def make_customer(**values: Any) -> Customer:
    return add(Customer(**{"external_ref": f"c{next(numbers)}"} | values))


def make_interaction(turns: list[tuple[str, str]] | None = None, **values: Any) -> Interaction:
    """A ready chat with a short transcript, unless told otherwise."""
    n = next(numbers)
    defaults: dict[str, Any] = {
        "external_id": f"i{n}",
        "channel": "chat",
        "state": READY,
        "started_at": LONG_AGO + timedelta(hours=n),
        "handle_seconds": 240.0,
        "duration_seconds": 240.0,
        "language": "en",
        "reason": "billing",
    }
    if "source" not in values and "source_id" not in values:
        defaults["source"] = make_source()
    interaction = add(Interaction(**defaults | values))
    lines = turns or [("customer", "My bill is wrong."), ("agent", "Let me look. Which month?")]
    transcript = add(Transcript(interaction=interaction, language="en"))
    for position, (speaker, text) in enumerate(lines):
        start = position * 5.0
        add(
            Turn(
                transcript=transcript,
                position=position,
                speaker=speaker,
                text=text,
                start=start,
                end=start + 4,
            )
        )
    return interaction
