"""Reads of imports: whose import it is, what its report says, which sources there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from core.db import db
from people.models import User
from people.permissions import ADMIN, QA_LEAD
from transcripts.imports.models import OUTCOMES, REFUSED, Import, ImportRecord
from transcripts.models import Interaction, Source

PAGE = 50
PIECE = 500


@dataclass(frozen=True)
class LinesPage:
    """Some lines of a report, and where in it they are."""

    lines: Sequence[ImportRecord]
    number: int
    pages: int
    total: int


def seen_by(user: User) -> ColumnElement[bool]:
    """Return the condition on Import: QA leads and administrators see all, others their own."""
    return true() if user.role_names & {QA_LEAD, ADMIN} else Import.user_id == user.id


def imports_for(user: User, most: int = PAGE) -> list[Import]:
    """Return the latest imports that this user may see, newest first."""
    wanted = (
        select(Import).where(seen_by(user)).order_by(Import.created_at.desc(), Import.id.desc())
    )
    options = (joinedload(Import.source), joinedload(Import.user), selectinload(Import.files))
    return list(db.session.scalars(wanted.options(*options).limit(most)))


def import_for(user: User, import_id: int) -> Import | None:
    """Return one import, or None outside the user's scope."""
    return db.session.scalar(select(Import).where(Import.id == import_id, seen_by(user)))


def lines_of(import_: Import, outcome: str, number: int) -> LinesPage:
    """Return a page of an import's report: of one outcome, or of all for ""."""
    counts = {name: getattr(import_, name) for name in OUTCOMES}
    total = counts.get(outcome, import_.seen)
    pages = max(1, ceil(total / PAGE))
    number = min(max(1, number), pages)
    wanted = select(ImportRecord).where(ImportRecord.import_id == import_.id)
    if outcome:
        wanted = wanted.where(ImportRecord.outcome == outcome)
    wanted = wanted.order_by(ImportRecord.number).offset((number - 1) * PAGE).limit(PAGE)
    return LinesPage(db.session.scalars(wanted).all(), number, pages, total)


def all_lines(import_id: int, outcome: str = "") -> Iterator[ImportRecord]:
    """Yield the lines of a report in order, some hundred at a time."""
    last = 0
    while True:
        wanted = select(ImportRecord).where(
            ImportRecord.import_id == import_id, ImportRecord.number > last
        )
        if outcome:
            wanted = wanted.where(ImportRecord.outcome == outcome)
        lines = db.session.scalars(wanted.order_by(ImportRecord.number).limit(PIECE)).all()
        yield from lines
        if len(lines) < PIECE:
            return
        last = lines[-1].number
        db.session.expunge_all()


def refused_lines(import_id: int) -> Iterator[ImportRecord]:
    """Yield the lines of the records that were refused."""
    return all_lines(import_id, REFUSED)


def sources_to_choose() -> list[Source]:
    """Return the sources that records may belong to, by name; simulated ones are not offered."""
    return list(db.session.scalars(select(Source).where(~Source.simulated).order_by(Source.name)))


def sources_with_counts() -> list[tuple[Source, int]]:
    """Return all sources by name, each with how many interactions came from it."""
    counted = (
        select(Interaction.source_id, func.count().label("n"))
        .group_by(Interaction.source_id)
        .subquery()
    )
    wanted = select(Source, func.coalesce(counted.c.n, 0)).outerjoin(
        counted, counted.c.source_id == Source.id
    )
    return [(row[0], row[1]) for row in db.session.execute(wanted.order_by(Source.name))]
