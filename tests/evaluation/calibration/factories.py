"""Calibration for tests: a session with people and conversations, and reviews that differ."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from core.clock import now
from core.db import db
from evaluation.actions import submit_evaluation
from evaluation.calibration.actions import open_session
from evaluation.calibration.models import CalibrationSession
from evaluation.drafts import save_draft
from evaluation.models import Evaluation
from people.models import User
from tests.evaluation.factories import answers_for, make_reviewable, make_version
from tests.factories import make_user


def make_session(people: Sequence[User] | None = None, items: int = 1, **values: Any):
    """An open session over the small rubric that a QA lead opened and is the expert of."""
    lead = values.pop("lead", None) or make_user("qa_lead")
    defaults: dict[str, Any] = {
        "title": "Where we differ",
        "interactions": [make_reviewable() for _ in range(items)],
        "participants": people or [make_user("evaluator"), make_user("evaluator")],
        "expert": lead,
        "deadline": now() + timedelta(days=3),
    }
    if "rubric" not in values:
        defaults["rubric"] = make_version().rubric
    return open_session(lead, **defaults | values)


def score(user: User, session: CalibrationSession, item: int = 0, **answers: Any) -> Evaluation:
    """Hand in somebody's review of one item; level 3, verified, unless told otherwise."""
    task = next(
        task for task in session.items[item].tasks if task.assignment.evaluator_id == user.id
    )
    version = session.rubric.versions[-1]
    given = answers_for(version, **{"probes": 3, "verified": 1} | answers)
    save_draft(user, task.assignment, 0, answers=given)
    evaluation = submit_evaluation(user, task.assignment)
    db.session.flush()
    return evaluation
