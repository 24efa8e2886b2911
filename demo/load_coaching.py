"""Writes the simulated coaching: plans with their evidence, actions and sessions."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from coaching.models import Action, Plan, PlanMoment, Session
from core.bulk import write
from core.db import db
from demo.growth import PlanRecord
from demo.simulate import World
from evaluation.rubrics.models import Competency

SESSION_MINUTES = 30


def load_coaching(world: World, moment_ids: Mapping[tuple[int, int], int]) -> None:
    """Write all plans. `moment_ids` are the moments' row ids by (review, index)."""
    competencies = {row.key: row for row in db.session.scalars(select(Competency))}
    write(
        Plan.__table__,
        (plan_row(plan, competencies[plan.attribute]) for plan in world.plans),
    )
    write(
        PlanMoment.__table__,
        (
            {"plan_id": plan.id, "moment_id": moment_ids[key], "position": position}
            for plan in world.plans
            for position, key in enumerate(plan.moments)
        ),
    )
    write(Action.__table__, (row for plan in world.plans for row in action_rows(plan)))
    write(Session.__table__, (row for plan in world.plans for row in session_rows(plan)))


def action_rows(plan: PlanRecord) -> Iterator[dict[str, Any]]:
    """What was promised."""
    for action in plan.actions:
        yield {
            "plan_id": plan.id,
            "owner": action.owner,
            "text": action.text,
            "due_on": action.due_on,
            "done_at": action.done_at,
        }


def session_rows(plan: PlanRecord) -> Iterator[dict[str, Any]]:
    """When they met, and what was written down."""
    for session in plan.sessions:
        yield {
            "plan_id": plan.id,
            "starts_at": session.starts_at,
            "minutes": SESSION_MINUTES,
            "agenda": session.agenda,
            "shared_notes": session.shared_notes,
            "private_notes": session.private_notes,
            "held_at": session.starts_at if session.held else None,
        }


def plan_row(plan: PlanRecord, competency: Competency) -> dict[str, Any]:
    """The row of one plan, with the score that it started from."""
    baseline = plan.baseline
    return {
        "id": plan.id,
        "agent_id": plan.agent,
        "competency_id": competency.id,
        "opened_by_id": plan.opened_by,
        "state": plan.state,
        "title": competency.name["en"],
        "baseline": baseline.value if baseline else None,
        "baseline_low": baseline.lower if baseline else None,
        "baseline_high": baseline.upper if baseline else None,
        "baseline_reviews": baseline.n if baseline else 0,
        "target": plan.target,
        "opened_at": plan.opened_at,
        "due_on": plan.due_on,
        "acknowledged_at": plan.acknowledged_at,
        "closed_at": plan.closed_at,
        "outcome": plan.outcome,
    }
