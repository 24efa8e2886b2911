"""Verbs about people. They flush, never commit, and write the audit trail."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date

from flask_security import hash_password
from sqlalchemy import select

from core.clock import now
from core.db import db
from core.jobs import queue
from core.jobs.models import Job
from people.audit import record
from people.models import Agent, Team, User
from people.permissions import ADMIN, ROLES
from people.queries import roles_named, user_by_email


class Refused(ValueError):
    """A change to people that cannot be made; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def create_user(
    by: User | None,
    email: str,
    roles: Sequence[str],
    *,
    name: str = "",
    password: str | None = None,
) -> User:
    """Create an account. Without a password, the person sets one through password recovery.

    Raises Refused ``taken`` (address in use), ``roles`` (none, or an unknown one).
    """
    if not roles or set(roles) - set(ROLES):
        raise Refused("roles")
    if user_by_email(email):
        raise Refused("taken")
    user = User(
        email=email.strip().lower(),
        name=name.strip(),
        password=hash_password(password) if password else None,
        fs_uniquifier=uuid.uuid4().hex,
        active=True,
        confirmed_at=now(),
        roles=roles_named(roles),
    )
    db.session.add(user)
    record(by, "user.created", user, roles=sorted(roles))
    return user


def change_user(by: User, user: User, *, name: str, roles: Sequence[str], active: bool) -> None:
    """Change what a person may do.

    Raises Refused ``roles`` (none), ``last_admin`` (nobody could administer afterwards).
    """
    if not roles or set(roles) - set(ROLES):
        raise Refused("roles")
    stays_admin = ADMIN in roles and active
    if ADMIN in user.role_names and not stays_admin and not other_admins(user):
        raise Refused("last_admin")
    before = sorted(user.role_names)
    if set(roles) != user.role_names or active != user.active:
        user.fs_uniquifier = uuid.uuid4().hex  # every open session of theirs ends
    user.name, user.active = name.strip(), active
    user.roles = roles_named(roles)
    record(by, "user.changed", user, before=before, after=sorted(roles), active=active)


def other_admins(user: User) -> list[User]:
    """The administrators who could still sign in without ``user``."""
    everybody = db.session.scalars(select(User).where(User.id != user.id, User.active))
    return [person for person in everybody if ADMIN in person.role_names]


def change_own_account(user: User, *, name: str, language: str | None) -> None:
    """Let somebody change their own name and language."""
    user.name, user.language = name.strip(), language or None
    record(user, "account.changed", user)


def create_team(by: User, name: str, leads: Iterable[User]) -> Team:
    """Create a team. Raises Refused ``taken``."""
    if db.session.scalar(select(Team.id).where(Team.name == name.strip())):
        raise Refused("taken")
    team = Team(name=name.strip(), leads=list(leads))
    db.session.add(team)
    record(by, "team.created", team)
    return team


def create_agent(
    by: User | None,
    name: str,
    *,
    team: Team | None = None,
    user: User | None = None,
    external_ref: str | None = None,
    kind: str = "person",
    hired_on: date | None = None,
) -> Agent:
    """Add somebody who is reviewed. Raises Refused ``taken`` when the reference is in use."""
    reference = (external_ref or "").strip() or None
    if reference and db.session.scalar(select(Agent.id).where(Agent.external_ref == reference)):
        raise Refused("taken")
    if user and user.agent:
        raise Refused("has_agent")
    agent = Agent(
        name=name.strip(),
        team=team,
        user=user,
        external_ref=reference,
        kind=kind,
        hired_on=hired_on,
    )
    db.session.add(agent)
    record(by, "agent.created", agent, kind=kind)
    return agent


def retry_job(by: User, job: Job) -> bool:
    """Let a failed or cancelled job start afresh; say whether it could."""
    if not queue.retry(job):
        return False
    record(by, "job.retried", job, name=job.name)
    return True


def cancel_job(by: User, job: Job) -> bool:
    """Cancel a job that has not ended; say whether it could."""
    if not queue.cancel(job):
        return False
    record(by, "job.cancelled", job, name=job.name)
    return True
