"""The judgement in an invented centre: draws, assignments, reviews, moments, plans."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from coaching.models import Action, Plan, PlanMoment, Session
from evaluation.models import RELEASED, Evaluation, Moment, Rating
from evaluation.review_model.models import Flag, ReviewModel
from evaluation.rubrics.adapters import criteria_of, spec_of
from evaluation.rubrics.models import Criterion, RubricVersion
from evaluation.sampling.models import OPEN, SUBMITTED, Assignment, Draw, SamplingPlan
from evaluation.scoring import Answer, score_evaluation

PICKS_PER_AGENT = 30
OPEN_PER_AGENT = 4
FLAGGED_EVERY = 20
AGENTS_PER_PLAN = 4
PLAN_STATES = ("agreed", "in_progress", "follow_up", "closed")


@dataclass
class Reviews:
    """Rows by table, in the order in which foreign keys let them be written."""

    rows: dict[Any, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    open_assignment: int = 0
    evaluation: int = 0

    def add(self, model: Any, **values: Any) -> int:
        rows = self.rows[model.__table__]
        rows.append({"id": len(rows) + 1} | values)
        return len(rows)


def review_rows(
    contacts: Sequence[Mapping[str, Any]],
    version: RubricVersion,
    evaluators: Sequence[int],
    leads: Mapping[int, int],
    moment: datetime,
    seed: int,
) -> Reviews:
    """Pick, review and coach on ``contacts``; ``leads`` are user ids by team."""
    found = Reviews()
    for table in (ReviewModel, Flag, SamplingPlan, Draw, Assignment, Evaluation, Rating, Moment):
        found.rows[table.__table__] = []
    add_flags(found, contacts)
    draw = add_draw(found, version, len(contacts), moment)
    writer = Writer(found, version, np.random.default_rng(seed))
    for agent, own in by_agent(contacts).items():
        places = np.linspace(0, len(own) - 1, min(PICKS_PER_AGENT, len(own))).round().astype(int)
        for order, place in enumerate(dict.fromkeys(places.tolist())):
            is_open = order >= len(places) - OPEN_PER_AGENT
            probability = min(1.0, PICKS_PER_AGENT / len(own))
            evaluator = evaluators[(agent + order) % len(evaluators)]
            assignment = assign(found, draw, own[place], evaluator, probability, is_open, moment)
            if not is_open:
                writer.review(assignment, own[place], agent)
    first = found.rows[Assignment.__table__]
    mine = [row for row in first if row["evaluator_id"] == evaluators[0]]
    found.open_assignment = next(row["id"] for row in mine if row["state"] == OPEN)
    ones = [row for row in found.rows[Evaluation.__table__] if row["agent_id"] == 1]
    found.evaluation = ones[-1]["id"]
    add_plans(found, version, leads, moment)
    return found


def by_agent(contacts: Sequence[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for contact in contacts:
        found[contact["agent_id"]].append(contact)
    return found


def add_flags(found: Reviews, contacts: Sequence[Mapping[str, Any]]) -> None:
    model = found.add(ReviewModel, name="Bench", version="1", kind="rules", active=True)
    for contact in contacts[::FLAGGED_EVERY]:
        evidence = [{"turn": 2, "start": 80.0, "quote": "nobody answered"}]
        found.add(
            Flag, interaction_id=contact["id"], model_id=model, signal="repeat_contact",
            strength=0.5, evidence=evidence,
        )  # fmt: skip


def add_draw(found: Reviews, version: RubricVersion, size: int, moment: datetime) -> int:
    plan = found.add(SamplingPlan, name="Weekly", rubric_id=version.rubric_id, frame={"days": 7})
    return found.add(
        Draw, plan_id=plan, period_start=moment.date() - timedelta(days=182),
        period_end=moment.date(), seed=1, design="bench", frame_hash="0" * 64, frame_size=size,
    )  # fmt: skip


def assign(
    found: Reviews,
    draw: int,
    contact: Mapping[str, Any],
    evaluator: int,
    probability: float,
    is_open: bool,
    moment: datetime,
) -> int:
    rubric = found.rows[SamplingPlan.__table__][0]["rubric_id"]
    due = moment if is_open else contact["started_at"] + timedelta(days=7)
    return found.add(
        Assignment, interaction_id=contact["id"], evaluator_id=evaluator, rubric_id=rubric,
        draw_id=draw, pick="random", reason="", inclusion_probability=probability,
        state=OPEN if is_open else SUBMITTED, due_on=due.date() + timedelta(days=contact["id"] % 5),
    )  # fmt: skip


class Writer:
    """Writes reviews: answers by the agent's skill in each competency, scored as the house does."""

    def __init__(self, found: Reviews, version: RubricVersion, random: np.random.Generator) -> None:
        self.found = found
        self.version = version
        self.spec = spec_of(version)
        self.criteria = criteria_of(version)
        self.random = random
        self.skills: dict[tuple[int, int | None], float] = {}

    def answer(self, criterion: Criterion, agent: int) -> float:
        key = (agent, criterion.competency_id)
        if key not in self.skills:
            self.skills[key] = float(self.random.normal(0.72, 0.08))
        if criterion.kind == "yes_no":
            return float(self.random.random() < 0.97)
        level = self.random.normal(self.skills[key], 0.18) * criterion.maximum
        return float(np.clip(round(level), criterion.minimum, criterion.maximum))

    def review(self, assignment: int, contact: Mapping[str, Any], agent: int) -> None:
        values = {c.key: self.answer(c, agent) for c in self.criteria if c.kind != "text"}
        answers = {key: Answer(value, False) for key, value in values.items()}
        score = score_evaluation(self.spec, answers, contact["handle_seconds"] / 340)
        done = contact["started_at"] + timedelta(days=3)
        row = self.found.rows[Assignment.__table__][assignment - 1]
        evaluation = self.found.add(
            Evaluation, assignment_id=assignment, interaction_id=contact["id"], agent_id=agent,
            evaluator_id=row["evaluator_id"], version_id=self.version.id, state=RELEASED,
            interaction_at=contact["started_at"], quality=score.quality, speed=score.speed,
            composite=score.composite, unadjusted=score.unadjusted,
            critical_failed=list(score.critical_failed), seconds_spent=300.0, submitted_at=done,
            released_at=done, summary="Thank you for the patience shown here.",
        )  # fmt: skip
        for criterion in self.criteria:
            if criterion.key in values:
                self.found.add(
                    Rating, evaluation_id=evaluation, criterion_id=criterion.id,
                    value=values[criterion.key], points=score.criterion_points[criterion.key],
                )  # fmt: skip
        for number, criterion in enumerate(self.criteria[:2]):
            self.found.add(
                Moment, evaluation_id=evaluation, criterion_id=criterion.id, turn_position=number,
                start=40.0 * number, end=40.0 * number + 25, quote="I see a fee",
                note="Found the cause at once." if number else "Could ask first.",
                praise=bool(number), client_key=f"m{number}",
            )  # fmt: skip


def add_plans(
    found: Reviews, version: RubricVersion, leads: Mapping[int, int], moment: datetime
) -> None:
    """A plan for every fourth agent, with two moments of theirs, an action and a session."""
    competency = criteria_of(version)[0].competency_id
    moments: dict[int, list[int]] = defaultdict(list)
    agents = {row["id"]: row["agent_id"] for row in found.rows[Evaluation.__table__]}
    for row in found.rows[Moment.__table__]:
        moments[agents[row["evaluation_id"]]].append(row["id"])
    for number, agent in enumerate(sorted(moments)[::AGENTS_PER_PLAN]):
        due = moment.date() + timedelta(days=20 + number % 9)
        lead = leads[(agent - 1) % len(leads) + 1]
        plan = found.add(
            Plan, agent_id=agent, competency_id=competency, opened_by_id=lead, due_on=due,
            state=PLAN_STATES[number % 4], title="Ask before answering", baseline=61.0,
            baseline_low=52.0, baseline_high=69.0, baseline_reviews=12, target=75.0,
        )  # fmt: skip
        for position, shown in enumerate(moments[agent][:2]):
            found.add(PlanMoment, plan_id=plan, moment_id=shown, position=position)
        found.add(Action, plan_id=plan, owner="agent", text="Listen to three calls", due_on=due)
        found.add(Session, plan_id=plan, starts_at=moment + timedelta(days=3), agenda="The calls")
