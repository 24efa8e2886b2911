"""Who can take reviews: roles, absences, limits, and what already waits for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core.clock import now
from core.db import db
from evaluation.sampling.models import OPEN, REPLACED, Absence, Assignment, WorkLimit
from evaluation.sampling.plan_settings import PlanSettings
from evaluation.sampling.rotation import Pick
from evaluation.sampling.working_days import days_between, due_day, working_days
from people.models import Agent, Role, Team, User, team_leads
from people.permissions import EVALUATOR, QA_LEAD
from transcripts.models import Interaction

WEEK = 5
"""Working days in a full week."""


@dataclass(frozen=True)
class Reviewer:
    """An evaluator as a draw sees them: what waits, how much more fits until the due day (None: no
    limit), and the day on which what they get now is due."""

    id: int
    waiting: int
    room: int | None
    due: date


def reviewers(settings: PlanSettings, today: date | None = None) -> list[Reviewer]:
    """Everybody who can take reviews of a plan now; QA leads stand in where there is no evaluator.

    Left out are those who are away on every working day until the reviews are due.
    """
    today = today or now().date()
    people = _people(settings.hands.evaluators)
    waiting = waiting_of([person.id for person in people])
    off = days_off(today, today + timedelta(days=settings.hands.due_days + 31))
    usual_due = due_day(today, settings.hands.due_days, off.get(None, set()))
    limited = limits()
    found = []
    for person in people:
        away = off.get(None, set()) | off.get(person.id, set())
        if working_days(today, usual_due, away) == 0:
            continue
        due = due_day(today, settings.hands.due_days, away)
        present = working_days(today, due, away)
        limit = _per_week(limited.get(person.id), settings.picks.minutes)
        waits = waiting.get(person.id, 0)
        room = None if limit is None else max(0, int(limit * present / WEEK) - waits)
        found.append(Reviewer(person.id, waits, room, due))
    return found


def _people(chosen: Collection[int]) -> Sequence[User]:
    active = select(User).where(User.active).order_by(User.id)
    if chosen:
        able = User.roles.any(Role.name.in_((EVALUATOR, QA_LEAD)))
        return db.session.scalars(active.where(User.id.in_(chosen), able)).all()
    for role in (EVALUATOR, QA_LEAD):
        found = db.session.scalars(active.where(User.roles.any(Role.name == role))).all()
        if found:
            return found
    return []


def everybody() -> Sequence[User]:
    """All who may review, by name."""
    return db.session.scalars(
        select(User)
        .where(User.active, User.roles.any(Role.name.in_((EVALUATOR, QA_LEAD))))
        .order_by(User.name, User.id)
    ).all()


def waiting_of(ids: Sequence[int]) -> dict[int, int]:
    """How many reviews wait for each of these people."""
    rows = db.session.execute(
        select(Assignment.evaluator_id, func.count())
        .where(Assignment.evaluator_id.in_(ids), Assignment.state == OPEN)
        .group_by(Assignment.evaluator_id)
    )
    return {row[0]: row[1] for row in rows}


def days_off(first: date, last: date) -> dict[int | None, set[date]]:
    """Days off by person; those of the whole centre under None."""
    found: dict[int | None, set[date]] = {}
    for row in db.session.scalars(
        select(Absence).where(Absence.first_day <= last, Absence.last_day >= first)
    ):
        days = days_between(max(first, row.first_day), min(last, row.last_day))
        found.setdefault(row.user_id, set()).update(days)
    return found


def coming_absences(today: date) -> Sequence[Absence]:
    """Absences and holidays that are not over yet, the first one first."""
    return db.session.scalars(
        select(Absence)
        .where(Absence.last_day >= today)
        .order_by(Absence.first_day, Absence.id)
        .options(joinedload(Absence.user))
    ).all()


def limits() -> dict[int, WorkLimit]:
    """The limits that have been set, by person."""
    return {row.user_id: row for row in db.session.scalars(select(WorkLimit))}


def _per_week(limit: WorkLimit | None, minutes: float) -> float | None:
    """Reviews in a full week; the smaller of the two limits where both are set."""
    if limit is None:
        return None
    found = [
        value
        for value in (limit.reviews, None if limit.hours is None else 60 * limit.hours / minutes)
        if value is not None
    ]
    return min(found) if found else None


def own_people(agents: Collection[Agent]) -> dict[int, frozenset[int]]:
    """For each of these agents, the users of their own team: its leads and its members."""
    teams = {agent.team_id for agent in agents if agent.team_id is not None}
    members: dict[int, set[int]] = {team: set() for team in teams}
    pairs = [
        select(Agent.team_id, Agent.user_id).where(Agent.team_id.in_(teams)),
        select(team_leads.c.team_id, team_leads.c.user_id).where(team_leads.c.team_id.in_(teams)),
    ]
    for statement in pairs:
        for team, user in db.session.execute(statement):
            if user is not None:
                members[team].add(user)
    return {agent.id: frozenset(members.get(agent.team_id or 0, ())) for agent in agents}


def pick_for(interaction: int, agent: Agent, settings: PlanSettings) -> Pick:
    """A pick with those who may not judge it."""
    barred = own_people([agent])[agent.id] if settings.hands.not_own_team else frozenset()
    return Pick(interaction, agent.id, agent.user_id, barred)


def met_since(day: date) -> set[tuple[int, int]]:
    """The pairs (evaluator, agent) of reviews handed out since a day and not replaced."""
    rows = db.session.execute(
        select(Assignment.evaluator_id, Interaction.agent_id)
        .join(Interaction, Interaction.id == Assignment.interaction_id)
        .where(Assignment.created_at >= _midnight(day), Assignment.state != REPLACED)
        .distinct()
    )
    return {(row[0], row[1]) for row in rows if row[1] is not None}


def twice_since(day: date) -> list[tuple[int, int]]:
    """The pairs of evaluators of blind doubles handed out since a day."""
    first = select(Assignment.interaction_id, Assignment.evaluator_id, Assignment.draw_id).where(
        Assignment.pick.in_(("random", "risk")), Assignment.state != REPLACED
    )
    one = first.subquery()
    rows = db.session.execute(
        select(one.c.evaluator_id, Assignment.evaluator_id).where(
            Assignment.pick == "double",
            Assignment.state != REPLACED,
            Assignment.created_at >= _midnight(day),
            one.c.interaction_id == Assignment.interaction_id,
            or_(one.c.draw_id == Assignment.draw_id, Assignment.draw_id.is_(None)),
        )
    )
    return [(row[0], row[1]) for row in rows]


def teams() -> Sequence[Team]:
    """All teams with their leads, by name."""
    return db.session.scalars(
        select(Team).order_by(Team.name).options(selectinload(Team.leads))
    ).all()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
