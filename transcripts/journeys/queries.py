"""Reads of journeys, always for somebody: a person sees one who may see a contact of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy import case as either
from sqlalchemy.orm import joinedload

from core.clock import now
from core.db import db
from core.proportions import Proportion, wilson_interval
from people.models import User
from transcripts.journeys.models import Case
from transcripts.journeys.settings import JourneySettings, journey_settings
from transcripts.models import Interaction, Survey
from transcripts.queries import Place, midnight, sees_every_interaction, visible_to

PAGE_SIZE = 50
DAYS_SHOWN = 90
MOST_OTHERS = 20


@dataclass(frozen=True)
class JourneyFilters:
    """What a person wants to see of the journeys; False, None and "" mean no matter.

    Days are days of UTC on which the journey's last contact began.
    """

    repeat: bool = False
    failed_self_service: bool = False
    channel_moves: bool = False
    open: bool = False
    reason: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def any(self) -> bool:
        return self != JourneyFilters()


@dataclass(frozen=True)
class JourneyPage:
    """Some journeys, newest first, and where the next ones begin (None at the end)."""

    journeys: Sequence[Case]
    next: Place | None


@dataclass(frozen=True)
class Shares:
    """Of ``n`` journeys, the share with each trait, with its interval (Wilson); None of none."""

    n: int
    repeat: Proportion | None
    failed_self_service: Proportion | None
    channel_moves: Proportion | None
    transferred: Proportion | None
    resolved: Proportion | None


def journeys_of(user: User) -> ColumnElement[bool]:
    """Return the condition on Case: it has contacts, at least one of which the user may see."""
    present = and_(Case.merged_into_id.is_(None), Case.contacts > 0)
    if sees_every_interaction(user):
        return present
    return and_(
        present,
        exists(select(Interaction.id).where(Interaction.case_id == Case.id, visible_to(user))),
    )


def conditions(filters: JourneyFilters, settings: JourneySettings) -> list[ColumnElement[bool]]:
    """Translate the filters into conditions on Case."""
    found: list[ColumnElement[bool]] = []
    if filters.repeat:
        found.append(Case.repeats > 0)
    if filters.failed_self_service:
        found.append(Case.failed_self_service > 0)
    if filters.channel_moves:
        found.append(Case.channel_moves > 0)
    if filters.open:
        ended = Case.outcome.in_(("resolved", "abandoned"))
        found.append(or_(Case.outcome.is_(None), ~ended))
        found.append(Case.last_at >= now() - settings.window)
    if filters.reason:
        found.append(Case.reason == filters.reason)
    if filters.since:
        found.append(Case.last_at >= midnight(filters.since))
    if filters.until:
        found.append(Case.last_at < midnight(filters.until + timedelta(days=1)))
    return found


def journeys_for(user: User, filters: JourneyFilters, after: Place | None = None) -> JourneyPage:
    """Return one page of the journeys that the user may see, the latest first."""
    wanted = select(Case).where(
        journeys_of(user), Case.last_at.is_not(None), *conditions(filters, journey_settings())
    )
    if after:
        wanted = wanted.where(
            Case.last_at <= after.started_at,
            or_(Case.last_at < after.started_at, Case.id < after.interaction_id),
        )
    wanted = wanted.order_by(Case.last_at.desc(), Case.id.desc()).options(joinedload(Case.customer))
    rows = list(db.session.scalars(wanted.limit(PAGE_SIZE + 1)))
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    place = Place(last.last_at, last.id) if last and last.last_at else None
    return JourneyPage(rows[:PAGE_SIZE], place)


def shares_for(user: User, filters: JourneyFilters) -> Shares:
    """Count traits among the journeys with two contacts or more that fit reason and days.

    Only reason and days narrow the whole; the other filters ask for the very traits counted here.
    Without days, the last 90 are counted. ``resolved`` is of those whose end somebody told.
    """
    since = filters.since or (now() - timedelta(days=DAYS_SHOWN)).date()
    whole = JourneyFilters(reason=filters.reason, since=since, until=filters.until)
    traits = (
        Case.repeats > 0,
        Case.failed_self_service > 0,
        Case.channel_moves > 0,
        Case.transfers > 0,
        Case.outcome == "resolved",
        Case.outcome.is_not(None),
    )
    counts = [func.coalesce(func.sum(either((trait, 1), else_=0)), 0) for trait in traits]
    n, repeat, failed, moved, transferred, resolved, told = db.session.execute(
        select(func.count(), *counts).where(
            journeys_of(user), Case.contacts > 1, *conditions(whole, journey_settings())
        )
    ).one()
    return Shares(
        n,
        wilson_interval(repeat, n),
        wilson_interval(failed, n),
        wilson_interval(moved, n),
        wilson_interval(transferred, n),
        wilson_interval(resolved, told),
    )


def reasons_for(user: User) -> list[str]:
    """Return the reasons of the journeys that the user may see, the commonest 100 by name."""
    rows = db.session.scalars(
        select(Case.reason)
        .where(journeys_of(user), Case.reason != "")
        .group_by(Case.reason)
        .order_by(func.count().desc(), Case.reason)
        .limit(100)
    )
    return sorted(rows)


def journey_for(user: User, case_id: int) -> Case | None:
    """Return a journey that the user may see, else None; one joined to another leads there."""
    case = db.session.get(Case, case_id)
    while case is not None and case.merged_into_id is not None:
        case = db.session.get(Case, case.merged_into_id)
    if case is None:
        return None
    wanted = select(Case).where(Case.id == case.id, journeys_of(user))
    return db.session.scalar(wanted.options(joinedload(Case.customer)))


def contacts_with_agents(case: Case) -> list[Interaction]:
    """Return the contacts of a case in order of time, each with its agent."""
    return list(
        db.session.scalars(
            select(Interaction)
            .where(Interaction.case_id == case.id)
            .order_by(Interaction.started_at, Interaction.id)
            .options(joinedload(Interaction.agent), joinedload(Interaction.charged_agent))
        )
    )


def surveys_of(interactions: Sequence[Interaction]) -> dict[int, Survey]:
    """Return the surveys of these interactions, by interaction."""
    ids = [interaction.id for interaction in interactions]
    rows = db.session.scalars(select(Survey).where(Survey.interaction_id.in_(ids)))
    return {survey.interaction_id: survey for survey in rows}


def other_journeys(user: User, case: Case) -> list[Case]:
    """Return the customer's other journeys that the user may see, the latest first."""
    return list(
        db.session.scalars(
            select(Case)
            .where(journeys_of(user), Case.customer_id == case.customer_id, Case.id != case.id)
            .order_by(Case.last_at.desc(), Case.id)
            .limit(MOST_OTHERS)
        )
    )


def lone_contacts(user: User, case: Case) -> list[Interaction]:
    """Return the customer's contacts that belong to no journey, as far as the user sees them."""
    return list(
        db.session.scalars(
            select(Interaction)
            .where(
                visible_to(user),
                Interaction.customer_id == case.customer_id,
                Interaction.case_id.is_(None),
            )
            .order_by(Interaction.started_at.desc())
            .limit(MOST_OTHERS)
        )
    )
