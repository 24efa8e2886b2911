"""Writes the simulated draws, assignments and evaluations, scored by the platform's own rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from core.bulk import write
from core.db import db
from demo.cast import OFFICE
from demo.draws import DUE_DAYS, PER_AGENT, PLAN_DAYS, RANDOM_SHARE, PeriodDraw
from demo.simulate import World
from demo.world import Contact, Review
from evaluation.models import RELEASED, Dispute, Evaluation, Moment, Rating
from evaluation.rubrics.actions import install_default_rubric, mark_used
from evaluation.rubrics.adapters import criteria_of, spec_of
from evaluation.rubrics.models import RubricVersion
from evaluation.sampling import design
from evaluation.sampling.drawing import hash_of
from evaluation.sampling.models import OPEN, SUBMITTED, Assignment, Draw, SamplingPlan
from evaluation.scoring import Answer, EvaluationScore, RubricSpec, score_evaluation
from transcripts.models import InteractionGrant

PLAN_NAME = "Fortnightly reviews"
QA_LEAD_ID = OFFICE[1].id


@dataclass
class ReviewRows:
    """Rows of the evaluations, and the id of each moment by (review, index)."""

    evaluations: list[dict[str, Any]] = field(default_factory=list)
    ratings: list[dict[str, Any]] = field(default_factory=list)
    moments: list[dict[str, Any]] = field(default_factory=list)
    moment_ids: dict[tuple[int, int], int] = field(default_factory=dict)


def load_reviews(world: World) -> dict[tuple[int, int], int]:
    """Write draws, assignments, evaluations and disputes; returns the ids of the moments."""
    version = install_default_rubric()
    mark_used(version)
    plan = SamplingPlan(
        name=PLAN_NAME,
        rubric=version.rubric,
        per_agent=PER_AGENT,
        random_share=RANDOM_SHARE,
        frame={"days": PLAN_DAYS},
        due_days=DUE_DAYS,
    )
    db.session.add(plan)
    db.session.flush()
    write(Draw.__table__, (draw_row(draw, plan) for draw in world.draws))
    write(Assignment.__table__, assignment_rows(world, version.rubric_id))
    grants = {(task.contact, task.evaluator) for task in world.tasks}
    write(
        InteractionGrant.__table__,
        ({"interaction_id": contact, "user_id": user} for contact, user in sorted(grants)),
    )
    rows = review_rows(world, version)
    write(Evaluation.__table__, rows.evaluations)
    write(Rating.__table__, rows.ratings)
    write(Moment.__table__, rows.moments)
    write(Dispute.__table__, dispute_rows(world, version))
    return rows.moment_ids


def draw_row(draw: PeriodDraw, plan: SamplingPlan) -> dict[str, Any]:
    """A draw with all that `evaluation.sampling.actions.prove` needs."""
    return {
        "id": draw.id,
        "plan_id": plan.id,
        "period_start": draw.period_start,
        "period_end": draw.period_end,
        "seed": draw.seed,
        "design": f"{design.DESIGN}, {PER_AGENT} for each agent, eps {RANDOM_SHARE:g}",
        "frame_hash": hash_of(draw.frames),
        "frame_size": sum(len(frame.ids) for frame in draw.frames),
        "frame": {
            "per_agent": PER_AGENT,
            "eps": RANDOM_SHARE,
            "agents": {
                str(frame.agent): {"ids": list(frame.ids), "risks": list(frame.risks)}
                for frame in draw.frames
            },
        },
        "drawn_at": draw.drawn_at,
        "drawn_by_id": QA_LEAD_ID,
    }


def assignment_rows(world: World, rubric_id: int) -> Iterator[dict[str, Any]]:
    """What each evaluator has done and still has to do."""
    for task in world.tasks:
        yield {
            "id": task.id,
            "interaction_id": task.contact,
            "evaluator_id": task.evaluator,
            "rubric_id": rubric_id,
            "draw_id": task.draw,
            "pick": task.pick,
            "reason": task.reason,
            "inclusion_probability": task.probability,
            "double_of_id": task.double_of,
            "state": SUBMITTED if task.done else OPEN,
            "due_on": task.due_on,
            "created_at": task.created_at,
        }


def review_rows(world: World, version: RubricVersion) -> ReviewRows:
    """Score every review by the rubric and lay out its rows."""
    spec = spec_of(version)
    criteria = {criterion.key: criterion.id for criterion in criteria_of(version)}
    contacts = {contact.id: contact for contact in world.contacts}
    rows = ReviewRows()
    for review in world.reviews:
        contact = contacts[review.contact]
        score = score_of(review, contact, spec)
        rows.evaluations.append(evaluation_row(review, contact, score, version.id))
        rows.ratings += rating_rows(review, score, criteria)
        add_moments(rows, review, contact, criteria)
    return rows


def score_of(review: Review, contact: Contact, spec: RubricSpec) -> EvaluationScore:
    """The score that the platform gives to a review's answers and the contact's handle time."""
    answers = {key: Answer(value, value is None) for key, value in review.answers.items()}
    handled, expected = contact.handle_seconds, contact.expected_seconds
    ratio = handled / expected if handled and expected else None
    return score_evaluation(spec, answers, ratio)


def evaluation_row(
    review: Review, contact: Contact, score: EvaluationScore, version_id: int
) -> dict[str, Any]:
    """A released evaluation. An agent who has acknowledged it did so the next morning."""
    read = review.submitted_at + timedelta(hours=16) if review.acknowledged else None
    return {
        "id": review.id,
        "assignment_id": review.task,
        "interaction_id": review.contact,
        "agent_id": review.agent,
        "evaluator_id": review.evaluator,
        "version_id": version_id,
        "state": RELEASED,
        "revision": len(review.answers),
        "interaction_at": contact.started_at,
        "quality": score.quality,
        "speed": score.speed,
        "composite": score.composite,
        "unadjusted": score.unadjusted,
        "critical_failed": list(score.critical_failed),
        "summary": review.summary,
        "seconds_spent": review.seconds_spent,
        "created_at": review.submitted_at - timedelta(seconds=review.seconds_spent),
        "saved_at": review.submitted_at,
        "submitted_at": review.submitted_at,
        "released_at": review.submitted_at,
        "acknowledged_at": read,
    }


def rating_rows(
    review: Review, score: EvaluationScore, criteria: dict[str, int]
) -> Iterator[dict[str, Any]]:
    """The answers of one review with the points that they earn."""
    for key, value in review.answers.items():
        yield {
            "evaluation_id": review.id,
            "criterion_id": criteria[key],
            "value": value,
            "not_applicable": value is None,
            "points": score.criterion_points.get(key),
            "comment": "",
        }


def add_moments(
    rows: ReviewRows, review: Review, contact: Contact, criteria: dict[str, int]
) -> None:
    """Add what the evaluator marked, with the words that it is about."""
    for index, noted in enumerate(review.moments):
        turn = contact.said[noted.turn]
        number = len(rows.moments) + 1
        rows.moment_ids[review.id, index] = number
        rows.moments.append(
            {
                "id": number,
                "evaluation_id": review.id,
                "criterion_id": criteria[noted.criterion],
                "turn_position": noted.turn,
                "start": turn.start,
                "end": turn.end,
                "quote": turn.text,
                "note": noted.note,
                "praise": noted.praise,
                "created_at": review.submitted_at,
            }
        )


def dispute_rows(world: World, version: RubricVersion) -> Iterator[dict[str, Any]]:
    """Objections of agents, open and decided."""
    criteria = {criterion.key: criterion.id for criterion in criteria_of(version)}
    users = {agent.id: agent.user for agent in world.agents}
    for objection in world.objections:
        yield {
            "id": objection.id,
            "evaluation_id": objection.review,
            "criterion_id": criteria[objection.criterion],
            "opened_by_id": users[objection.agent],
            "reason": objection.reason,
            "state": objection.state,
            "opened_at": objection.opened_at,
            "due_on": objection.due_on,
            "decider_id": QA_LEAD_ID,
            "decided_by_id": QA_LEAD_ID if objection.decided_at else None,
            "decided_at": objection.decided_at,
            "decision": objection.decision,
        }
