"""A list costs as many queries with three rows as with one."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coaching.careers.models import CareerPath, Stage
from core.db import db
from core.jobs.queue import enqueue
from evaluation.review_model.actions import active_model
from evaluation.review_model.models import Flag
from evaluation.sampling.models import Draw
from people.audit import record
from people.models import Agent, Team, User
from tests.coaching.factories import make_draw, make_moment, make_plan, make_review
from tests.evaluation.factories import make_assignment, make_reviewable
from tests.factories import add, make_agent, make_customer, make_interaction, make_team, make_user
from tests.factories import numbers as counter

Adder = Callable[["Floor"], object]


class Floor:
    """A lead, their team with one agent, and somebody who looks at the page."""

    def __init__(self, role: str) -> None:
        self.viewer = make_user(role)
        self.lead = self.viewer if role == "lead" else make_user("lead")
        self.team: Team = make_team(self.lead)
        account: User = self.viewer if role == "agent" else make_user("agent")
        self.agent: Agent = make_agent(team=self.team, user=account)
        self.draw: Draw = make_draw()


def one_in_the_queue(floor: Floor) -> None:
    rubric = floor.draw.plan.rubric
    interaction = make_reviewable(agent=make_agent(team=floor.team), customer=make_customer())
    make_assignment(floor.viewer, interaction=interaction, rubric=rubric)


def one_to_be_picked(floor: Floor) -> None:
    interaction = make_reviewable(agent=make_agent(team=floor.team))
    add(Flag(interaction=interaction, model=active_model(), signal="repeat_contact", strength=0.5))


def one_interaction(floor: Floor) -> None:
    make_interaction(agent=make_agent(team=floor.team), customer=make_customer())


def one_reviewed_agent(floor: Floor) -> None:
    agent = make_agent(team=floor.team)
    for days in range(1, 7):
        make_review(agent, floor.draw, days, probing=40 + days, empathy=70 + days)


def one_own_review(floor: Floor) -> None:
    evaluation = make_review(floor.agent, floor.draw, next(counter) % 40 + 1, probing=50)
    make_moment(evaluation)


def one_plan(floor: Floor) -> None:
    make_plan(make_agent(team=floor.team), floor.lead)


def one_sampling_plan(_floor: Floor) -> None:
    make_draw()


def one_path(_floor: Floor) -> None:
    key = f"path{next(counter)}"
    path = add(CareerPath(key=key, name={"en": key}))
    for position in range(2):
        add(Stage(path=path, position=position, name={"en": f"Stage {position}"}))


def one_person(floor: Floor) -> None:
    make_agent(user=make_user("agent", "evaluator"), team=make_team(floor.lead))


def one_job(_floor: Floor) -> None:
    enqueue("transcripts.transcribe", {"interaction_id": next(counter)}, queue="speech")


def one_event(floor: Floor) -> None:
    record(make_user("admin"), "agent.created", floor.agent)


LISTS = {
    "queue": ("evaluator", "/queue", one_in_the_queue),
    "queue, flagged": ("evaluator", "/queue", one_to_be_picked),
    "interactions": ("qa_lead", "/interactions", one_interaction),
    "team": ("lead", "/team", one_reviewed_agent),
    "scorecard": ("agent", "/scorecard", one_own_review),
    "board, plans": ("lead", "/coaching", one_plan),
    "board, gaps": ("lead", "/coaching", one_reviewed_agent),
    "rubrics": ("qa_lead", "/rubrics", one_sampling_plan),
    "sampling": ("qa_lead", "/sampling", one_sampling_plan),
    "paths": ("hr", "/paths", one_path),
    "people": ("admin", "/people", one_person),
    "jobs": ("admin", "/jobs", one_job),
    "audit": ("admin", "/audit", one_event),
}


def statements_of(app: Flask, client: FlaskClient, path: str, statements: list[str]) -> list[str]:
    """The queries of the second visit: the first may compute what is then remembered."""
    for _ in range(2):
        db.session.commit()
        statements.clear()
        with app.app_context():  # a context, and with it a database session, of its own
            response = client.get(path)
        assert response.status_code == 200
    return list(statements)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_as_many_queries_with_three_rows_as_with_one(
    app: Flask, sign_in, count_queries: list[str], name: str
) -> None:
    role, path, add_one = LISTS[name]
    floor = Floor(role)
    add_one(floor)
    db.session.commit()
    client = sign_in(floor.viewer)
    with_one = statements_of(app, client, path, count_queries)
    for _ in range(2):
        add_one(floor)
    with_three = statements_of(app, client, path, count_queries)
    assert len(with_one) > 0
    assert len(with_three) == len(with_one), added(with_one, with_three)


def added(before: list[str], after: list[str]) -> str:
    """The statements that came on top."""
    left = list(before)
    for statement in after:
        if statement in left:
            left.remove(statement)
        else:
            return f"{len(before)} queries became {len(after)}; new among them: {statement[:300]}"
    return f"{len(before)} queries became {len(after)}"
