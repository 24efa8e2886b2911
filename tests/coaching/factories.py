"""Reviews, gaps and plans for the tests of the coaching room."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from coaching.models import Action, Plan, PlanMoment, Session
from core.clock import now
from core.db import db
from evaluation.models import RELEASED, Evaluation, Moment, Rating
from evaluation.rubrics.models import Competency, Criterion, Rubric, RubricVersion, Section
from evaluation.sampling.models import Assignment, Draw, SamplingPlan
from people.models import Agent, Team, User
from tests.factories import add, make_agent, make_interaction, make_team, make_user, numbers

LEVELS = (40, 50, 45, 55, 50, 35, 45, 50, 60, 46, 45, 55)


def make_competency(key: str = "probing", **values: Any) -> Competency:
    """The competency with this key, made when it is not there yet."""
    found = db.session.scalar(select(Competency).where(Competency.key == key))
    name = {"en": key.replace("_", " ").capitalize()}
    return found or add(Competency(**{"key": key, "name": name} | values))


def make_draw() -> Draw:
    """A draw over a rubric with one question for each of two competencies."""
    n = next(numbers)
    rubric = add(Rubric(key=f"r{n}", name={"en": "R"}))
    version = add(RubricVersion(rubric=rubric, number=1, quality_weight=80, speed_weight=20))
    section = add(Section(version=version, key="s", position=0, name={"en": "S"}, weight=100))
    for position, key in enumerate(("probing", "empathy")):
        competency = make_competency(key, position=position)
        criterion = Criterion(
            section=section,
            competency=competency,
            key=key,
            position=position,
            kind="scale",
            name={"en": f"Question of {key}"},
            weight=50,
        )
        add(criterion)
    plan = add(SamplingPlan(name=f"Plan {n}", rubric=rubric, per_agent=3, frame={}))
    today = now().date()
    values = {"period_start": today - timedelta(90), "period_end": today}
    return add(Draw(plan=plan, seed=1, design="srs", frame_hash="0" * 64, frame_size=9, **values))


def make_review(agent: Agent, draw: Draw, days_ago: float, **points: float) -> Evaluation:
    """A released review, drawn with probability 1/2; ``points`` are 0-100 by competency key."""
    at = now() - timedelta(days=days_ago)
    rubric = draw.plan.rubric
    interaction = make_interaction(agent=agent, started_at=at)
    evaluator = make_user("evaluator")
    assignment = Assignment(
        interaction=interaction,
        evaluator=evaluator,
        rubric=rubric,
        draw=draw,
        pick="random",
        inclusion_probability=0.5,
        state="submitted",
        due_on=at.date(),
    )
    evaluation = add(
        Evaluation(
            assignment=add(assignment),
            interaction=interaction,
            agent=agent,
            evaluator=evaluator,
            version=rubric.versions[0],
            state=RELEASED,
            interaction_at=at,
            quality=50,
            released_at=at,
        )
    )
    criteria = {c.key: c for c in rubric.versions[0].sections[0].criteria}
    for key, value in points.items():
        add(Rating(evaluation=evaluation, criterion=criteria[key], value=1, points=value / 100))
    return evaluation


def make_moment(evaluation: Evaluation, key: str = "probing", **values: Any) -> Moment:
    """A moment of one question of a review."""
    criteria = {c.key: c for c in evaluation.version.sections[0].criteria}
    defaults = {"criterion": criteria[key], "start": 12.5, "end": 17.0, "note": "a moment"}
    return add(Moment(**defaults | values, evaluation=evaluation))


def make_gap(agent: Agent, draw: Draw | None = None, key: str = "probing") -> list[Evaluation]:
    """Twelve released reviews that put one competency surely below 75."""
    draw = draw or make_draw()
    return [make_review(agent, draw, 2 + n, **{key: level}) for n, level in enumerate(LEVELS)]


def make_plan(agent: Agent, opened_by: User, **values: Any) -> Plan:
    """A plan about probing with one action of each side, a session and both kinds of notes."""
    today = now().date()
    defaults: dict[str, Any] = {
        "competency": make_competency(),
        "title": "Ask first",
        "target": 75,
        "due_on": today + timedelta(28),
        "baseline": 47.5,
        "baseline_low": 42.0,
        "baseline_high": 53.0,
        "baseline_reviews": 12,
    }
    plan = add(Plan(**defaults | values, agent=agent, opened_by=opened_by))
    for owner in ("agent", "lead"):
        add(Action(plan=plan, owner=owner, text=f"step of the {owner}", due_on=today))
    add(
        Session(
            plan=plan,
            starts_at=now() + timedelta(2),
            agenda="agenda of the talk",
            shared_notes="what both keep",
            private_notes="for the lead alone",
        )
    )
    return plan


def show_in_plan(plan: Plan, moment: Moment) -> PlanMoment:
    """Let a plan show a moment as evidence."""
    return add(PlanMoment(plan=plan, moment=moment, position=len(plan.moments)))


class Floor:
    """One team with its lead and an agent who has an account, and people who look on."""

    def __init__(self) -> None:
        self.lead = make_user("lead", name="Lena Lead")
        self.team: Team = make_team(self.lead)
        self.user = make_user("agent", name="Ari Agent")
        self.agent = make_agent(team=self.team, user=self.user, name="Ari Agent")
        self.hr = make_user("hr")
        self.admin = make_user("admin")
        self.qa_lead = make_user("qa_lead")
        self.outsider = make_user("lead")
        self.other_agent = make_agent(team=make_team(self.outsider), name="Olga Other")
