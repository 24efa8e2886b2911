from collections.abc import Iterator

import pytest
from flask import Flask
from flask_security import verify_password
from sqlalchemy import select

from app import create_app
from coaching.careers.models import AgentStage, GrowthAim, Stage
from coaching.models import Plan
from core.db import Base, db
from core.jobs.models import Job
from core.settings import read_settings
from demo.cli import LOGINS
from demo.load import Loaded, load
from demo.load_people import PASSWORD
from demo.simulate import World
from evaluation.actions import score_so_far
from evaluation.models import Dispute, Evaluation, Moment
from evaluation.queries import queue_of
from evaluation.rubrics.queries import whole_version
from evaluation.sampling.models import Assignment, Draw
from evaluation.sampling.proving import prove
from people.models import Agent, User
from tests.rows import count
from transcripts.models import READY, RECEIVED, Interaction, Turn


def user(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()


@pytest.fixture(scope="module")
def loaded(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The loaded world, for tests that only read: writing it takes seconds."""
    folder = tmp_path_factory.mktemp("centre")
    app = create_app(read_settings({"RUBRICA_DATA": str(folder)}))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        result = load(world)
        db.session.commit()
        yield result
        db.session.remove()
        db.engine.dispose()


def test_everything_arrives(world: World, loaded: Loaded) -> None:
    assert loaded == Loaded(
        contacts=len(world.contacts),
        reviews=len(world.reviews),
        waiting=sum(not task.done for task in world.tasks),
        recordings=7,
    )
    assert count(Interaction) == len(world.contacts) + 7 + 2
    assert count(Turn) == sum(len(contact.said) for contact in world.contacts) + 10
    calibrated = world.calibrations
    assert [len(each.reviews) for each in calibrated] == [30, 4]
    assert count(Evaluation) == len(world.reviews) + sum(len(s.reviews) for s in calibrated)
    assert count(Assignment) == len(world.tasks) + sum(len(s.tasks) for s in calibrated)
    assert count(Moment) == sum(len(review.moments) for review in world.reviews)
    assert count(Plan) == len(world.plans)
    assert count(Dispute) == len(world.objections)
    assert count(AgentStage) == count(Agent) == 24
    assert count(GrowthAim) == sum(agent.aim is not None for agent in world.agents)
    assert count(Stage) == 3


def test_one_can_sign_in_in_every_role(loaded: Loaded) -> None:
    for email in LOGINS.values():
        assert verify_password(PASSWORD, user(email).password)
    roles = [role for email in LOGINS.values() for role in user(email).role_names]
    assert sorted(roles) == ["admin", "agent", "evaluator", "hr", "lead", "qa_lead"]


def test_the_lead_leads_the_team_of_the_agent(loaded: Loaded) -> None:
    agent = user("agent@demo.test").agent
    assert agent is not None
    assert user("lead@demo.test").led_teams == [agent.team]


def test_every_row_says_that_it_is_simulated(loaded: Loaded) -> None:
    assert set(db.session.scalars(select(Interaction.simulated))) == {True}


def test_every_draw_can_be_proved_again(loaded: Loaded) -> None:
    assert all(prove(draw).holds for draw in db.session.scalars(select(Draw)))


def test_stored_scores_are_what_the_rubric_gives(loaded: Loaded) -> None:
    version = None
    for evaluation in db.session.scalars(select(Evaluation).order_by(Evaluation.id).limit(40)):
        version = version or whole_version(evaluation.version_id)
        score = score_so_far(evaluation, version)
        assert evaluation.quality == pytest.approx(score.quality)
        assert evaluation.speed == pytest.approx(score.speed)
        assert evaluation.composite == pytest.approx(score.composite)
        for rating in evaluation.ratings:
            assert rating.points == score.criterion_points.get(rating.criterion.key)


def test_the_rubric_in_use_is_frozen(loaded: Loaded) -> None:
    evaluation = db.session.scalars(select(Evaluation).limit(1)).one()
    assert evaluation.version.is_frozen


def test_the_evaluator_finds_work_with_its_reason(loaded: Loaded, world: World) -> None:
    waiting = queue_of(user("evaluator@demo.test"))
    drawn = [row for row in waiting if row.pick != "calibration"]
    assert (len(drawn) >= 4, len(waiting) - len(drawn)) == (True, 2)
    for assignment in drawn:
        assert assignment.interaction.state == READY
        assert 0 < assignment.inclusion_probability <= 1
        assert bool(assignment.reason) == (assignment.pick == "risk")


def test_second_reviews_know_their_first(loaded: Loaded) -> None:
    doubles = db.session.scalars(select(Assignment).where(Assignment.pick == "double")).all()
    assert doubles
    for row in doubles:
        assert row.double_of.interaction_id == row.interaction_id
        assert row.double_of.evaluator_id != row.evaluator_id


def test_moments_quote_the_turn_they_point_to(loaded: Loaded) -> None:
    moment = db.session.scalars(select(Moment).order_by(Moment.id).limit(1)).one()
    turns = moment.evaluation.interaction.transcript.turns
    assert turns[moment.turn_position].text == moment.quote


def test_recorded_calls_wait_for_their_transcription(loaded: Loaded) -> None:
    calls = db.session.scalars(select(Interaction).where(Interaction.state == RECEIVED)).all()
    assert len(calls) == 7
    assert count(Job) >= 7
    kyle = next(c for c in calls if c.recordings[0].filename == "internet_bill_weak.ogg")
    assert kyle.agent is not None
    assert kyle.agent.name == "Kyle Turner"
    assert kyle.uploaded_by_id == user("evaluator@demo.test").id


def test_one_recorded_call_is_the_third_contact_of_its_case(loaded: Loaded) -> None:
    calls = db.session.scalars(select(Interaction).where(Interaction.state == RECEIVED)).all()
    call = next(c for c in calls if c.recordings[0].filename == "internet_router_repeat.ogg")
    assert [contact.channel for contact in call.case.interactions] == ["web", "chat", "voice"]
    assert call.is_repeat
    assert call.case.interactions[1].after_failed_self_service


@pytest.mark.database
def test_new_rows_get_new_ids(app: Flask, world: World) -> None:
    load(world, with_recordings=False)
    agent = Agent(name="Somebody New")
    db.session.add(agent)
    db.session.flush()
    assert agent.id == 25
