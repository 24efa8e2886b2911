"""A model of people who review: what they see is true up to their severity and their own noise."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from demo.world import ATTRIBUTES, Contact, Evaluator, Noted, Review, Task
from evaluation.rubrics import schema

NOISE = 0.4
"""Standard deviation, in levels, of one answer around what the evaluator should have answered."""
POINTS_PER_LEVEL = 25.0
ACKNOWLEDGED_SHARE = 0.8
MEDIAN_SECONDS = 400.0
NOTES = Path(__file__).with_name("notes.json")


@cache
def notes() -> dict[str, Any]:
    """What reviewers and coaches write, by competency."""
    return json.loads(NOTES.read_text(encoding="utf-8"))


@cache
def default_criteria() -> tuple[schema.Criterion, ...]:
    """All questions of the shipped rubric."""
    document = json.loads(schema.DEFAULT_RUBRIC.read_text(encoding="utf-8"))
    return tuple(
        criterion
        for section in schema.rubric_from_json(document).sections
        for criterion in section.criteria
    )


def write_reviews(
    tasks: Sequence[Task],
    contacts: Mapping[int, Contact],
    evaluators: Sequence[Evaluator],
    today: date,
    random: np.random.Generator,
) -> tuple[Review, ...]:
    """The reviews of all tasks that are done."""
    severity = {evaluator.user: evaluator.severity for evaluator in evaluators}
    end = datetime.combine(today, time.min, UTC)
    reviews: list[Review] = []
    for task in tasks:
        if task.done:
            contact = contacts[task.contact]
            number = len(reviews) + 1
            reviews.append(_review(number, task, contact, severity[task.evaluator], end, random))
    return tuple(reviews)


def _review(
    number: int,
    task: Task,
    contact: Contact,
    severity: float,
    end: datetime,
    random: np.random.Generator,
) -> Review:
    answers = {c.key: _answer(c, contact, severity, random) for c in default_criteria()}
    waited = timedelta(hours=float(random.uniform(2, 24 * 6)))
    if contact.agent is None:
        raise ValueError(f"contact {contact.id} has no agent to review")
    return Review(
        id=number,
        task=task.id,
        contact=contact.id,
        agent=contact.agent,
        evaluator=task.evaluator,
        submitted_at=min(
            task.created_at + waited, end - timedelta(hours=float(random.uniform(1, 30)))
        ),
        seconds_spent=round(MEDIAN_SECONDS * float(np.exp(random.normal(0, 0.35))), 1),
        answers=answers,
        moments=_moments(contact, answers, random),
        summary=_summary(answers, random) if random.random() < 0.6 else "",
        acknowledged=bool(random.random() < ACKNOWLEDGED_SHARE),
    )


def _answer(
    criterion: schema.Criterion, contact: Contact, severity: float, random: np.random.Generator
) -> float | None:
    if criterion.competency == "compliance":
        met = contact.verified if criterion.key == "identity_verified" else contact.honest
        return None if met is None else float(met)
    seen = contact.levels[criterion.competency or "empathy"] + severity / POINTS_PER_LEVEL
    if criterion.key == "complete_solution":
        seen += {"resolved": 0.5, "unresolved": -0.7}.get(contact.outcome, 0.0)
    answer = np.rint(seen + random.normal(0, NOISE))
    return float(np.clip(answer, criterion.minimum, criterion.maximum))


def _moments(
    contact: Contact, answers: Mapping[str, float | None], random: np.random.Generator
) -> tuple[Noted, ...]:
    """The weakest and the strongest attribute, where weak or strong enough to talk about."""
    by_attribute: dict[str, tuple[str, float]] = {}
    for criterion in default_criteria():
        answer = answers[criterion.key]
        if criterion.competency in ATTRIBUTES and answer is not None:
            by_attribute.setdefault(criterion.competency, (criterion.key, answer))
    ranked = sorted(by_attribute.items(), key=lambda item: item[1][1])
    found: list[Noted] = []
    attribute, (key, answer) = ranked[-1]
    if answer >= 3 and random.random() < 0.75:
        found.append(_noted(attribute, key, contact, True, random))
    attribute, (key, answer) = ranked[0]
    if answer <= 2 and random.random() < 0.9:
        found.append(_noted(attribute, key, contact, False, random))
    if contact.verified is False:
        found.append(_noted("compliance", "identity_verified", contact, False, random))
    return tuple(found)


def _noted(
    attribute: str, key: str, contact: Contact, praise: bool, random: np.random.Generator
) -> Noted:
    choices = notes()[attribute]["praise" if praise else "gap"]
    note = choices[int(random.integers(len(choices)))]
    return Noted(key, contact.shows.get(attribute, 0), note, praise)


def _summary(answers: Mapping[str, float | None], random: np.random.Generator) -> str:
    scale = [answers[c.key] for c in default_criteria() if c.kind == "scale"]
    mean = float(np.mean([answer for answer in scale if answer is not None]))
    kind = "strong" if mean >= 3.3 else "fair" if mean >= 2.3 else "weak"
    choices = notes()["summary"][kind]
    return str(choices[int(random.integers(len(choices)))])
