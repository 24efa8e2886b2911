"""Released reviews with known points, without the whole way through the workspace."""

from datetime import datetime, timedelta

from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.models import RELEASED, Evaluation, Rating
from evaluation.rubrics.models import Competency, Criterion, Rubric, RubricVersion, Section
from evaluation.sampling.models import Assignment, Draw, SamplingPlan
from people.models import Agent, User
from tests.factories import add, make_interaction, make_user, numbers

ATTRIBUTES = ("product_knowledge", "probing", "empathy", "adaptability")


def make_version() -> RubricVersion:
    """A rubric version with one criterion for each attribute."""
    rubric = add(Rubric(key=f"r{next(numbers)}", name={"en": "Calls"}))
    version = add(RubricVersion(rubric=rubric, number=1, quality_weight=80, speed_weight=20))
    section = add(Section(version=version, key="all", position=0, name={"en": "All"}, weight=100))
    for position, key in enumerate(ATTRIBUTES):
        competency = db.session.scalar(select(Competency).where(Competency.key == key))
        if competency is None:
            competency = add(Competency(key=key, name={"en": key}, position=position))
        add(
            Criterion(
                section=section,
                key=key,
                position=position,
                kind="scale",
                name={"en": key},
                weight=25,
                maximum=4,
                competency=competency,
            )
        )
    return version


def make_draw(version: RubricVersion) -> Draw:
    plan = add(SamplingPlan(name=f"Plan {next(numbers)}", rubric=version.rubric))
    today = now().date()
    return add(
        Draw(
            plan=plan,
            period_start=today,
            period_end=today,
            seed=1,
            design="test",
            frame_hash="0" * 64,
            frame_size=1,
        )
    )


def make_review(
    agent: Agent,
    points: float | dict[str, float],
    *,
    version: RubricVersion,
    draw: Draw | None,
    evaluator: User | None = None,
    chance: float = 0.5,
    at: datetime | None = None,
    critical: bool = False,
) -> Evaluation:
    """A released review; ``points`` are 0-1, for all attributes or by attribute.

    Without a draw it was picked by hand.
    """
    assignment = add(
        Assignment(
            interaction=make_interaction(agent=agent, started_at=at or now() - timedelta(days=3)),
            evaluator=evaluator or make_user("evaluator"),
            rubric=version.rubric,
            draw=draw,
            pick="random" if draw else "manual",
            inclusion_probability=chance if draw else None,
            state="submitted",
            due_on=now().date(),
        )
    )
    given = points if isinstance(points, dict) else dict.fromkeys(ATTRIBUTES, points)
    evaluation = release(assignment, version, 100 * sum(given.values()) / len(given), critical)
    for criterion in version.sections[0].criteria:
        if criterion.key in given:
            share = given[criterion.key]
            rating = Rating(criterion=criterion, value=4 * share, points=share)
            rating.evaluation = evaluation
            add(rating)
    return evaluation


def release(
    assignment: Assignment, version: RubricVersion, mean: float, critical: bool
) -> Evaluation:
    """The released evaluation of an assignment, without its ratings."""
    interaction = assignment.interaction
    return add(
        Evaluation(
            assignment=assignment,
            interaction=interaction,
            agent=interaction.agent,
            evaluator=assignment.evaluator,
            version=version,
            state=RELEASED,
            interaction_at=interaction.started_at,
            quality=mean,
            speed=100.0,
            composite=mean,
            unadjusted=mean,
            critical_failed=["identity"] if critical else [],
            released_at=now(),
        )
    )
