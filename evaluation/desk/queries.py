"""Reads of the desk: what holds at a review, and what the machine has to say at a question."""

from collections.abc import Sequence

from sqlalchemy import select

from core.db import db
from evaluation.desk.models import DeskChoice, ShownSuggestion
from evaluation.desk.rules import SIGNALS_OF, Allowed, DeskRules, rules_for
from evaluation.review_model.models import Flag, MachineScore, ReviewModel
from evaluation.rubrics.models import Criterion
from evaluation.sampling.handing import rules_of
from evaluation.sampling.models import Assignment
from people.models import CentreSetting, User

SETTING = "desk"  # {"<rubric id>": {"suggestions": ..., "blind": ...}}


def allowed_by_rubric() -> dict[int, Allowed]:
    """What the centre allows, by rubric; those without a word of their own are not there."""
    setting = db.session.get(CentreSetting, SETTING)
    kept = setting.value if setting else {}
    return {int(key): Allowed.from_json(value) for key, value in kept.items()}


def allowed_for(rubric_id: int) -> Allowed:
    """What the centre allows at reviews by this rubric."""
    return allowed_by_rubric().get(rubric_id, Allowed())


def choice_of(user: User) -> DeskChoice | None:
    """What this person has chosen, if anything."""
    return db.session.get(DeskChoice, user.id)


def rules_at(user: User, assignment: Assignment) -> DeskRules:
    """What holds for this person at this review."""
    choice = choice_of(user)
    return rules_for(
        assignment.pick,
        allowed_for(assignment.rubric_id),
        choice.suggestions if choice else None,
        bool(choice and choice.hides_score),
        kept_back=rules_of(assignment).hands.hide_score,
    )


def machine_scores(interaction_id: int) -> dict[int, MachineScore]:
    """What the active model says of an interaction, by competency."""
    rows = db.session.scalars(
        select(MachineScore)
        .join(ReviewModel, ReviewModel.id == MachineScore.model_id)
        .where(MachineScore.interaction_id == interaction_id, ReviewModel.active)
    )
    return {row.competency_id: row for row in rows}


def flags_worth_a_look(flags: Sequence[Flag], criterion: Criterion) -> list[Flag]:
    """The flags that speak of the competency of a question."""
    key = criterion.competency.key if criterion.competency else ""
    return [flag for flag in flags if flag.signal in SIGNALS_OF.get(key, ())]


def questions_with_suggestions(
    criteria: Sequence[Criterion], scores: dict[int, MachineScore], flags: Sequence[Flag]
) -> set[int]:
    """The questions at which the machine has something to show."""
    return {
        criterion.id
        for criterion in criteria
        if criterion.kind not in ("text", "automatic")
        if criterion.competency_id in scores or flags_worth_a_look(flags, criterion)
    }


def shown_at(assignment: Assignment, criterion: Criterion) -> ShownSuggestion | None:
    """What was shown at a question of a review already."""
    return db.session.scalar(
        select(ShownSuggestion).where(
            ShownSuggestion.assignment_id == assignment.id,
            ShownSuggestion.criterion_id == criterion.id,
        )
    )
