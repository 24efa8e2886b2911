"""Writes the simulated people: users, teams, agents and their places on the career path."""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask_security import hash_password
from sqlalchemy import select

from coaching.careers.models import (
    AgentStage,
    CareerPath,
    Certificate,
    GrowthAim,
    Requirement,
    Stage,
)
from core.bulk import write
from core.db import db
from demo.growth import PATH_NAME, STAGES, stage_since
from demo.simulate import World
from demo.world import Person
from evaluation.rubrics.models import Competency
from people.models import Agent, Team, User, team_leads, user_roles
from people.permissions import ROLES
from people.queries import roles_named

PASSWORD = "rubrica-demo"  # noqa: S105 - a demonstration tells its password to everybody
SPECIALISTS_CERTIFIED_DAYS = 200


def load_people(world: World) -> None:
    """Write who works there. All users share one password, so it is hashed once."""
    roles = {role.name: role for role in roles_named(ROLES)}
    db.session.flush()
    password = hash_password(PASSWORD)
    started = datetime.combine(world.today - timedelta(days=190), time(8), UTC)
    write(User.__table__, (_user(person, password, started) for person in world.people))
    write(
        user_roles,
        (
            {"user_id": person.id, "role_id": roles[name].id}
            for person in world.people
            for name in person.roles
        ),
    )
    write(Team.__table__, ({"id": team.id, "name": team.name} for team in world.teams))
    write(team_leads, ({"team_id": team.id, "user_id": team.lead} for team in world.teams))
    write(
        Agent.__table__,
        (
            {
                "id": agent.id,
                "name": agent.name,
                "external_ref": f"demo-agent-{agent.id:02d}",
                "kind": "person",
                "team_id": agent.team,
                "user_id": agent.user,
                "hired_on": agent.hired_on,
                "active": True,
            }
            for agent in world.agents
        ),
    )


def _user(person: Person, password: str, started: datetime) -> dict[str, Any]:
    return {
        "id": person.id,
        "email": person.email,
        "name": person.name,
        "password": password,
        "active": True,
        "language": person.language,
        "fs_uniquifier": uuid.uuid4().hex,
        "confirmed_at": started,
        "create_datetime": started,
        "update_datetime": started,
    }


def load_careers(world: World) -> None:
    """Write the path with its stages, where each agent stands, and what they aim at."""
    competencies = {row.key: row for row in db.session.scalars(select(Competency))}
    path = CareerPath(key="support", name=PATH_NAME)
    path.stages = [
        Stage(
            position=position,
            name=dict(stage.name),
            description=dict(stage.description),
            tenure_months=stage.tenure_months,
            certificates=list(stage.certificates),
            requirements=[
                Requirement(competency=competencies[key], level=level)
                for key, level in stage.levels.items()
            ],
        )
        for position, stage in enumerate(STAGES)
    ]
    db.session.add(path)
    db.session.flush()
    for agent in world.agents:
        stage = path.stages[agent.stage]
        db.session.add(AgentStage(agent_id=agent.id, stage=stage, since=stage_since(agent)))
        if agent.aim is not None:
            db.session.add(GrowthAim(agent_id=agent.id, stage=path.stages[agent.aim]))
        earned = world.today - timedelta(days=SPECIALISTS_CERTIFIED_DAYS)
        for name in STAGES[agent.stage].certificates:
            db.session.add(Certificate(agent_id=agent.id, name=name, earned_on=earned))
    db.session.flush()
