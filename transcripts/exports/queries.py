"""Which interactions are exported, a few at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from core.db import db
from transcripts.models import READY, Interaction, Transcript

BATCH = 100


@dataclass(frozen=True)
class Wanted:
    """Which interactions: those with these numbers, or all; begun from one day to another."""

    ids: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None  # this day included


def batches(wanted: Wanted) -> Iterator[Sequence[Interaction]]:
    """Yield the ready interactions in order of their numbers, at most a hundred at a time.

    Between two batches no transaction is open, so that a long export holds up nobody.
    """
    last = 0
    while True:
        found = db.session.scalars(
            select(Interaction)
            .where(Interaction.state == READY, Interaction.id > last, *conditions(wanted))
            .order_by(Interaction.id)
            .limit(BATCH)
            .options(
                joinedload(Interaction.source),
                joinedload(Interaction.agent),
                joinedload(Interaction.customer),
                joinedload(Interaction.case),
                selectinload(Interaction.recordings),
                selectinload(Interaction.transcript).selectinload(Transcript.turns),
            )
        ).all()
        if not found:
            db.session.rollback()
            return
        last = found[-1].id
        yield found
        db.session.rollback()
        db.session.expunge_all()


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions on Interaction."""
    found: list[ColumnElement[bool]] = []
    if wanted.ids:
        found.append(Interaction.id.in_(wanted.ids))
    if wanted.since:
        found.append(Interaction.started_at >= datetime.combine(wanted.since, time.min, UTC))
    if wanted.until:
        found.append(Interaction.started_at <= datetime.combine(wanted.until, time.max, UTC))
    return found
