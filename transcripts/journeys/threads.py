"""Knitting the rows: contacts move to the cases where they belong, cases are made and led on."""

from collections import defaultdict
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

Matter = tuple[int, str]


@dataclass(frozen=True)
class Thread:
    """What of a contact decides where it belongs."""

    id: int
    at: datetime
    case_id: int | None
    case_ref: str | None
    by_hand: bool
    customer_id: int | None
    reason: str

    @property
    def matter(self) -> Matter | None:
        """Its customer and reason, or None where either is not known."""
        return (self.customer_id, self.reason) if self.customer_id and self.reason else None


def knit_around(interaction_ids: Iterable[int]) -> set[int]:
    """Knit what lies around these contacts and tell the journeys that change.

    Returns the ids of contacts whose customer became known by it. Flushes.
    """
    ids = sorted(interaction_ids)
    contacts = list(db.session.scalars(select(Interaction).where(Interaction.id.in_(ids))))
    touched = {contact.case_id for contact in contacts}
    joined = join_neighbours(contacts[0]) if len(contacts) == 1 else set()
    touched |= joined or reknit(contacts)
    touched |= {contact.case_id for contact in contacts}
    window = journey_settings().window
    for contact in contacts:
        if contact.case_id is None:
            mark([contact], window)
    db.session.flush()
    return retell({case for case in touched if case})


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


def reknit(contacts: Sequence[Interaction]) -> set[int]:
    """Knit all contacts of these contacts' customers and reasons; return the cases that change."""
    ids = {contact.id for contact in contacts}
    matters = {(c.customer_id, c.reason) for c in contacts if c.customer_id and c.reason}
    customers = {customer for customer, _ in matters}
    found = threads(or_(Interaction.id.in_(ids), Interaction.customer_id.in_(customers)))
    rows = [row for row in found if row.id in ids or row.matter in matters]
    tied = anchors_of(rows)
    pieces = [Piece(row.id, row.at, row.matter, tied[row.id]) for row in rows]
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
        Interaction.customer_id,
        Interaction.reason,
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
    groups: dict[Near, list[Thread]] = defaultdict(list)
    for row in rows:
        home = knitted[row.id]
        if isinstance(home, Near):
            groups[home].append(row)
    chosen: dict[Near, int] = {}
    for near, group in groups.items():
        reusable = {row.case_id for row in group if row.case_id in free}
        if reusable:
            chosen[near] = min(case for case in reusable if case)
            free.discard(chosen[near])
    chosen |= new_cases({near: group[0] for near, group in groups.items() if near not in chosen})
    homes: dict[int, int | None] = {}
    for row in rows:
        home = knitted[row.id]
        named = home if isinstance(home, int) else None
        homes[row.id] = chosen[home] if isinstance(home, Near) else named
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


def new_cases(first: Mapping[Near, Thread]) -> dict[Near, int]:
    """Make a case for each group, from its first contact, whose customer is known. Flushes."""
    made = {
        near: Case(customer_id=row.customer_id, reason=row.reason, opened_at=row.at)
        for near, row in first.items()
    }
    db.session.add_all(made.values())
    db.session.flush()
    return {near: case.id for near, case in made.items()}


def move(rows: Sequence[Thread], homes: Mapping[int, int | None]) -> set[int]:
    """Put each contact where it belongs; return the ids of the cases that lose or gain one.

    A case that nobody named and that is left without contacts leads on to where they went.
    """
    changed: set[int] = set()
    led_on: dict[int, int] = {}
    going = [row.id for row in rows if row.case_id != homes[row.id]]
    contacts = {
        contact.id: contact
        for contact in db.session.scalars(select(Interaction).where(Interaction.id.in_(going)))
    }
    window = journey_settings().window
    for row in rows:
        home = homes[row.id]
        if row.case_id == home:
            continue
        contact = contacts[row.id]
        contact.case_id = home
        if home is None:
            mark([contact], window)
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
