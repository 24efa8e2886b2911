"""Making and changing sampling plans, from the page or from a document."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.refusals import Refused
from evaluation.rubrics.mistake_words import mistake_words
from evaluation.rubrics.models import Rubric
from evaluation.rubrics.queries import is_in_use
from evaluation.sampling import evaluators
from evaluation.sampling.documents import Known, PlanDocument, plan_from_json, plan_to_json
from evaluation.sampling.models import SamplingPlan
from evaluation.sampling.plan_settings import to_rows
from people.audit import record
from people.models import Team, User
from transcripts.models import CHANNELS


def known_names() -> Known:
    """What names of rubrics, teams and evaluators mean here."""
    return Known(
        rubrics={
            row.key: row.id
            for row in db.session.execute(select(Rubric.key, Rubric.id).where(is_in_use()))
        },
        teams={row.name: row.id for row in db.session.execute(select(Team.name, Team.id))},
        evaluators={user.email: user.id for user in evaluators.everybody()},
        channels=CHANNELS,
    )


def save_plan(
    user: User, plan: SamplingPlan | None, document: Any, known: Known | None = None
) -> SamplingPlan:
    """Make a plan as a document says, or change one. Raises Refused for what it does not accept."""
    try:
        wanted = plan_from_json(document, known or known_names())
    except ValueError as mistake:
        raise Refused(mistake_words(mistake)) from mistake
    same_name = db.session.scalar(select(SamplingPlan).where(SamplingPlan.name == wanted.name))
    if same_name is not None and same_name is not plan:
        raise Refused(_("There is a plan of this name already."))
    verb = "plan.changed" if plan else "plan.made"
    if plan is None:
        plan = SamplingPlan()
        db.session.add(plan)
    plan.automatic_since = _automatic_since(plan, wanted)
    plan.name, plan.rubric_id, plan.active = wanted.name, wanted.rubric, wanted.active
    for name, value in to_rows(wanted.settings).items():
        setattr(plan, name, value)
    record(user, f"sampling_{verb}", plan, name=plan.name)
    return plan


def _automatic_since(plan: SamplingPlan, wanted: PlanDocument) -> date | None:
    """From when on a changed plan draws by itself: what it did not want before is not missed."""
    if not (wanted.active and wanted.settings.schedule.automatic):
        return None
    same = plan.active and plan.rules.schedule == wanted.settings.schedule
    return plan.automatic_since if same and plan.automatic_since else now().date()


def document_of(plan: SamplingPlan, known: Known | None = None) -> dict[str, Any]:
    """A plan as JSON data."""
    found = known or known_names()
    if plan.rubric_id not in found.rubrics.values():  # a rubric whose versions are all drafts
        found = Known(
            dict(found.rubrics) | {plan.rubric.key: plan.rubric_id},
            found.teams, found.evaluators, found.channels,
        )  # fmt: skip
    return plan_to_json(PlanDocument(plan.name, plan.rubric_id, plan.active, plan.rules), found)
