"""Reads of this room, each named for the question it answers and always asked for somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from core.db import db
from core.jobs.models import Job
from core.web.ids import row_id
from people.models import Agent, User
from people.permissions import ADMIN, EVALUATOR, QA_LEAD
from people.scope import led_or_self, may
from transcripts.models import (
    READY,
    Interaction,
    InteractionGrant,
    Recording,
    Source,
    Transcript,
    Turn,
)

UPLOADS = "Uploads"  # the source of what somebody brings to a page without naming another


@dataclass(frozen=True)
class Place:
    """A place in the list of interactions, newest first: right after this row."""

    started_at: datetime
    interaction_id: int

    def __str__(self) -> str:
        return f"{self.started_at.timestamp():.6f}_{self.interaction_id}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """Read what ``str`` wrote; None for anything else."""
        moment, _, number = text.partition("_")
        try:
            return cls(datetime.fromtimestamp(float(moment), UTC), row_id(number))
        except (ValueError, OverflowError, OSError):
            return None


def sees_every_interaction(user: User) -> bool:
    """Say whether no row is closed to this user: HR's view of all agents does not count here."""
    roles = user.role_names
    if roles & {ADMIN, QA_LEAD}:
        return True
    return EVALUATOR in roles and bool(current_app.config["SETTINGS"].evaluators_see_all)


def visible_to(user: User) -> ColumnElement[bool]:
    """Return the condition on Interaction that keeps only what this user may see.

    Leads see their teams' interactions, agents their own, evaluators all or what was granted to
    them. What belongs to no agent yet is also seen by whoever uploaded it.
    """
    if not may(user, "interaction.read"):
        return false()
    if sees_every_interaction(user):
        return true()
    scope = and_(Interaction.agent_id.is_(None), Interaction.uploaded_by_id == user.id)
    scope = scope | Interaction.agent_id.in_(select(Agent.id).where(led_or_self(user)))
    if EVALUATOR in user.role_names:
        granted = select(InteractionGrant.interaction_id).where(InteractionGrant.user_id == user.id)
        scope = scope | Interaction.id.in_(granted)
    return scope


def is_reviewable() -> ColumnElement[bool]:
    """The condition on Interaction: ready, and there is something to read or to hear.

    Rows of contact tables may be ready without either: they count, but nobody can judge them.
    """
    read = exists().where(Transcript.interaction_id == Interaction.id)
    heard = exists().where(Recording.interaction_id == Interaction.id)
    return and_(Interaction.state == READY, or_(read, heard))


def interactions_for(user: User) -> Select[Interaction]:
    """Select the interactions that this user may see."""
    return select(Interaction).where(visible_to(user))


def interaction_for(user: User, interaction_id: int) -> Interaction | None:
    """Return one interaction with what its page shows, or None outside the user's scope."""
    wanted = interactions_for(user).where(Interaction.id == interaction_id)
    return db.session.scalar(
        wanted.options(
            joinedload(Interaction.source),
            joinedload(Interaction.agent),
            joinedload(Interaction.customer),
            joinedload(Interaction.speech_metrics),
            selectinload(Interaction.recordings),
            joinedload(Interaction.transcript),
        )
    )


def has_redactions(interaction: Interaction) -> bool:
    """Say whether something was taken out of the words of an interaction."""
    redacted = (
        exists()
        .where(Turn.transcript_id == Transcript.id, Turn.original.is_not(None))
        .where(Transcript.interaction_id == interaction.id)
    )
    return bool(db.session.scalar(select(redacted)))


def recording_for(user: User, recording_id: int) -> Recording | None:
    """Return a recording whose interaction the user may see, else None."""
    return db.session.scalar(
        select(Recording)
        .join(Recording.interaction)
        .where(Recording.id == recording_id, visible_to(user))
    )


def midnight(day: date) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time.min, UTC)


def agents_to_choose(user: User) -> list[Agent]:
    """Return the active agents whose interactions this user sees or may upload, by name."""
    wanted = select(Agent).where(Agent.active)
    if not sees_every_interaction(user):
        wanted = wanted.where(led_or_self(user))
    return list(db.session.scalars(wanted.order_by(Agent.name, Agent.id)))


def journey_of(interaction: Interaction) -> list[Interaction]:
    """Return all contacts of the interaction's case in order of time; itself where it has none."""
    if interaction.case_id is None:
        return [interaction]
    return list(
        db.session.scalars(
            select(Interaction)
            .where(Interaction.case_id == interaction.case_id)
            .order_by(Interaction.started_at, Interaction.id)
        )
    )


def ids_visible_to(user: User, interactions: Iterable[Interaction]) -> set[int]:
    """Return the ids of those interactions that this user may open."""
    ids = [interaction.id for interaction in interactions]
    visible = select(Interaction.id).where(Interaction.id.in_(ids), visible_to(user))
    return set(db.session.scalars(visible))


def job_of(interaction: Interaction) -> Job | None:
    """Return the newest job that works, or worked, on this interaction."""
    return db.session.get(Job, interaction.job_id) if interaction.job_id else None


def interaction_with_content(digests: Sequence[str]) -> Interaction | None:
    """Return the interaction whose original recordings are exactly these (by SHA-256), if any."""
    originals = (Recording.interaction_id == Interaction.id, Recording.kind == "original")
    has_each = [exists().where(*originals, Recording.sha256 == digest) for digest in digests]
    count = select(func.count()).where(*originals).correlate(Interaction).scalar_subquery()
    return db.session.scalar(
        select(Interaction)
        .where(*has_each, count == len(digests))
        .order_by(Interaction.id)
        .limit(1)
    )


def source_named(name: str) -> Source:
    """Return the source with this name, new if there was none. Flushes a new one."""
    wanted = select(Source).where(Source.name == name)
    source = db.session.scalar(wanted)
    if source is None:
        try:
            with db.session.begin_nested():
                source = Source(name=name)
                db.session.add(source)
        except IntegrityError:  # somebody else made it just now
            source = db.session.scalars(wanted).one()
    return source
