"""What follows from the reviews: coaching plans with their evidence, career stages, objections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from demo.people import DAYS_PER_MONTH
from demo.reviews import default_criteria, notes
from demo.world import AgentProfile, Coaching, Review, Team
from scorecards.estimates import Estimate, estimate_mean

TARGET = 75.0
PLAN_WEEKS = 6
BASELINE_WEEKS = 8
EVIDENCE = 3


@dataclass(frozen=True)
class PlanAction:
    """One thing promised, and when it was done."""

    owner: str
    text: str
    due_on: date
    done_at: datetime | None


@dataclass(frozen=True)
class PlanSession:
    """A coaching conversation, held or to come."""

    starts_at: datetime
    held: bool
    agenda: str
    shared_notes: str
    private_notes: str


@dataclass(frozen=True)
class PlanRecord:
    """A coaching plan. `moments` are (review id, index of its moment)."""

    id: int
    agent: int
    attribute: str
    opened_by: int
    state: str
    baseline: Estimate | None
    target: float
    opened_at: datetime
    due_on: date
    acknowledged_at: datetime | None
    closed_at: datetime | None
    outcome: str
    moments: tuple[tuple[int, int], ...]
    actions: tuple[PlanAction, ...]
    sessions: tuple[PlanSession, ...]


@dataclass(frozen=True)
class Objection:
    """An agent's dispute of one answer."""

    id: int
    review: int
    criterion: str
    agent: int
    reason: str
    state: str
    opened_at: datetime
    due_on: date
    decided_at: datetime | None
    decision: str | None


@dataclass(frozen=True)
class StageDefinition:
    """A step of the path: months of tenure and the level (0-100) asked of competencies."""

    name: Mapping[str, str]
    description: Mapping[str, str]
    tenure_months: int
    certificates: tuple[str, ...]
    levels: Mapping[str, float]


LINES_CERTIFICATE = "Networks and lines"

PATH_NAME = {
    "en": "Support specialist",
    "es": "Especialista de atención",
    "ca": "Especialista d'atenció",
}
STAGES = (
    StageDefinition(
        {"en": "Agent", "es": "Agente", "ca": "Agent"},
        {"en": "Handles everyday matters in all channels.",
         "es": "Atiende los asuntos habituales en todos los canales.",
         "ca": "Atén els assumptes habituals en tots els canals."},
        0, (), {}),
    StageDefinition(
        {"en": "Senior agent", "es": "Agente sénior", "ca": "Agent sènior"},
        {"en": "Takes hard and repeated matters and helps new colleagues.",
         "es": "Se ocupa de los asuntos difíciles y repetidos y ayuda a los nuevos.",
         "ca": "S'ocupa dels assumptes difícils i repetits i ajuda els nous."},
        12, (), {"product_knowledge": 72, "probing": 68, "empathy": 70, "adaptability": 68}),
    StageDefinition(
        {"en": "Specialist", "es": "Especialista", "ca": "Especialista"},
        {"en": "Owns a subject, writes its articles and coaches others in it.",
         "es": "Es responsable de un tema, escribe sus artículos y forma a otros.",
         "ca": "És responsable d'un tema, n'escriu els articles i forma els altres."},
        24, (LINES_CERTIFICATE,),
        {"product_knowledge": 80, "probing": 76, "empathy": 75, "adaptability": 75}),
)  # fmt: skip


def attribute_score(review: Review, attribute: str) -> float | None:
    """The weighted mean (0-100) of a review's answers on an attribute; None if all are N/A."""
    points, weights = 0.0, 0.0
    for criterion in default_criteria():
        answer = review.answers[criterion.key]
        if criterion.competency == attribute and answer is not None:
            span = criterion.maximum - criterion.minimum
            points += criterion.weight * (answer - criterion.minimum) / span
            weights += criterion.weight
    return 100 * points / weights if weights else None


def write_plans(
    agents: Sequence[AgentProfile],
    teams: Sequence[Team],
    reviews: Sequence[Review],
    today: date,
    random: np.random.Generator,
) -> tuple[PlanRecord, ...]:
    """A plan for each agent of the cast who is coached."""
    leads = {team.id: team.lead for team in teams}
    coached = [(agent, agent.coaching) for agent in agents if agent.coaching]
    return tuple(
        _plan(number, agent, coaching, leads[agent.team], reviews, today, random)
        for number, (agent, coaching) in enumerate(coached, 1)
    )


def _plan(
    number: int,
    agent: AgentProfile,
    coaching: Coaching,
    lead: int,
    reviews: Sequence[Review],
    today: date,
    random: np.random.Generator,
) -> PlanRecord:
    opened = datetime.combine(coaching.started_on, time(9, 30), UTC)
    before = [r for r in reviews if r.agent == agent.id and r.submitted_at < opened]
    due = coaching.started_on + timedelta(weeks=PLAN_WEEKS)
    if coaching.state != "closed" and due < today:
        due = today + timedelta(days=5)
    closed = datetime.combine(due, time(15), UTC) if coaching.state == "closed" else None
    return PlanRecord(
        id=number,
        agent=agent.id,
        attribute=coaching.attribute,
        opened_by=lead,
        state=coaching.state,
        baseline=_baseline(before, coaching.attribute, opened),
        target=TARGET,
        opened_at=opened,
        due_on=due,
        acknowledged_at=None if coaching.state == "agreed" else opened + timedelta(hours=5),
        closed_at=closed,
        outcome="Goal looked at together; we keep what works." if closed else "",
        moments=_evidence(before, coaching.attribute),
        actions=_actions(coaching, today),
        sessions=_sessions(coaching, today, random),
    )


def _baseline(before: Sequence[Review], attribute: str, opened: datetime) -> Estimate | None:
    recent = [r for r in before if r.submitted_at >= opened - timedelta(weeks=BASELINE_WEEKS)]
    scores = [score for r in recent if (score := attribute_score(r, attribute)) is not None]
    return estimate_mean(scores)


def _evidence(before: Sequence[Review], attribute: str) -> tuple[tuple[int, int], ...]:
    """The newest two gaps and the newest good example of the attribute."""
    of_attribute = {c.key for c in default_criteria() if c.competency == attribute}
    found = [
        (review.id, index, moment.praise)
        for review in sorted(before, key=lambda r: r.submitted_at, reverse=True)
        for index, moment in enumerate(review.moments)
        if moment.criterion in of_attribute
    ]
    gaps = [(review, index) for review, index, praise in found if not praise][: EVIDENCE - 1]
    good = [(review, index) for review, index, praise in found if praise][:1]
    return tuple(gaps + good)


def _actions(coaching: Coaching, today: date) -> tuple[PlanAction, ...]:
    texts = [("agent", text) for text in notes()["plan_actions"][coaching.attribute]]
    texts.append(("lead", notes()["lead_actions"][0]))
    actions = []
    for index, (owner, text) in enumerate(texts):
        due = coaching.started_on + timedelta(days=7 * (index + 1))
        done = due <= today if coaching.state != "closed" else True
        done_at = datetime.combine(due - timedelta(days=1), time(16), UTC) if done else None
        actions.append(PlanAction(owner, text, due, done_at))
    return tuple(actions)


def _sessions(
    coaching: Coaching, today: date, random: np.random.Generator
) -> tuple[PlanSession, ...]:
    sessions = []
    for index, weeks in enumerate((1, 4)):
        day = coaching.started_on + timedelta(weeks=weeks)
        held = day < today
        sessions.append(
            PlanSession(
                starts_at=datetime.combine(day, time(10 + int(random.integers(6))), UTC),
                held=held,
                agenda="Moments of the plan; what helps; next step",
                shared_notes=notes()["session_notes"][index] if held else "",
                private_notes=notes()["private_notes"][0] if held and index == 0 else "",
            )
        )
    return tuple(sessions)


def stage_since(agent: AgentProfile) -> date:
    """The day on which an agent reached the present stage: when its tenure was served."""
    return agent.hired_on + timedelta(
        days=round(STAGES[agent.stage].tenure_months * DAYS_PER_MONTH)
    )


def write_objections(reviews: Sequence[Review], today: date) -> tuple[Objection, ...]:
    """One open dispute of the demonstration's agent (id 1), and a decided one of somebody else."""
    parts = (
        (1, "open", "I did ask about the router, right at the beginning, before the hold.",
         None),
        (18, "rejected", "There was no time to say more, the queue was full.",
         "The queue explains the haste, but the worry was not answered."),
    )  # fmt: skip
    objections = []
    for number, (agent, state, reason, decision) in enumerate(parts, 1):
        review, criterion = _lowest_answer([r for r in reviews if r.agent == agent])
        opened = review.submitted_at + timedelta(hours=3)
        decided = opened + timedelta(days=2) if decision else None
        objections.append(
            Objection(
                number, review.id, criterion, agent, reason, state, opened,
                opened.date() + timedelta(days=7), decided, decision,
            )
        )  # fmt: skip
    return tuple(objections)


def _lowest_answer(reviews: Sequence[Review]) -> tuple[Review, str]:
    """The lowest scale answer among an agent's ten newest reviews."""
    newest = sorted(reviews, key=lambda review: review.submitted_at)[-10:]
    scales = [c.key for c in default_criteria() if c.kind == "scale"]
    _, review, key = min(
        ((answer, review.id, key), review, key)
        for review in newest
        for key in scales
        if (answer := review.answers[key]) is not None
    )
    return review, key
