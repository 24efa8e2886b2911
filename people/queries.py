"""Reads about people, each named for the question it answers."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from core.db import db
from core.jobs.models import FAILED, Job
from people.models import Agent, AuditEvent, CentreSetting, Role, Team, User
from people.permissions import PERMISSIONS
from people.scope import agents_in_scope

DEMONSTRATION = "demonstration"


def all_users() -> Sequence[User]:
    """Everybody with an account, by name."""
    return db.session.scalars(
        select(User).options(selectinload(User.led_teams)).order_by(User.name, User.email)
    ).all()


def user_by_id(user_id: int) -> User | None:
    """The user with this id, if there is one."""
    return db.session.get(User, user_id)


def user_by_email(email: str) -> User | None:
    """The user with this address, in any case of letters."""
    return db.session.scalars(
        select(User).where(func.lower(User.email) == email.strip().lower())
    ).one_or_none()


def users_who_may(permission: str) -> Sequence[User]:
    """Everybody with an open account whose roles hold a permission, whichever rows they see."""
    held = Role.name.in_(PERMISSIONS[permission])
    return db.session.scalars(
        select(User).where(User.active, User.roles.any(held)).order_by(User.id)
    ).all()


def roles_named(names: Sequence[str]) -> list[Role]:
    """The roles with these names, adding to the table those that no user has had before."""
    found = {role.name: role for role in db.session.scalars(select(Role))}
    roles = []
    for name in names:
        if name not in found:
            found[name] = Role(name=name)
            db.session.add(found[name])
        roles.append(found[name])
    return roles


def all_teams() -> Sequence[Team]:
    """Every team with its leads and agents, by name."""
    return db.session.scalars(
        select(Team)
        .options(selectinload(Team.leads), selectinload(Team.agents))
        .order_by(Team.name)
    ).all()


def teams_for(user: User) -> Sequence[Team]:
    """The teams that have an agent this user may see, by name."""
    ids = select(Agent.team_id).where(agents_in_scope(user))
    return db.session.scalars(select(Team).where(Team.id.in_(ids)).order_by(Team.name)).all()


def agents_for(user: User) -> Sequence[Agent]:
    """The agents that this user may see, by name."""
    return db.session.scalars(
        select(Agent)
        .options(selectinload(Agent.team))
        .where(agents_in_scope(user))
        .order_by(Agent.name)
    ).all()


def agent_for(user: User, agent_id: int) -> Agent | None:
    """The agent with this id, if this user may see them."""
    return db.session.scalars(
        select(Agent).where(Agent.id == agent_id, agents_in_scope(user))
    ).one_or_none()


def audit_page(before: int | None, size: int = 50) -> tuple[Sequence[AuditEvent], int | None]:
    """The newest lines of the trail older than ``before``, and where the next page begins."""
    wanted = (
        select(AuditEvent).options(selectinload(AuditEvent.user)).order_by(AuditEvent.id.desc())
    )
    if before is not None:
        wanted = wanted.where(AuditEvent.id < before)
    rows = db.session.scalars(wanted.limit(size + 1)).all()
    return rows[:size], rows[size - 1].id if len(rows) > size else None


def recent_jobs(only_failed: bool = False, most: int = 100) -> Sequence[Job]:
    """The newest jobs, without those that merely came round by the clock and went well."""
    wanted: Select[Job] = select(Job).order_by(Job.id.desc()).limit(most)
    if only_failed:
        return db.session.scalars(wanted.where(Job.state == FAILED)).all()
    ordinary = Job.dedupe_key.is_(None) | (Job.state == FAILED)
    return db.session.scalars(wanted.where(ordinary)).all()


def is_demonstration() -> bool:
    """Whether this house holds the simulated demonstration centre; asked once in each process."""
    known = current_app.extensions
    if "is_demonstration" not in known:
        known["is_demonstration"] = db.session.get(CentreSetting, DEMONSTRATION) is not None
    return bool(known["is_demonstration"])


def job_counts() -> dict[str, int]:
    """How many jobs there are in each state."""
    rows = db.session.execute(select(Job.state, func.count()).group_by(Job.state)).all()
    return {row.state: row[1] for row in rows}
