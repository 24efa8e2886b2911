"""Reads of the agents' own scores: whose they are, and when the other side may be seen."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from core.db import db
from evaluation.models import RELEASED, SUBMITTED, Evaluation
from evaluation.rubrics.models import Rubric, RubricVersion
from evaluation.rubrics.queries import is_in_use, version_in_use
from evaluation.sampling.models import REPLACED, Assignment
from evaluation.self_evaluation.models import OPEN, SelfEvaluation
from evaluation.self_evaluation.models import SUBMITTED as SENT
from people.models import Agent, User
from people.permissions import ADMIN, QA_LEAD
from people.scope import led_or_self
from transcripts.models import Interaction
from transcripts.queries import is_reviewable


def hidden_while_scoring(user: User) -> ColumnElement[bool]:
    """The condition on Evaluation: this agent is scoring the same conversation themself."""
    return exists().where(
        SelfEvaluation.interaction_id == Evaluation.interaction_id,
        SelfEvaluation.state == OPEN,
        Agent.id == SelfEvaluation.agent_id,
        Agent.user_id == user.id,
    )


def hidden_among(user: User, evaluation_ids: Collection[int]) -> set[int]:
    """Those of these reviews whose conversation this agent is scoring themself."""
    hidden = select(Evaluation.id).where(
        Evaluation.id.in_(evaluation_ids), hidden_while_scoring(user)
    )
    return set(db.session.scalars(hidden))


def scoring_of_own(user: User, evaluation_id: int) -> int | None:
    """The open form that hides a released review from its agent; None where nothing hides it."""
    return db.session.scalar(
        select(SelfEvaluation.id)
        .join(Evaluation, Evaluation.interaction_id == SelfEvaluation.interaction_id)
        .join(Agent, Agent.id == SelfEvaluation.agent_id)
        .where(
            Evaluation.id == evaluation_id,
            Evaluation.state == RELEASED,
            SelfEvaluation.state == OPEN,
            Agent.user_id == user.id,
        )
    )


def review_of(own: SelfEvaluation) -> Evaluation | None:
    """The newest released review of the same conversation, of which the agent may know."""
    return db.session.scalar(
        select(Evaluation)
        .where(
            Evaluation.interaction_id == own.interaction_id,
            Evaluation.agent_id == own.agent_id,
            Evaluation.state == RELEASED,
        )
        .order_by(Evaluation.id.desc())
        .limit(1)
    )


def self_evaluation_of(interaction_id: int, agent_id: int) -> SelfEvaluation | None:
    """What an agent says of a conversation."""
    return db.session.scalar(
        select(SelfEvaluation).where(
            SelfEvaluation.interaction_id == interaction_id, SelfEvaluation.agent_id == agent_id
        )
    )


def self_evaluation_for(user: User, own_id: int, *, lock: bool = False) -> SelfEvaluation | None:
    """One's own at any time; somebody else's only when it and the review are both in.

    Then its evaluator sees it, the leads of the team, QA leads and administrators.
    """
    statement = select(SelfEvaluation).where(SelfEvaluation.id == own_id)
    if lock:
        statement = statement.with_for_update()
    own = db.session.scalar(statement)
    if own is None or own.agent.user_id == user.id:
        return own
    review = review_of(own) if own.state == SENT else None
    if review is None:
        return None
    led = db.session.scalar(select(Agent.id).where(Agent.id == own.agent_id, led_or_self(user)))
    sees = user.role_names & {QA_LEAD, ADMIN} or led or review.evaluator_id == user.id
    return own if sees else None


def own_evaluations(user: User, most: int = 50) -> Sequence[SelfEvaluation]:
    """What an agent was asked or has chosen to score, the newest first."""
    return db.session.scalars(
        select(SelfEvaluation)
        .join(SelfEvaluation.agent)
        .where(Agent.user_id == user.id)
        .order_by(SelfEvaluation.id.desc())
        .limit(most)
        .options(joinedload(SelfEvaluation.interaction), joinedload(SelfEvaluation.asked_by))
    ).all()


def could_be_scored(user: User, most: int = 10) -> Sequence[Interaction]:
    """The agent's newest conversations that they have not scored and nobody has reviewed."""
    scored = exists().where(SelfEvaluation.interaction_id == Interaction.id)
    reviewed = exists().where(
        Evaluation.interaction_id == Interaction.id, Evaluation.state.in_((SUBMITTED, RELEASED))
    )
    return db.session.scalars(
        select(Interaction)
        .join(Interaction.agent)
        .where(Agent.user_id == user.id, is_reviewable(), ~scored, ~reviewed)
        .order_by(Interaction.started_at.desc(), Interaction.id.desc())
        .limit(most)
    ).all()


def own_interaction(user: User, interaction_id: int) -> Interaction | None:
    """A reviewable conversation of this agent."""
    return db.session.scalar(
        select(Interaction)
        .join(Interaction.agent)
        .where(Interaction.id == interaction_id, is_reviewable(), Agent.user_id == user.id)
    )


def version_to_score_by(interaction: Interaction) -> RubricVersion | None:
    """The version of the review, else of the rubric it waits under, else of the first rubric."""
    reviewed = db.session.scalar(
        select(Evaluation.version_id)
        .where(Evaluation.interaction_id == interaction.id)
        .order_by(Evaluation.id.desc())
        .limit(1)
    )
    if reviewed is not None:
        return db.session.get(RubricVersion, reviewed)
    waits = db.session.scalar(
        select(Assignment.rubric_id)
        .where(Assignment.interaction_id == interaction.id, Assignment.state != REPLACED)
        .limit(1)
    )
    first = select(Rubric.id).where(is_in_use()).order_by(Rubric.id).limit(1)
    rubric_id = waits if waits is not None else db.session.scalar(first)
    return None if rubric_id is None else version_in_use(rubric_id)
