"""Every page that the house has, as addresses of rows that exist."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import select

from coaching.careers.models import CareerPath, Stage
from coaching.models import Plan, Session
from core.clock import now
from core.db import db
from core.web.access import PUBLIC, SIGNED_IN
from evaluation.calibration.models import CalibrationSession
from evaluation.models import RELEASED, Evaluation
from evaluation.rubrics.models import Rubric
from evaluation.sampling.models import SamplingPlan
from evaluation.self_evaluation.models import SelfEvaluation
from people.models import Agent, Team
from people.notices.choices import DIGEST, token_for
from people.permissions import AGENT, EVALUATOR, QA_LEAD, permits
from people.security import needed_permission
from tests.browser.brought import add_imports
from tests.browser.calls import Call
from transcripts.helpdesks.models import Connection, Delivery
from transcripts.models import Interaction, Transcript, Turn
from transcripts.queries import source_named

NOT_PAGES = {
    "static": "files",
    "security.static": "files",
    "core.healthz": "JSON for a monitor",
    "core.readyz": "JSON for a monitor",
    "core.metrics": "figures for a monitor",
    "transcripts.status": "JSON for a script",
    "api.openapi": "JSON for programs",
    "api.list_interactions": "JSON for programs",
    "api.get_interaction": "JSON for programs",
    "api.get_import": "JSON for programs",
    "transcripts.captions": "a download",
    "imports.status": "JSON for a script",
    "imports.download": "a download",
    "transcripts.subtitles": "a download",
    "transcripts.plain_text": "a download",
    "transcripts.turns": "a piece of a page for a script",
    "transcripts.waveform": "JSON for a script",
    "transcripts.media": "sound",
    "transcripts.original_media": "sound",
    "rubrics.download": "a download",
    "sampling.download": "a download",
    "sampling.count": "JSON for a script",
    "rubrics.draft_download": "a download",
    "careers.export": "a download",
    "coaching.session_file": "a download",
    "security.reset_password": "opens only with a token from a letter",
    "security.two_factor_token_validation": "opens only in the middle of signing in",
    "security.two_factor_rescue": "opens only in the middle of signing in",
    "security.mf_recovery": "opens only in the middle of signing in",
    "security.tf_select": "opens only in the middle of signing in",
}

OF_ONE_PERSON = {
    "evaluation.workspace": EVALUATOR,
    "self_evaluation.page": AGENT,
    "imports.columns": QA_LEAD,
    "imports.report": QA_LEAD,
}
"""Pages that only the person sees whose row it is, and the role of that person here."""


@dataclass(frozen=True)
class Place:
    """One page as one role opens it."""

    endpoint: str
    path: str

    def __str__(self) -> str:
        return self.endpoint


def ids_of_rows(app: Flask, call: Call) -> dict[str, dict[str, int]]:
    """Values of the addresses' arguments, by blueprint where a name means several things.

    All of them belong to the demonstration's first agent, whom every role may see.
    """
    with app.app_context():
        agent = db.session.scalars(select(Agent).where(Agent.name == "Noor Haddad")).one()
        plan = db.session.scalars(select(Plan).where(Plan.agent_id == agent.id)).first()
        known: dict[str, Any] = {
            "agent_id": agent.id,
            "token": token_for(agent.user, DIGEST),
            "user_id": agent.user_id,
            "team_id": db.session.scalars(select(Team.id)).first(),
            "interaction_id": call.interaction,
            "case_id": a_case_with_a_repeat(agent),
            "recording_id": call.recording,
            "turn_id": first_turn(call),
            "assignment_id": call.assignment,
            "evaluation_id": the_newest_review(agent),
            "rubric_id": db.session.scalars(select(Rubric.id)).first(),
            "session_id": db.session.scalars(select(Session.id)).first(),
            "stage_id": db.session.scalars(select(Stage.id)).first(),
            "connection_id": a_connection(),
            "own_id": an_own_score(agent),
            "path_id": db.session.scalars(select(CareerPath.id)).first(),
        }
        found = {
            "": known,
            "calibration": known | {"session_id": a_closed_calibration()},
            "coaching": known | {"plan_id": plan.id if plan else None},
            "sampling": known | {"plan_id": db.session.scalars(select(SamplingPlan.id)).first()},
        }
        db.session.rollback()
        with TemporaryDirectory() as folder:
            found |= add_imports(Path(folder))
        db.session.remove()
    return found


def the_newest_review(agent: Agent) -> int | None:
    """The newest released review of the agent."""
    reviews = select(Evaluation.id).where(
        Evaluation.agent_id == agent.id, Evaluation.state == RELEASED
    )
    return db.session.scalars(reviews.order_by(Evaluation.id.desc())).first()


def a_case_with_a_repeat(agent: Agent) -> int | None:
    """A journey in which somebody came back to the agent."""
    repeats = select(Interaction.case_id).where(
        Interaction.agent_id == agent.id, Interaction.is_repeat
    )
    return db.session.scalars(repeats).first()


def a_closed_calibration() -> int | None:
    """The calibration session whose answers are open."""
    closed = CalibrationSession.closed_at.is_not(None)
    return db.session.scalars(select(CalibrationSession.id).where(closed)).first()


def a_connection() -> int:
    """A connected helpdesk with a failed delivery; the same one each time."""
    there = db.session.scalars(select(Connection.id)).first()
    if there is not None:
        return there
    source = source_named("Places")
    connection = Connection(
        kind="zammad",
        name="Places",
        source=source,
        address="https://desk.example.org",
        signing_secret="sealed",
        api_key="sealed",
    )
    db.session.add(connection)
    db.session.flush()
    failed = {"state": "failed", "reason": "key_refused", "event": "ticket"}
    db.session.add(Delivery(connection_id=connection.id, delivery_id="1", **failed))
    db.session.commit()
    return connection.id


def an_own_score(agent: Agent) -> int:
    """An own score of the agent, beside the newest review; the same one each time."""
    there = db.session.scalars(select(SelfEvaluation.id)).first()
    if there is not None:
        return there
    newest = select(Evaluation).where(Evaluation.agent_id == agent.id, Evaluation.state == RELEASED)
    review = db.session.scalars(newest.order_by(Evaluation.id.desc()).limit(1)).one()
    own = SelfEvaluation(
        interaction_id=review.interaction_id,
        agent=agent,
        version_id=review.version_id,
        asked_by_id=review.evaluator_id,
        state="submitted",
        submitted_at=now(),
        answers={
            rating.criterion.key: {
                "value": rating.value,
                "not_applicable": rating.not_applicable,
                "comment": "",
            }
            for rating in review.ratings
        },
    )
    db.session.add(own)
    db.session.commit()
    return own.id


def first_turn(call: Call) -> int | None:
    """A turn of the call."""
    turns = select(Turn.id).join(Turn.transcript)
    return db.session.scalar(turns.where(Transcript.interaction_id == call.interaction).limit(1))


def pages(app: Flask) -> Iterator[Any]:
    """The rules of all pages that can be opened."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES:
            yield rule


def may_open(app: Flask, role: str | None, endpoint: str) -> bool:
    if OF_ONE_PERSON.get(endpoint, role) != role:
        return False
    with app.app_context():
        permission = needed_permission(endpoint)
    if role is None:
        return permission == PUBLIC
    if permission == PUBLIC:
        return False
    return permission == SIGNED_IN or permits({role}, permission or "")


def places_for(app: Flask, role: str | None, ids: Mapping[str, Mapping[str, int]]) -> list[Place]:
    """All pages that a role may open; strangers (None) get the public ones."""
    found = []
    for rule in pages(app):
        if may_open(app, role, rule.endpoint):
            blueprint = rule.endpoint.partition(".")[0]
            values = ids.get(rule.endpoint) or ids.get(blueprint, ids[""])
            chosen = {name: values.get(name) for name in rule.arguments}
            missing = [name for name, value in chosen.items() if value is None]
            assert not missing, f"{rule.endpoint} needs rows for {missing}: see ids_of_rows"
            found.append(Place(rule.endpoint, rule.build(chosen)[1] + query(rule.endpoint)))
    return found


def query(endpoint: str) -> str:
    """What a page needs behind its address."""
    return "?competency=probing" if endpoint == "coaching.new_plan" else ""
