"""Past reviews by a rubric, as a trial needs them."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.db import db
from evaluation.automatic import measured
from evaluation.models import RELEASED, Evaluation, Rating
from evaluation.rubrics.models import Criterion, RubricVersion
from evaluation.rubrics.parts import Rubric
from evaluation.rubrics.trial import PastReview
from evaluation.scoring import Answer
from evaluation.speed import stored_norm
from evaluation.speed_norm import SpeedNorm
from transcripts.models import Interaction

MOST = 300


def past_reviews(rubric_id: int, rubric: Rubric, most: int = MOST) -> list[PastReview]:
    """The newest released reviews by any version of a rubric, with what can be measured anew."""
    rows = db.session.scalars(
        select(Evaluation)
        .join(RubricVersion, RubricVersion.id == Evaluation.version_id)
        .where(
            RubricVersion.rubric_id == rubric_id,
            Evaluation.state == RELEASED,
            Evaluation.composite.is_not(None),
        )
        .order_by(Evaluation.interaction_at.desc(), Evaluation.id.desc())
        .limit(most)
        .options(
            selectinload(Evaluation.ratings)
            .selectinload(Rating.criterion)
            .load_only(Criterion.key),
            selectinload(Evaluation.agent),
            selectinload(Evaluation.interaction).selectinload(Interaction.speech_metrics),
        )
    ).all()
    norm = stored_norm()
    return [
        PastReview(
            agent=row.agent.name,
            score=row.composite or 0.0,
            answers=answers_then(row) | answers_measured(row.interaction, rubric, norm),
            speed=row.speed,
        )
        for row in rows
    ]


def answers_then(evaluation: Evaluation) -> dict[str, Answer]:
    """What was answered, by the key of the question."""
    return {
        rating.criterion.key: Answer(rating.value, rating.not_applicable)
        for rating in evaluation.ratings
        if rating.not_applicable or rating.value is not None
    }


def answers_measured(
    interaction: Interaction, rubric: Rubric, norm: SpeedNorm
) -> dict[str, Answer]:
    """The answers to the automatic questions, from what was measured of the contact."""
    found = {}
    for criterion in rubric.criteria:
        if criterion.automatic:
            answer = measured(criterion.automatic, interaction, norm)
            found[criterion.key] = Answer(answer.points, answer.not_applicable)
    return found
