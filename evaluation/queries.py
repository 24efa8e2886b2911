"""Reads of the judgement: the queue, the assignment behind a workspace, evaluations by scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import instance_state, set_committed_value

from core.db import db
from evaluation.calibration.blindness import calibration_opened_for, not_hidden_from
from evaluation.models import DRAFT, RELEASED, SUBMITTED, SUPERSEDED, Dispute, Evaluation, Rating
from evaluation.review_model.models import Flag
from evaluation.rubrics.models import Criterion, RubricVersion
from evaluation.rubrics.queries import whole_version
from evaluation.sampling.models import OPEN, Assignment
from evaluation.self_evaluation.models import SelfEvaluation
from evaluation.self_evaluation.queries import hidden_while_scoring
from people.models import Agent, User
from people.permissions import ADMIN, EVALUATOR, LEAD, QA_LEAD
from people.scope import led_or_self
from transcripts.models import READY, Interaction
from transcripts.queries import sees_every_interaction, visible_to

PAGE = 25
STAFF = frozenset({EVALUATOR, LEAD, QA_LEAD, ADMIN})


@dataclass(frozen=True)
class QueueSize:
    """What waits for an evaluator: how many, due by today, and seconds of conversation."""

    waiting: int
    due: int
    seconds: float


def queue_of(
    user: User, after: tuple[date, int] | None = None, limit: int = PAGE
) -> list[Assignment]:
    """Open assignments of ``user``, first due first; ``after`` is the last (due day, id) seen."""
    statement = (
        select(Assignment)
        .where(Assignment.evaluator_id == user.id, Assignment.state == OPEN)
        .order_by(Assignment.due_on, Assignment.id)
        .limit(limit)
        .options(
            joinedload(Assignment.interaction).joinedload(Interaction.agent),
            joinedload(Assignment.rubric),
        )
    )
    if after:
        due, last = after
        later = and_(Assignment.due_on == due, Assignment.id > last)
        statement = statement.where(or_(Assignment.due_on > due, later))
    return list(db.session.scalars(statement))


def queue_size(user: User, today: date) -> QueueSize:
    """How much waits for ``user``."""
    waiting, due, seconds = db.session.execute(
        select(
            func.count(Assignment.id),
            func.count(Assignment.id).filter(Assignment.due_on <= today),
            func.coalesce(func.sum(Interaction.duration_seconds), 0),
        )
        .join(Interaction)
        .where(Assignment.evaluator_id == user.id, Assignment.state == OPEN)
    ).one()
    return QueueSize(waiting, due, float(seconds or 0))


def drafts_of(user: User, assignments: Sequence[Assignment]) -> set[int]:
    """The assignments among these that ``user`` has begun."""
    return set(
        db.session.scalars(
            select(Evaluation.assignment_id).where(
                Evaluation.assignment_id.in_([row.id for row in assignments]),
                Evaluation.evaluator_id == user.id,
                Evaluation.state == DRAFT,
            )
        )
    )


def recent_seconds(user: User, limit: int = 20) -> list[float]:
    """Seconds that the last reviews of ``user`` took, idle time left out."""
    return list(
        db.session.scalars(
            select(Evaluation.seconds_spent)
            .where(
                Evaluation.evaluator_id == user.id,
                Evaluation.submitted_at.is_not(None),
                Evaluation.seconds_spent > 0,
            )
            .order_by(Evaluation.submitted_at.desc())
            .limit(limit)
        )
    )


def agents_judged_for(user: User) -> Select[int]:
    """Ids of the agents whose conversations and evaluations ``user`` may read.

    People of HR see agents' levels, not their conversations, so that role opens nothing here.
    """
    everybody = sees_every_interaction(user)
    return select(Agent.id).where(true() if everybody else led_or_self(user))


def waiting_to_be_picked(user: User, limit: int = 20) -> list[Interaction]:
    """Ready conversations nobody has been given: flagged ones, and what ``user`` has uploaded."""
    given = exists().where(Assignment.interaction_id == Interaction.id)
    flagged = exists().where(Flag.interaction_id == Interaction.id)
    own = exists().where(Agent.id == Interaction.agent_id, Agent.user_id == user.id)
    return list(
        db.session.scalars(
            select(Interaction)
            .where(
                Interaction.state == READY,
                Interaction.agent_id.is_not(None),
                ~given,
                ~own,
                or_(flagged, Interaction.uploaded_by_id == user.id),
                visible_to(user),
            )
            .order_by(Interaction.id.desc())
            .limit(limit)
            .options(joinedload(Interaction.agent))
        )
    )


def interaction_to_pick(user: User, interaction_id: int) -> Interaction | None:
    """A ready interaction that ``user`` may open."""
    return db.session.scalar(
        select(Interaction).where(
            Interaction.id == interaction_id, Interaction.state == READY, visible_to(user)
        )
    )


def assignment_for(user: User, assignment_id: int, *, lock: bool = False) -> Assignment | None:
    """An assignment of ``user``; with ``lock``, nobody else changes it until the commit."""
    statement = select(Assignment).where(
        Assignment.id == assignment_id, Assignment.evaluator_id == user.id
    )
    if lock:
        statement = statement.with_for_update()
    return db.session.scalar(statement)


def conversation_of(assignment: Assignment) -> Interaction:
    """The interaction of an assignment with everything that the workspace shows."""
    return db.session.scalars(
        select(Interaction)
        .where(Interaction.id == assignment.interaction_id)
        .options(
            joinedload(Interaction.agent),
            joinedload(Interaction.source),
            joinedload(Interaction.speech_metrics),
            selectinload(Interaction.recordings),
            joinedload(Interaction.transcript),
        )
    ).one()


def draft_of(assignment: Assignment) -> Evaluation | None:
    """The draft of an assignment with its answers and moments."""
    return db.session.scalar(
        select(Evaluation)
        .where(Evaluation.assignment_id == assignment.id, Evaluation.state == DRAFT)
        .options(selectinload(Evaluation.ratings), selectinload(Evaluation.moments))
    )


def version_of(made: Evaluation | SelfEvaluation) -> RubricVersion:
    """The version that it was made by, with every section and question; read once in a request."""
    is_whole = "version" not in instance_state(made).unloaded and (
        "sections" not in instance_state(made.version).unloaded
    )
    if not is_whole:
        set_committed_value(made, "version", whole_version(made.version_id))
    return made.version


def current_evaluation_of(assignment: Assignment) -> Evaluation | None:
    """The submitted or released evaluation of an assignment."""
    return db.session.scalar(
        select(Evaluation)
        .where(
            Evaluation.assignment_id == assignment.id,
            Evaluation.state.in_((SUBMITTED, RELEASED)),
        )
        .order_by(Evaluation.id.desc())
        .limit(1)
    )


def asked_to_rule(user: User) -> ColumnElement[bool]:
    """The condition on Evaluation: this person is, or was, asked to decide on a dispute of it.

    Also when the ruling has made a revision, which is what they see then.
    """
    asked = Dispute.decider_id == user.id
    return or_(
        exists().where(Dispute.evaluation_id == Evaluation.id, asked),
        exists().where(Dispute.evaluation_id == Evaluation.revises_id, asked),
    )


def is_to_be_reviewed_by(user: User) -> ColumnElement[bool]:
    """The condition on Evaluation: somebody else's, of a conversation that waits for ``user`` too.

    Until their own review is in, nobody reads what others said of the same conversation.
    """
    waits = exists().where(
        Assignment.interaction_id == Evaluation.interaction_id,
        Assignment.evaluator_id == user.id,
        Assignment.state == OPEN,
    )
    return and_(Evaluation.evaluator_id != user.id, waits)


def evaluation_for(user: User, evaluation_id: int) -> Evaluation | None:
    """An evaluation that ``user`` may read, with its answers and moments.

    Agents read what has been released; those who judge read theirs and their scope's; drafts are
    their evaluator's alone.
    """
    own_agent = select(Agent.id).where(Agent.user_id == user.id)
    released = Evaluation.state.in_((RELEASED, SUPERSEDED))
    unreleased: ColumnElement[bool] = false()
    if user.role_names & STAFF:
        unreleased = and_(Evaluation.state == SUBMITTED, Evaluation.agent_id.not_in(own_agent))
    in_scope = Evaluation.agent_id.in_(agents_judged_for(user))
    return db.session.scalar(
        select(Evaluation)
        .where(
            Evaluation.id == evaluation_id,
            not_hidden_from(user),
            ~hidden_while_scoring(user),
            ~is_to_be_reviewed_by(user),
            or_(
                Evaluation.evaluator_id == user.id,
                calibration_opened_for(user),
                asked_to_rule(user),
                and_(in_scope, or_(released, unreleased)),
            ),
        )
        .options(
            joinedload(Evaluation.agent),
            joinedload(Evaluation.evaluator),
            joinedload(Evaluation.interaction),
            joinedload(Evaluation.assignment),
            selectinload(Evaluation.ratings)
            .selectinload(Rating.criterion)
            .selectinload(Criterion.competency),
            selectinload(Evaluation.moments),
        )
    )
