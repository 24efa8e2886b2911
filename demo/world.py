"""What the simulation makes: plain records of invented people and their months. Nothing is real.

Every `id` is the row's id in a fresh demonstration database, so records name each other by id.
Times are UTC; levels are 0-4 as on the default rubric's scale; skills are 0-100.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

ATTRIBUTES = ("product_knowledge", "probing", "empathy", "adaptability")


@dataclass(frozen=True)
class Person:
    """Somebody who signs in. ``language``: chosen by them; else their browser's."""

    id: int
    email: str
    name: str
    roles: tuple[str, ...]
    language: str | None = None


@dataclass(frozen=True)
class Team:
    """A team, the company it answers for, and the user who leads it."""

    id: int
    name: str
    company: str
    reasons: tuple[str, ...]
    lead: int


@dataclass(frozen=True)
class Coaching:
    """When somebody was coached on what, and what it truly did (points 0-100)."""

    attribute: str
    started_on: date
    effect: float
    state: str


@dataclass(frozen=True)
class AgentProfile:
    """An agent as they truly are: the simulation knows, the platform has to find out.

    `skills` are the true means at the start; `trend` points a month; `pace` the true ratio of
    handle time to what is expected; `verifies` how often identity is checked.
    """

    id: int
    name: str
    team: int
    user: int
    hired_on: date
    languages: tuple[str, ...]
    skills: Mapping[str, float]
    trend: Mapping[str, float]
    pace: float
    verifies: float
    stage: int
    aim: int | None
    coaching: Coaching | None


@dataclass(frozen=True)
class Evaluator:
    """An evaluator's user id, and by how many points (0-100) they score above the others."""

    user: int
    severity: float


@dataclass(frozen=True)
class CustomerProfile:
    """An invented customer."""

    id: int
    reference: str
    name: str
    language: str


@dataclass(frozen=True)
class CaseRecord:
    """One matter of one customer."""

    id: int
    reference: str
    customer: int
    reason: str
    opened_at: datetime


@dataclass(frozen=True)
class Said:
    """One turn; `start` and `end` in seconds from the beginning of the contact."""

    speaker: str
    text: str
    start: float = 0.0
    end: float = 0.0


@dataclass(frozen=True)
class Contact:
    """One interaction. `levels` is what can truly be seen of each attribute, `shows` in which turn.

    `agent` is None for self-service. `verified` is None where identity need not be checked.
    """

    id: int
    case: int
    customer: int
    agent: int | None
    channel: str
    language: str
    reason: str
    subject: str
    complexity: str
    outcome: str
    started_at: datetime
    duration_seconds: float
    handle_seconds: float | None
    is_repeat: bool
    after_failed_self_service: bool
    csat: int | None
    said: tuple[Said, ...]
    levels: Mapping[str, int] = field(default_factory=dict)
    shows: Mapping[str, int] = field(default_factory=dict)
    verified: bool | None = None
    honest: bool = True
    expected_seconds: float | None = None


@dataclass(frozen=True)
class Task:
    """A review to be done: who does it, why it was picked and with what chance."""

    id: int
    contact: int
    evaluator: int
    draw: int
    pick: str
    reason: str
    probability: float | None
    due_on: date
    created_at: datetime
    done: bool
    double_of: int | None = None


@dataclass(frozen=True)
class Noted:
    """A moment that an evaluator marked."""

    criterion: str
    turn: int
    note: str
    praise: bool


@dataclass(frozen=True)
class Review:
    """One evaluator's answers by criterion key; None is "not applicable"."""

    id: int
    task: int
    contact: int
    agent: int
    evaluator: int
    submitted_at: datetime
    seconds_spent: float
    answers: Mapping[str, float | None]
    moments: tuple[Noted, ...]
    summary: str
    acknowledged: bool
