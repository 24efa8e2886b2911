"""Verbs about career paths. They flush, never commit, and write the audit trail."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from coaching.careers import queries
from coaching.careers.models import (
    AgentStage,
    CareerPath,
    Certificate,
    GrowthAim,
    Requirement,
    Stage,
)
from coaching.careers.path_file import PathDocument, StageDocument, read_path
from core.clock import now
from core.db import db
from evaluation.refusals import Refused
from evaluation.rubrics.models import Competency
from people.audit import record
from people.models import Agent, User
from scorecards.queries import competencies

DEFAULT_PATH = Path(__file__).with_name("default_path.json")


def install_default_path(by: User | None = None) -> CareerPath:
    """The default path, made when it is not there yet.

    The four attributes must be known already, as the default rubric makes them; PathFileError
    ``competency`` otherwise.
    """
    document = json.loads(DEFAULT_PATH.read_text(encoding="utf-8"))
    known = queries.path_by_key(document["key"])
    return known or create_path(by, read_path(document, competencies_by_key()))


def competencies_by_key() -> dict[str, Competency]:
    """All competencies by key."""
    return {competency.key: competency for competency in competencies()}


def create_path(by: User | None, document: PathDocument) -> CareerPath:
    """Create a path with its stages. Raises Refused when the key is in use."""
    if queries.path_by_key(document.key):
        raise Refused(_("There is already a path with the key “%(key)s”.", key=document.key))
    path = CareerPath(key=document.key, name=dict(document.name))
    db.session.add(path)
    for stage in document.stages:
        add_stage_row(path, stage)
    record(by, "path.created", path, key=path.key, stages=len(document.stages))
    return path


def path_document(path: CareerPath) -> PathDocument:
    """The path as it is written to a file; requirements in the order of their making."""
    return PathDocument(
        path.key,
        path.name,
        tuple(
            StageDocument(
                stage.name,
                stage.description,
                stage.tenure_months,
                tuple(stage.certificates),
                {
                    each.competency.key: each.level
                    for each in sorted(stage.requirements, key=lambda each: each.id)
                },
            )
            for stage in path.stages
        ),
    )


def add_stage(by: User, path: CareerPath, document: StageDocument) -> Stage:
    """Add a stage above the highest one."""
    stage = add_stage_row(path, document)
    record(by, "path.stage_added", path, position=stage.position)
    return stage


def add_stage_row(path: CareerPath, document: StageDocument) -> Stage:
    """Put a stage at the top of the ladder, without a line in the trail."""
    position = max((stage.position for stage in path.stages), default=-1) + 1
    stage = Stage(path=path, position=position)
    db.session.add(stage)
    fill_stage(stage, document)
    return stage


def change_stage(by: User, stage: Stage, document: StageDocument) -> None:
    """Change what a stage is called and asks for."""
    before = stage_facts(stage)
    fill_stage(stage, document)
    record(by, "path.stage_changed", stage, before=before, after=stage_facts(stage))


def fill_stage(stage: Stage, document: StageDocument) -> None:
    """Write a checked document into a stage; requirements that stay keep their rows."""
    stage.name, stage.description = dict(document.name), dict(document.description)
    stage.tenure_months = document.tenure_months
    stage.certificates = list(document.certificates)
    known = competencies_by_key()
    kept = {each.competency.key: each for each in stage.requirements}
    for key, level in document.requirements.items():
        if key in kept:
            kept[key].level = level
        else:
            stage.requirements.append(Requirement(competency=known[key], level=level))
    for key in set(kept) - set(document.requirements):
        stage.requirements.remove(kept[key])
    db.session.flush()


def stage_facts(stage: Stage) -> dict[str, Any]:
    """What a stage asks for, for the trail."""
    levels = {each.competency.key: each.level for each in stage.requirements}
    return {
        "tenure_months": stage.tenure_months,
        "certificates": list(stage.certificates),
        "levels": levels,
    }


def remove_stage(by: User, stage: Stage) -> None:
    """Take a stage out. Refused while somebody stands, has stood or aims there."""
    if queries.is_stood_on(stage):
        raise Refused(_("People stand there or aim there; it is part of their story."))
    path = stage.path
    if len(path.stages) == 1:
        raise Refused(_("A path needs a stage."))
    path.stages.remove(stage)
    record(by, "path.stage_removed", path, name=stage.name.get("en", ""))


def raise_stage(by: User, stage: Stage) -> None:
    """Swap a stage with the one above it; the highest one stays where it is."""
    stages: Sequence[Stage] = stage.path.stages
    index = stages.index(stage)
    if index + 1 == len(stages):
        return
    upper = stages[index + 1]
    low, high = stage.position, upper.position
    stage.position = -1  # positions are unique, so one of the two steps aside
    db.session.flush()
    upper.position = low
    db.session.flush()
    stage.position = high
    record(by, "path.stage_raised", stage.path, stage=stage.id)


def state_aim(by: User, agent: Agent, stage: Stage | None) -> None:
    """Say at which stage the agent aims; None says that they do not say."""
    aim = queries.aim_of(agent)
    if stage is None:
        if aim:
            db.session.delete(aim)
            record(by, "aim.withdrawn", agent)
        return
    if aim is None:
        aim = GrowthAim(agent_id=agent.id)
        db.session.add(aim)
    aim.stage, aim.stated_at = stage, now()
    record(by, "aim.stated", agent, stage=stage.id)


def decide_stage(by: User, agent: Agent, stage: Stage, since: date, reason: str) -> AgentStage:
    """Let an agent stand on a stage from a day on, with the reason of who decides.

    Raises Refused without a reason, for oneself, for a day in the future or before the present
    stage's, and for the stage where the agent stands already.
    """
    history = queries.stage_history(agent)
    if not reason.strip():
        raise Refused(_("Say why."))
    if agent.user_id == by.id:
        raise Refused(_("Somebody else decides about you."))
    if since > now().date():
        raise Refused(_("That day has not come yet."))
    if history and stage.id == history[0].stage_id:
        raise Refused(_("The agent stands there already."))
    if history and since < history[0].since:
        raise Refused(_("The present stage began later than that day."))
    row = AgentStage(agent=agent, stage=stage, since=since, decided_by=by, reason=reason.strip())
    db.session.add(row)
    before = history[0].stage_id if history else None
    record(by, "stage.decided", agent, stage=stage.id, before=before, since=since.isoformat())
    return row


def record_certificate(
    by: User, agent: Agent, name: str, earned_on: date, expires_on: date | None
) -> Certificate:
    """Note that an agent has passed something; the same name again renews it.

    Raises Refused for a day in the future and for one that expires before it is earned.
    """
    if earned_on > now().date():
        raise Refused(_("That day has not come yet."))
    if expires_on is not None and expires_on < earned_on:
        raise Refused(_("It would expire before it is earned."))
    held: Mapping[str, Certificate] = queries.certificates_of(agent)
    certificate = held.get(name.strip()) or Certificate(agent_id=agent.id, name=name.strip())
    certificate.earned_on, certificate.expires_on = earned_on, expires_on
    db.session.add(certificate)
    record(by, "certificate.recorded", agent, name=certificate.name)
    return certificate
