"""An invented centre of any size, written quickly, for benches and for trying pages on.

A centre with more interactions has more people, and each of them the same work: a team has eight
agents, each agent thirty picks in half a year, each evaluator about twenty open reviews. So a page
about one person or one team has as much to show in a large centre as in a small one, and whatever
it takes longer there is what the size of the tables costs.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from bench.world_reviews import review_rows
from core.bulk import write
from core.clock import now
from core.db import Base, db
from evaluation.rubrics.actions import install_default_rubric
from evaluation.sampling.models import OPEN, Assignment
from evaluation.speed import refit_norm
from people.models import Agent, Role, Team, User, team_leads, user_roles
from people.permissions import ADMIN, AGENT, EVALUATOR, HR, LEAD, QA_LEAD, ROLES
from transcripts.models import READY, Case, Customer, Interaction, Source, Transcript, Turn

AGENTS_PER_TEAM = 8
INTERACTIONS_PER_TEAM = 1667
FEWEST_TEAMS = 3
DAYS = 182
CHANNELS = ("chat", "email", "chat", "sms")
REASONS = ("billing", "no connection", "cancellation", "delivery", "refund")
SAID = (
    ("customer", "Hello, my last bill is eleven euros higher than usual and I do not know why."),
    ("agent", "I am sorry about that. May I have the postcode and the last letters of the order?"),
    ("customer", "Of course, it is on the letter. I wrote two weeks ago and nobody answered."),
    ("agent", "Then you have waited long enough. I see a fee that should not be there."),
    ("customer", "So will it be taken off, and do I have to do anything?"),
    ("agent", "It is off now, and you will see it on the next bill. Is there anything else?"),
)


@dataclass(frozen=True)
class World:
    """Where to look: ids of one row of each kind that has something to show."""

    evaluator: int
    lead: int
    qa_lead: int
    admin: int
    hr: int
    agent_user: int
    agent: int
    interaction: int
    assignment: int
    evaluation: int


@dataclass(frozen=True)
class Size:
    """How many of what a centre with so many interactions has."""

    interactions: int

    @property
    def teams(self) -> int:
        return max(FEWEST_TEAMS, round(self.interactions / INTERACTIONS_PER_TEAM))

    @property
    def agents(self) -> int:
        return self.teams * AGENTS_PER_TEAM

    @property
    def evaluators(self) -> int:
        return max(1, self.agents // 5)


def fill(
    interactions: int, password: str | None = None, seed: int = 1, *, turns_of_open: bool = False
) -> World:
    """Fill an empty database that has its tables, and commit.

    ``password`` is the hash that every user gets. At least 300 interactions make every page full.
    With ``turns_of_open`` only what waits to be reviewed has words, which saves most of the time.
    """
    size = Size(interactions)
    moment = now().replace(microsecond=0)
    users = add_people(size, password, moment.date())
    version = install_default_rubric()
    db.session.flush()
    add_customers(interactions)
    contacts = list(contact_rows(size, moment, users["uploader"]))
    write(Interaction.__table__, contacts)
    refit_norm()
    evaluators = range(users["evaluator"], users["evaluator"] + size.evaluators)
    leads = {team: users["lead"] + team - 1 for team in range(1, size.teams + 1)}
    found = review_rows(contacts, version, evaluators, leads, moment, seed)
    waiting = {row["interaction_id"] for row in found.rows[Assignment.__table__]
               if row["state"] == OPEN}  # fmt: skip
    spoken = [c for c in contacts if c["id"] in waiting] if turns_of_open else contacts
    write(Transcript.__table__, ({"id": c["id"], "interaction_id": c["id"]} for c in spoken))
    write(Turn.__table__, turn_rows(spoken))
    for table, rows in found.rows.items():
        write(table, rows)
    db.session.commit()
    return World(
        evaluator=users["evaluator"],
        lead=users["lead"],
        qa_lead=users["qa_lead"],
        admin=users["admin"],
        hr=users["hr"],
        agent_user=users["agent"],
        agent=1,
        interaction=len(contacts),
        assignment=found.open_assignment,
        evaluation=found.evaluation,
    )


def add_people(size: Size, password: str | None, today: date) -> dict[str, int]:
    """Write users, teams and agents; return the first user's id by role."""
    numbers = count(1)
    first: dict[str, int] = {}
    users: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    roles = role_ids()
    wanted = {
        LEAD: size.teams, QA_LEAD: 1, ADMIN: 1, HR: 1, EVALUATOR: size.evaluators,
        AGENT: size.agents,
    }  # fmt: skip
    for role, people in wanted.items():
        for position in range(people):
            number = next(numbers)
            first.setdefault(role, number)
            users.append(user_row(number, role, position, password))
            links.append({"user_id": number, "role_id": roles[role]})
    write(User.__table__, users)
    write(user_roles, links)
    teams = range(1, size.teams + 1)
    write(Team.__table__, ({"id": n, "name": f"Team {n}"} for n in teams))
    write(team_leads, ({"team_id": n, "user_id": first[LEAD] + n - 1} for n in teams))
    write(Agent.__table__, (agent_row(n, size, first[AGENT], today) for n in range(size.agents)))
    return first | {"uploader": first[QA_LEAD]}


def role_ids() -> dict[str, int]:
    known = set(db.session.scalars(select(Role.name)))
    db.session.add_all(Role(name=name) for name in ROLES if name not in known)
    db.session.flush()
    return {role.name: role.id for role in db.session.scalars(select(Role))}


def user_row(number: int, role: str, position: int, password: str | None) -> dict[str, Any]:
    return {
        "id": number,
        "email": f"{role}{position or ''}@example.org",
        "name": f"{role.replace('_', ' ').capitalize()} {position + 1}",
        "fs_uniquifier": uuid.uuid4().hex,
        "password": password,
        "active": True,
    }


def agent_row(index: int, size: Size, first_user: int, today: date) -> dict[str, Any]:
    return {
        "id": index + 1,
        "name": f"Agent {index + 1}",
        "external_ref": f"agent-{index + 1}",
        "team_id": index % size.teams + 1,
        "user_id": first_user + index,
        "hired_on": today - timedelta(days=200 + 37 * (index % 30)),
    }


def add_customers(interactions: int) -> None:
    """Write a source, a customer for each two interactions, and a case for each customer."""
    write(Source.__table__, [{"id": 1, "name": "Bench", "simulated": True}])
    numbers = range(1, interactions // 2 + 2)
    write(Customer.__table__, ({"id": n, "external_ref": f"customer-{n}"} for n in numbers))
    write(Case.__table__, ({"id": n, "customer_id": n, "reason": "billing"} for n in numbers))


def contact_rows(size: Size, moment: datetime, uploader: int) -> Iterator[dict[str, Any]]:
    """The interactions, oldest first, each agent's in turn."""
    step = timedelta(days=DAYS) / size.interactions
    for index in range(size.interactions):
        yield {
            "id": index + 1,
            "source_id": 1,
            "external_id": f"contact-{index + 1}",
            "channel": CHANNELS[index % len(CHANNELS)],
            "state": READY,
            "agent_id": index % size.agents + 1,
            "customer_id": index // 2 + 1,
            "case_id": index // 2 + 1,
            "uploaded_by_id": uploader,
            "subject": "The bill is too high",
            "reason": REASONS[index % len(REASONS)],
            "outcome": "solved",
            "language": "en",
            "started_at": moment - timedelta(days=DAYS) + step * index,
            "duration_seconds": 240.0 + index * 7 % 200,
            "handle_seconds": 260.0 + index * 11 % 220,
            "is_repeat": index % 2 == 1,
            "simulated": True,
        }


def turn_rows(contacts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for contact in contacts:
        for position, (speaker, text) in enumerate(SAID):
            yield {
                "transcript_id": contact["id"],
                "position": position,
                "speaker": speaker,
                "start": 40.0 * position,
                "end": 40.0 * position + 25,
                "text": text,
            }


def make_tables() -> None:
    """Make every table in an empty database."""
    Base.metadata.create_all(db.engine)
