"""Pages of interactions as programs read them: filters, a cursor, and nothing counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from core.db import db
from people.models import Agent, User
from transcripts.models import Interaction, Source
from transcripts.queries import Place, interactions_for


@dataclass(frozen=True)
class Wanted:
    """What a program asks for; None is no matter. ``since`` is included, ``until`` is not."""

    channel: str | None = None
    state: str | None = None
    source: str | None = None
    external_id: str | None = None
    agent_id: int | None = None
    agent_ref: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    cursor: Place | None = None
    limit: int = 50


def page_of(user: User, wanted: Wanted) -> tuple[Sequence[Interaction], Place | None]:
    """The interactions open to ``user`` that fit, newest first, and where the next page begins."""
    statement = (
        interactions_for(user)
        .where(*conditions(wanted))
        .order_by(Interaction.started_at.desc(), Interaction.id.desc())
        .options(
            joinedload(Interaction.source),
            joinedload(Interaction.agent),
            joinedload(Interaction.customer),
        )
        .limit(wanted.limit + 1)
    )
    rows = list(db.session.scalars(statement))
    if len(rows) <= wanted.limit:
        return rows, None
    last = rows[wanted.limit - 1]
    return rows[: wanted.limit], Place(last.started_at, last.id)


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Translate what is wanted into conditions on Interaction."""
    equal = (
        (Interaction.channel, wanted.channel),
        (Interaction.state, wanted.state),
        (Interaction.external_id, wanted.external_id),
        (Interaction.agent_id, wanted.agent_id),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in equal if value]
    if wanted.source is not None:
        ids = select(Source.id).where(Source.name == wanted.source)
        found.append(Interaction.source_id.in_(ids))
    if wanted.agent_ref is not None:
        agents = select(Agent.id).where(Agent.external_ref == wanted.agent_ref)
        found.append(Interaction.agent_id.in_(agents))
    if wanted.since is not None:
        found.append(Interaction.started_at >= wanted.since)
    if wanted.until is not None:
        found.append(Interaction.started_at < wanted.until)
    if wanted.cursor is not None:
        found.append(after(wanted.cursor))
    return found


def after(place: Place) -> ColumnElement[bool]:
    """The condition that a row comes after a place in the list."""
    return (Interaction.started_at <= place.started_at) & or_(
        Interaction.started_at < place.started_at,
        Interaction.id < place.interaction_id,
    )
