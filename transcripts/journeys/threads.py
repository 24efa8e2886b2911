"""Knitting the rows: contacts move to the cases where they belong, cases are made and led on."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from core.db import db
from transcripts.journeys.knitting import Near, Piece, knit
from transcripts.journeys.models import Case
from transcripts.journeys.settings import journey_settings
from transcripts.journeys.telling import mark, retell
from transcripts.models import Interaction


@dataclass(frozen=True)
class Thread:
    """What of a contact decides where it belongs."""

    id: int
    at: datetime
    case_id: int | None
    case_ref: str | None
    by_hand: bool


def knit_around(interaction_ids: Iterable[int]) -> set[int]:
    """Knit what lies around these contacts and tell the journeys that change.

    Returns the ids of contacts whose customer became known by it. Flushes.
    """
    touched: set[int] = set()
    for number in sorted(interaction_ids):
        interaction = db.session.get_one(Interaction, number)
        before = interaction.case_id
        touched |= join_neighbours(interaction) or reknit(interaction)
        touched |= {case for case in (before, interaction.case_id) if case}
        if interaction.case_id is None:
            mark([interaction], journey_settings().window)
    db.session.flush()
    return retell(touched)


def join_neighbours(interaction: Interaction) -> set[int]:
    """Take the short way where it is as good: both neighbours are in one case already.

    A contact that nobody tied to a case and that lies inside or at the end of one changes nothing
    for the others. Returns the case's id, or nothing where the long way is needed.
    """
    tied = interaction.case_id or interaction.case_ref or interaction.case_by_hand
    if tied or interaction.customer_id is None or not interaction.reason:
        return set()
    window = journey_settings().window
    at, number = interaction.started_at, interaction.id
    here = Interaction.started_at
    earlier = and_(here >= at - window, or_(here < at, and_(here == at, Interaction.id < number)))
    later = and_(here <= at + window, or_(here > at, and_(here == at, Interaction.id > number)))
    found = [
        *threads(same_matter(interaction), earlier, newest_first=True, limit=1),
        *threads(same_matter(interaction), later, limit=1),
    ]
    cases = {thread.case_id for thread in found}
    if len(cases) != 1 or None in cases:
        return set()
    interaction.case_id = found[0].case_id
    db.session.flush()
    return {case for case in cases if case}


def reknit(interaction: Interaction) -> set[int]:
    """Knit all contacts of the interaction's customer and reason; return the cases that change."""
    matter = None
    rows = threads(Interaction.id == interaction.id)
    if interaction.customer_id is not None and interaction.reason:
        matter = (interaction.customer_id, interaction.reason)
        rows = threads(same_matter(interaction))
    tied = anchors_of(rows)
    pieces = [Piece(row.id, row.at, matter, tied[row.id]) for row in rows]
    return move(rows, homes_of(knit(pieces, journey_settings().window), rows))


def same_matter(interaction: Interaction) -> ColumnElement[bool]:
    """Return the condition that a contact has the same customer and reason."""
    return and_(
        Interaction.customer_id == interaction.customer_id,
        Interaction.reason == interaction.reason,
    )


def threads(
    *conditions: ColumnElement[bool], newest_first: bool = False, limit: int | None = None
) -> list[Thread]:
    """Read the contacts that fulfil the conditions, in order of time."""
    columns = (
        Interaction.id,
        Interaction.started_at,
        Interaction.case_id,
        Interaction.case_ref,
        Interaction.case_by_hand,
    )
    order = (Interaction.started_at, Interaction.id)
    ordered = [column.desc() for column in order] if newest_first else order
    rows = db.session.execute(select(*columns).where(*conditions).order_by(*ordered).limit(limit))
    return [Thread(*row) for row in rows]


def anchors_of(rows: Sequence[Thread]) -> dict[int, int | None]:
    """Return for each contact the case that a person or the source ties it to, if any."""
    references = {row.case_ref for row in rows if row.case_ref}
    cases = db.session.scalars(select(Case).where(Case.external_ref.in_(references)))
    named = {case.external_ref: final_case(case).id for case in cases}
    return {
        row.id: row.case_id if row.by_hand and row.case_id else named.get(row.case_ref)
        for row in rows
    }


def final_case(case: Case) -> Case:
    """Return the case that this one was joined to, or itself."""
    while case.merged_into is not None:
        case = case.merged_into
    return case


def homes_of(
    knitted: Mapping[int, Hashable | None], rows: Sequence[Thread]
) -> dict[int, int | None]:
    """Return the case of each contact; a group that nobody named keeps the oldest case it had."""
    anchors = {home for home in knitted.values() if isinstance(home, int)}
    free = unnamed_among({row.case_id for row in rows if row.case_id} - anchors)
    chosen: dict[Near, int] = {}
    homes: dict[int, int | None] = {}
    for row in rows:
        home = knitted[row.id]
        if isinstance(home, Near) and home not in chosen:
            held = {other.case_id for other in rows if knitted[other.id] == home}
            reusable = sorted(case for case in held if case in free)
            chosen[home] = reusable[0] if reusable else new_case(row.id)
            free.discard(chosen[home])
        if isinstance(home, Near):
            homes[row.id] = chosen[home]
        else:
            homes[row.id] = home if isinstance(home, int) else None
    return homes


def unnamed_among(case_ids: set[int]) -> set[int]:
    """Return those cases that neither a source named nor a person made or changed."""
    by_hand = select(Interaction.case_id).where(
        Interaction.case_id.in_(case_ids), Interaction.case_by_hand
    )
    return set(
        db.session.scalars(
            select(Case.id).where(
                Case.id.in_(case_ids),
                Case.external_ref.is_(None),
                Case.merged_into_id.is_(None),
                Case.id.not_in(by_hand),
            )
        )
    )


def new_case(interaction_id: int) -> int:
    """Make a case for a contact whose customer is known. Flushes."""
    contact = db.session.get_one(Interaction, interaction_id)
    case = Case(customer=contact.customer, reason=contact.reason, opened_at=contact.started_at)
    db.session.add(case)
    db.session.flush()
    return case.id


def move(rows: Sequence[Thread], homes: Mapping[int, int | None]) -> set[int]:
    """Put each contact where it belongs; return the ids of the cases that lose or gain one.

    A case that nobody named and that is left without contacts leads on to where they went.
    """
    changed: set[int] = set()
    led_on: dict[int, int] = {}
    for row in rows:
        home = homes[row.id]
        if row.case_id == home:
            continue
        contact = db.session.get_one(Interaction, row.id)
        contact.case_id = home
        if home is None:
            mark([contact], journey_settings().window)
        changed |= {case for case in (row.case_id, home) if case}
        if row.case_id and home:
            led_on[row.case_id] = home
    db.session.flush()
    lead_on(led_on)
    return changed


def lead_on(to: Mapping[int, int]) -> None:
    """Let cases that nobody named and that are empty now lead on to others. Flushes."""
    held = select(Interaction.case_id).where(Interaction.case_id.in_(to)).distinct()
    empty = set(to) - set(db.session.scalars(held))
    for case_id in unnamed_among(empty):
        db.session.get_one(Case, case_id).merged_into_id = to[case_id]
    db.session.flush()
