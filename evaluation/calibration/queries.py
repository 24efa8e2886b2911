"""Reads of calibration sessions, each for the person who asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from core.clock import now
from core.db import db
from evaluation.calibration.answers import Question
from evaluation.calibration.blindness import sessions_in_scope
from evaluation.calibration.models import (
    CalibrationComment,
    CalibrationItem,
    CalibrationReference,
    CalibrationSession,
    CalibrationTask,
)
from evaluation.models import Evaluation, Rating
from evaluation.rubrics.models import Criterion, RubricVersion
from evaluation.rubrics.queries import version_in_use
from evaluation.sampling.models import OPEN, SUBMITTED, Assignment
from people.models import Role, User
from people.permissions import EVALUATOR, QA_LEAD
from transcripts.models import Interaction
from transcripts.queries import is_reviewable

CANDIDATES = 40
CANDIDATE_DAYS = 60


@dataclass(frozen=True)
class Progress:
    """How far a session is: reviews submitted of all, and those of the person who asks."""

    done: int
    all: int
    mine_done: int
    mine: int


def sessions_for(user: User, limit: int = 100) -> list[CalibrationSession]:
    """The sessions that a person may see: open ones first, then the newest."""
    return list(
        db.session.scalars(
            select(CalibrationSession)
            .where(sessions_in_scope(user))
            .order_by(CalibrationSession.closed_at.is_not(None), CalibrationSession.id.desc())
            .limit(limit)
            .options(
                joinedload(CalibrationSession.rubric),
                joinedload(CalibrationSession.expert),
                selectinload(CalibrationSession.items),
            )
        )
    )


def progress_of(user: User, sessions: Sequence[CalibrationSession]) -> dict[int, Progress]:
    """How far each session is, without saying who answered what."""
    rows = db.session.execute(
        select(
            CalibrationItem.session_id,
            func.count().filter(Assignment.state == SUBMITTED),
            func.count(),
            func.count().filter(Assignment.state == SUBMITTED, Assignment.evaluator_id == user.id),
            func.count().filter(Assignment.evaluator_id == user.id),
        )
        .join(CalibrationTask, CalibrationTask.item_id == CalibrationItem.id)
        .join(Assignment, Assignment.id == CalibrationTask.assignment_id)
        .where(CalibrationItem.session_id.in_([session.id for session in sessions]))
        .group_by(CalibrationItem.session_id)
    )
    return {row[0]: Progress(*row[1:]) for row in rows}


def session_for(user: User, session_id: int, *, lock: bool = False) -> CalibrationSession | None:
    """A session that a person may see, with its items, people and discussion."""
    statement = (
        select(CalibrationSession)
        .where(CalibrationSession.id == session_id, sessions_in_scope(user))
        .options(
            selectinload(CalibrationSession.items).options(
                selectinload(CalibrationItem.interaction).selectinload(Interaction.agent),
                selectinload(CalibrationItem.tasks)
                .selectinload(CalibrationTask.assignment)
                .selectinload(Assignment.evaluator),
                selectinload(CalibrationItem.references).selectinload(CalibrationReference.expert),
                selectinload(CalibrationItem.comments).selectinload(CalibrationComment.author),
            )
        )
    )
    if lock:
        statement = statement.with_for_update(of=CalibrationSession)
    return db.session.scalar(statement)


def my_tasks(user: User, session: CalibrationSession) -> list[CalibrationTask]:
    """What this person has to score in a session, in order."""
    return [
        task
        for item in session.items
        for task in item.tasks
        if task.assignment.evaluator_id == user.id
    ]


def submitted_reviews(assignment_ids: Collection[int]) -> list[Evaluation]:
    """The reviews as they were first submitted, with answers and the keys of their questions."""
    return list(
        db.session.scalars(
            select(Evaluation)
            .where(
                Evaluation.assignment_id.in_(assignment_ids),
                Evaluation.submitted_at.is_not(None),
                Evaluation.revises_id.is_(None),
            )
            .order_by(Evaluation.id)
            .options(
                joinedload(Evaluation.evaluator),
                selectinload(Evaluation.ratings)
                .selectinload(Rating.criterion)
                .selectinload(Criterion.section),
            )
        )
    )


def key_of(criterion: Criterion) -> str:
    """What a question is called in every version of its rubric."""
    return f"{criterion.section.key}/{criterion.key}"


@dataclass(frozen=True)
class AskedQuestion(Question):
    """A question with what pages show of it."""

    criterion_id: int = 0
    name: dict[str, Any] | None = None
    levels: tuple[dict[str, Any], ...] = ()
    allows_na: bool = True
    attribute: str = ""


def questions_of(session: CalibrationSession) -> list[AskedQuestion]:
    """The questions of a session's rubric whose answers can be compared, in order."""
    return questions_of_version(version_in_use(session.rubric_id))


def questions_of_version(version: RubricVersion | None) -> list[AskedQuestion]:
    """The questions of a version whose answers can be compared, in order."""
    if version is None:
        return []
    return [
        asked(criterion)
        for section in version.sections
        for criterion in section.criteria
        if criterion.kind in ("scale", "yes_no", "choice", "number")
    ]


def asked(criterion: Criterion) -> AskedQuestion:
    """A criterion as a question whose answers are compared."""
    return AskedQuestion(
        key=key_of(criterion),
        kind=criterion.kind,
        minimum=criterion.minimum,
        maximum=criterion.maximum,
        values=offered(criterion),
        criterion_id=criterion.id,
        name=criterion.name,
        levels=tuple(criterion.levels),
        allows_na=criterion.allows_na,
        attribute=criterion.competency.key if criterion.competency else "",
    )


def offered(criterion: Criterion) -> tuple[float, ...]:
    """The answers that a question offers, lowest first; none for a number."""
    if criterion.kind == "yes_no":
        return (0.0, 1.0)
    if criterion.kind == "choice":
        return tuple(sorted(float(level["value"]) for level in criterion.levels))
    if criterion.kind == "scale":
        steps = range(round(criterion.maximum - criterion.minimum) + 1)
        return tuple(criterion.minimum + step for step in steps)
    return ()


def possible_participants() -> list[User]:
    """Everybody who scores conversations, by name."""
    return list(
        db.session.scalars(
            select(User)
            .where(User.active, User.roles.any(Role.name.in_((EVALUATOR, QA_LEAD))))
            .order_by(User.name, User.email)
        )
    )


def candidates(limit: int = CANDIDATES) -> list[Interaction]:
    """Recent conversations that nobody was given: only those can be scored blind by all."""
    given = exists().where(Assignment.interaction_id == Interaction.id)
    return list(
        db.session.scalars(
            select(Interaction)
            .where(
                is_reviewable(),
                Interaction.agent_id.is_not(None),
                Interaction.started_at >= now() - timedelta(days=CANDIDATE_DAYS),
                ~given,
            )
            .order_by(Interaction.started_at.desc(), Interaction.id)
            .limit(limit)
            .options(joinedload(Interaction.agent))
        )
    )


def interactions_by_id(ids: Collection[int]) -> list[Interaction]:
    """Reviewable conversations by id, in the order of their ids."""
    return list(
        db.session.scalars(
            select(Interaction)
            .where(Interaction.id.in_(ids), is_reviewable())
            .order_by(Interaction.id)
            .options(joinedload(Interaction.agent))
        )
    )


def given_out(interaction_ids: Collection[int]) -> bool:
    """Whether any of these conversations waits for, or has had, a review."""
    taken = exists().where(Assignment.interaction_id.in_(interaction_ids))
    return bool(db.session.scalar(select(taken)))


def waiting_people(session: CalibrationSession) -> list[User]:
    """Those who still have something to submit in a session."""
    found = {
        task.assignment.evaluator_id: task.assignment.evaluator
        for item in session.items
        for task in item.tasks
        if task.assignment.state == OPEN
    }
    return list(found.values())
