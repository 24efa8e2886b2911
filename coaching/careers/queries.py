"""Reads about career paths, and how ready an agent is for the next stage."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coaching.careers.models import AgentStage, CareerPath, Certificate, GrowthAim, Stage
from coaching.careers.models import Requirement as StageRequirement
from coaching.careers.readiness import Gate, Readiness, Requirement, assess_readiness
from coaching.careers.tenure import whole_months
from core.clock import now
from core.db import db
from people.models import Agent, User
from people.scope import agents_in_scope
from scorecards.queries import period_ending, result_of

WHOLE_PATH = (
    selectinload(CareerPath.stages)
    .selectinload(Stage.requirements)
    .selectinload(StageRequirement.competency),
)


@dataclass(frozen=True)
class Standing:
    """Where an agent stands on a path, where they aim, and how ready they are for what is next.

    ``since`` is None when nobody knows since when. ``months`` are whole ones on the present stage.
    """

    path: CareerPath
    stage: Stage
    since: date | None
    months: int
    next_stage: Stage | None
    aim: GrowthAim | None
    readiness: Readiness | None
    certificates: Mapping[str, Certificate]
    history: Sequence[AgentStage]


def all_paths() -> Sequence[CareerPath]:
    """Every path with its stages and what they ask for."""
    return db.session.scalars(select(CareerPath).options(*WHOLE_PATH).order_by(CareerPath.id)).all()


def path_by_id(path_id: int) -> CareerPath | None:
    """One path with its stages and what they ask for."""
    return db.session.scalar(
        select(CareerPath).options(*WHOLE_PATH).where(CareerPath.id == path_id)
    )


def path_by_key(key: str) -> CareerPath | None:
    """The path with this key."""
    return db.session.scalar(select(CareerPath).options(*WHOLE_PATH).where(CareerPath.key == key))


def stage_by_id(stage_id: int | None) -> Stage | None:
    """One stage."""
    return db.session.get(Stage, stage_id) if stage_id is not None else None


def is_stood_on(stage: Stage) -> bool:
    """Whether anybody stands, has stood or aims there: such a stage is part of their story."""
    stood = select(AgentStage.id).where(AgentStage.stage_id == stage.id).limit(1)
    aimed = select(GrowthAim.id).where(GrowthAim.stage_id == stage.id).limit(1)
    return db.session.scalar(stood) is not None or db.session.scalar(aimed) is not None


def people_by_stage(user: User, paths: Sequence[CareerPath]) -> dict[int, list[Agent]]:
    """The active people this user may see on each stage; who has no stage stands on the first."""
    people = db.session.scalars(
        select(Agent)
        .where(agents_in_scope(user), Agent.active, Agent.kind == "person")
        .order_by(Agent.name)
    ).all()
    standing = newest_stages([agent.id for agent in people])
    first = next((path.stages[0] for path in paths if path.stages), None)
    found: dict[int, list[Agent]] = defaultdict(list)
    for agent in people:
        stage_id = standing.get(agent.id, first.id if first else None)
        if stage_id is not None:
            found[stage_id].append(agent)
    return found


def newest_stages(agent_ids: Sequence[int]) -> dict[int, int]:
    """The present stage of each agent who has one."""
    rows = db.session.execute(
        select(AgentStage.agent_id, AgentStage.stage_id)
        .where(AgentStage.agent_id.in_(agent_ids))
        .order_by(AgentStage.since, AgentStage.id)
    )
    return {row.agent_id: row.stage_id for row in rows}


def stage_history(agent: Agent) -> Sequence[AgentStage]:
    """The stages of an agent, the newest first."""
    return db.session.scalars(
        select(AgentStage)
        .options(selectinload(AgentStage.stage), selectinload(AgentStage.decided_by))
        .where(AgentStage.agent_id == agent.id)
        .order_by(AgentStage.since.desc(), AgentStage.id.desc())
    ).all()


def aim_of(agent: Agent) -> GrowthAim | None:
    """The stage an agent aims at."""
    return db.session.scalar(
        select(GrowthAim)
        .options(selectinload(GrowthAim.stage))
        .where(GrowthAim.agent_id == agent.id)
    )


def certificates_of(agent: Agent) -> dict[str, Certificate]:
    """An agent's certificates by name."""
    rows = db.session.scalars(
        select(Certificate).where(Certificate.agent_id == agent.id).order_by(Certificate.name)
    )
    return {certificate.name: certificate for certificate in rows}


def standing_of(agent: Agent) -> Standing | None:
    """Where the agent stands and how ready they are; None while there is no path at all.

    Who has no stage yet stands on the first one of the path they aim at, else of the first path,
    since the day they were hired.
    """
    paths = [path for path in all_paths() if path.stages]
    if not paths:
        return None
    history, aim = stage_history(agent), aim_of(agent)
    path_id = history[0].stage.path_id if history else aim.stage.path_id if aim else paths[0].id
    path = next(each for each in paths if each.id == path_id)
    stage_id = history[0].stage_id if history else path.stages[0].id
    index = next(n for n, each in enumerate(path.stages) if each.id == stage_id)
    since = history[0].since if history else agent.hired_on
    months = whole_months(since, now().date()) if since else 0
    certificates = certificates_of(agent)
    next_stage = path.stages[index + 1] if index + 1 < len(path.stages) else None
    readiness = readiness_for(agent, next_stage, months, certificates) if next_stage else None
    stage = path.stages[index]
    return Standing(path, stage, since, months, next_stage, aim, readiness, certificates, history)


def readiness_for(
    agent: Agent, stage: Stage, months: int, certificates: Mapping[str, Certificate]
) -> Readiness:
    """Weigh the agent's estimates of the last thirteen weeks against what a stage asks for."""
    estimates = result_of(agent, period_ending()).scorecard.estimates()
    bars = [Requirement(each.competency.key, each.level) for each in ordered(stage)]
    return assess_readiness(bars, estimates, gates_of(stage, months, certificates, now().date()))


def ordered(stage: Stage) -> list[StageRequirement]:
    """What a stage asks for, in the order in which people read competencies."""
    return sorted(stage.requirements, key=lambda each: (each.competency.position, each.id))


def gates_of(
    stage: Stage, months: int, certificates: Mapping[str, Certificate], today: date
) -> list[Gate]:
    """Tenure, and each certificate that is there and has not expired."""
    gates = [Gate("tenure", months >= stage.tenure_months)] if stage.tenure_months else []
    for name in stage.certificates:
        held = certificates.get(name)
        valid = held is not None and (held.expires_on is None or held.expires_on >= today)
        gates.append(Gate(f"certificate:{name}", valid))
    return gates
