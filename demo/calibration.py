"""Simulated calibration sessions: one that is closed and talked over, and one that is still blind.

The evaluators answer by the same model as in their daily reviews, severity and noise included.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from demo.reviews import default_criteria, write_reviews
from demo.world import ATTRIBUTES, Contact, Evaluator, Review, Task

CLOSED_ITEMS, OPEN_ITEMS = 6, 2
DONE_OF_OPEN = 2
"""So many evaluators have finished the open session; the first of the cast has not begun."""
REASONS = {
    "product_knowledge": "The answer is right, but the step that helps is named only when asked.",
    "probing": "One closed question is not a diagnosis: nothing was asked about when it began.",
    "empathy": "The worry is named in the customer's own words before the solution starts.",
    "adaptability": "The pace changes once the customer says that they are not technical.",
}
SAID = (
    (1, "I read the anchor as needing two questions. One open question is enough, if it is "
        "followed up."),
    (4, "I gave a level more because the tone was warm. Tone is not in the anchor; agreed."),
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A comment: its author is an evaluator by place in the cast."""

    evaluator: int
    text: str
    at: datetime


@dataclass(frozen=True)
class Right:
    """What the expert holds to be right in one contact."""

    contact: int
    criterion: str
    value: float
    reason: str


@dataclass(frozen=True)
class Calibration:
    """A session with the reviews that were made for it."""

    id: int
    title: str
    contacts: tuple[int, ...]
    opened_at: datetime
    deadline: datetime
    closed_at: datetime | None
    tasks: tuple[Task, ...]
    reviews: tuple[Review, ...]
    right: tuple[Right, ...] = ()
    said: tuple[Said, ...] = ()


def calibrate(
    contacts: Sequence[Contact],
    tasks: Sequence[Task],
    evaluators: Sequence[Evaluator],
    today: date,
    random: np.random.Generator,
) -> tuple[Calibration, ...]:
    """A closed and an open session over contacts that nobody was given."""
    given = {task.contact for task in tasks}
    free = [c for c in contacts if c.agent is not None and c.language == "en" and c.id not in given]
    closed = _session(1, "Probing and empathy, where we differ", 40, CLOSED_ITEMS, free, today)
    still_open = _session(2, "Two hard contacts of the week", 6, OPEN_ITEMS, free, today)
    finished = _scored(closed, contacts, evaluators, len(evaluators), len(tasks), today, random)
    by_id = {contact.id: contact for contact in contacts}
    finished = replace(finished, right=_right(finished, by_id), said=_said(finished))
    first = len(tasks) + len(finished.tasks)
    begun = _scored(still_open, contacts, evaluators, DONE_OF_OPEN, first, today, random)
    return finished, begun


def _session(
    number: int, title: str, days_ago: int, items: int, free: Sequence[Contact], today: date
) -> Calibration:
    """A session opened after its contacts, which began up to so many days ago."""
    begin = today - timedelta(days=days_ago)
    chosen = [c.id for c in free if begin <= c.started_at.date() < today - timedelta(days=3)]
    opened = begin + timedelta(days=18) if days_ago > 20 else today - timedelta(days=2)
    deadline = opened + timedelta(days=7)
    fit = [i for i in chosen if _started(i, free) < opened]
    return Calibration(
        id=number,
        title=title,
        contacts=tuple(fit[:items]),
        opened_at=datetime.combine(opened, time(8), UTC),
        deadline=datetime.combine(deadline, time(18), UTC),
        closed_at=datetime.combine(deadline, time(18), UTC) if deadline < today else None,
        tasks=(),
        reviews=(),
    )


def _started(contact: int, free: Sequence[Contact]) -> date:
    return next(c.started_at.date() for c in free if c.id == contact)


def _scored(
    session: Calibration,
    contacts: Sequence[Contact],
    evaluators: Sequence[Evaluator],
    done: int,
    tasks_before: int,
    today: date,
    random: np.random.Generator,
) -> Calibration:
    """The session with everybody's tasks, and the reviews of the last ``done`` evaluators."""
    finished = {evaluator.user for evaluator in evaluators[len(evaluators) - done :]}
    pairs = [(contact, each.user) for contact in session.contacts for each in evaluators]
    tasks = tuple(
        Task(
            id=tasks_before + number,
            contact=contact,
            evaluator=user,
            draw=0,
            pick="calibration",
            reason=session.title,
            probability=None,
            due_on=session.deadline.date(),
            created_at=session.opened_at,
            done=user in finished,
        )
        for number, (contact, user) in enumerate(pairs, 1)
    )
    by_id = {contact.id: contact for contact in contacts}
    end = min(today, session.deadline.date())
    reviews = write_reviews(tasks, by_id, evaluators, end, random)
    plain = tuple(replace(each, moments=(), acknowledged=False) for each in reviews)
    return replace(session, tasks=tasks, reviews=plain)


def _right(session: Calibration, contacts: Mapping[int, Contact]) -> tuple[Right, ...]:
    """The expert's answers to the first question of each attribute, in the first three contacts."""
    found = []
    for contact in session.contacts[:3]:
        for attribute in ATTRIBUTES:
            criterion = next(c for c in default_criteria() if c.competency == attribute)
            level = float(contacts[contact].levels[attribute])
            found.append(Right(contact, criterion.key, level, REASONS[attribute]))
    return tuple(found)


def _said(session: Calibration) -> tuple[Said, ...]:
    return tuple(
        Said(evaluator, text, session.deadline + timedelta(hours=15 + number))
        for number, (evaluator, text) in enumerate(SAID)
    )
