"""Rows of the judgement for tests: a rubric, a queue, a filled-in form."""

from datetime import UTC, date, datetime
from typing import Any

from core.db import db
from evaluation.actions import submit_evaluation
from evaluation.drafts import save_draft
from evaluation.models import Evaluation
from evaluation.rubrics.actions import import_rubric, publish
from evaluation.rubrics.adapters import criteria_of
from evaluation.rubrics.models import RubricVersion
from evaluation.sampling.models import Assignment, SamplingPlan
from people.models import User
from tests.factories import add, make_agent, make_interaction, make_team, make_user
from transcripts.models import Interaction

DUE = date(2026, 3, 2)
WHEN = datetime(2026, 2, 1, 10, 0, tzinfo=UTC)


def small_rubric(**values: Any) -> dict[str, Any]:
    """A rubric document with one scale and one critical yes/no question, 50 points each."""
    scale = {
        "key": "probes", "name": {"en": "Asks what is needed"}, "kind": "scale", "weight": 50,
        "minimum": 0, "maximum": 4, "competency": "probing",
        "anchors": [{"value": v, "texts": {"en": f"level {v}"}} for v in range(5)],
    }  # fmt: skip
    check = {
        "key": "verified", "name": {"en": "Identity verified"}, "kind": "yes_no", "weight": 50,
        "critical": "all", "competency": "compliance", "allow_na": False,
    }  # fmt: skip
    section = {"key": "all", "name": {"en": "All"}, "weight": 100, "criteria": [scale, check]}
    return {
        "format": "rubrica.rubric/1",
        "name": {"en": "Small"},
        "quality_weight": 100,
        "speed_weight": 0,
        "sections": [section],
    } | values


def make_version(document: dict[str, Any] | None = None, **rubric: Any) -> RubricVersion:
    """A published version of the small rubric."""
    version = publish(None, import_rubric(None, document or small_rubric(), key="small"))
    for name, value in rubric.items():
        setattr(version.rubric, name, value)
    db.session.flush()
    return version


def make_reviewable(**values: Any) -> Interaction:
    """A ready chat of an agent in a team."""
    values.setdefault("agent", make_agent(team=make_team()))
    return make_interaction(**{"started_at": WHEN} | values)


def make_assignment(evaluator: User | None = None, **values: Any) -> Assignment:
    """An interaction in somebody's queue, picked by hand unless told otherwise."""
    version = None if "rubric" in values else make_version()
    defaults: dict[str, Any] = {
        "evaluator": evaluator or make_user("evaluator"),
        "pick": "manual",
        "reason": "a new colleague",
        "due_on": DUE,
    }
    if version:
        defaults["rubric"] = version.rubric
    if "interaction" not in values:
        defaults["interaction"] = make_reviewable()
    return add(Assignment(**defaults | values))


def make_plan(**values: Any) -> SamplingPlan:
    """A weekly plan over the small rubric."""
    if "rubric" not in values:
        values["rubric"] = make_version().rubric
    return add(SamplingPlan(**{"name": "Weekly", "per_agent": 3, "frame": {"days": 7}} | values))


def answers_for(version: RubricVersion, **by_key: Any) -> dict[int, Any]:
    """Answers by criterion id from values by criterion key; "na" is not applicable."""
    ids = {criterion.key: criterion.id for criterion in criteria_of(version)}
    return {
        ids[key]: {"value": None, "na": True} if value == "na" else {"value": value, "na": False}
        for key, value in by_key.items()
    }


def released_evaluation(evaluator: User | None = None, **values: Any) -> Evaluation:
    """A submitted and released review of the small rubric: level 3, identity verified."""
    assignment = make_assignment(evaluator, **values)
    user = assignment.evaluator
    version = assignment.rubric.versions[-1]
    save_draft(user, assignment, 0, answers=answers_for(version, probes=3, verified=1))
    return submit_evaluation(user, assignment)
