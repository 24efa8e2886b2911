"""What people are told about reviews. Who is told what, in one place; the verbs call it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import func, select

from core.db import db
from evaluation.models import Evaluation
from evaluation.release.queries import approvers_of
from evaluation.sampling.models import Assignment, Draw
from evaluation.self_evaluation.notices import tell_if_both_in
from evaluation.self_evaluation.queries import self_evaluation_of
from people.models import User
from people.notices.actions import notify, settle
from people.notices.kinds import APP, DAILY, REVIEWS, Kind, add_kind
from people.permissions import AGENT, EVALUATOR, LEAD, QA_LEAD

QUEUE = "evaluation.queue"
REVIEW = "evaluation.evaluation"


def assigned_words(count: int, due: str, **_facts: Any) -> str:
    """How many reviews came into the reader's queue, and until when the first is due."""
    return ngettext(
        "%(num)s review was put into your queue. It is due on %(due)s.",
        "%(num)s reviews were put into your queue. The first is due on %(due)s.",
        count,
        due=due,
    )


def due_words(count: int, **_facts: Any) -> str:
    """How many reviews are due today or tomorrow."""
    return ngettext(
        "%(num)s review in your queue is due by tomorrow.",
        "%(num)s reviews in your queue are due by tomorrow.",
        count,
    )


def overdue_words(count: int, **_facts: Any) -> str:
    """How many reviews should have been handed in."""
    return ngettext(
        "%(num)s review in your queue is overdue.",
        "%(num)s reviews in your queue are overdue.",
        count,
    )


REVIEWERS = {EVALUATOR: DAILY, QA_LEAD: DAILY}
ASSIGNED = add_kind(
    Kind("review.assigned", REVIEWS, _l("Reviews come into my queue"), assigned_words, REVIEWERS)
)
DUE_SOON = add_kind(
    Kind("review.due_soon", REVIEWS, _l("Reviews of mine are due"), due_words, REVIEWERS)
)
OVERDUE = add_kind(
    Kind("review.overdue", REVIEWS, _l("Reviews of mine are overdue"), overdue_words, REVIEWERS)
)
RELEASED = add_kind(
    Kind(
        "review.released",
        REVIEWS,
        _l("A review of me is released"),
        _l("The review of your conversation of %(day)s is there to read."),
        {AGENT: DAILY},
    )
)
APPROVAL = add_kind(
    Kind(
        "review.approval",
        REVIEWS,
        _l("A review waits for approval"),
        _l("A review by %(evaluator)s waits for approval."),
        {QA_LEAD: DAILY, LEAD: DAILY},
    )
)
ACKNOWLEDGED = add_kind(
    Kind(
        "review.acknowledged",
        REVIEWS,
        _l("An agent has read a review of mine"),
        _l("%(agent)s has read your review of the conversation of %(day)s."),
        {EVALUATOR: APP, QA_LEAD: APP},
    )
)


def tell_of_draw(draw: Draw) -> None:
    """Tell each evaluator what a draw put into their queue: one notice, however many reviews."""
    for evaluator, count, due in db.session.execute(
        select(User, func.count(), func.min(Assignment.due_on))
        .join(Assignment, Assignment.evaluator_id == User.id)
        .where(Assignment.draw_id == draw.id)
        .group_by(User.id)
    ).all():
        tell_assigned(evaluator, draw, count, due)


def tell_assigned(evaluator: User, subject: Draw | Assignment, count: int, due: date) -> None:
    """Tell somebody that reviews came into their queue, by a draw or one by one."""
    notify(ASSIGNED.key, [evaluator], subject=subject, endpoint=QUEUE, count=count, due=due)


def tell_submitted(evaluation: Evaluation) -> None:
    """Tell those who are asked to approve that a review waits for them."""
    notify(
        APPROVAL.key,
        approvers_of(evaluation),
        subject=evaluation,
        **page_of(evaluation),
        evaluator=evaluation.evaluator.display_name,
    )


def tell_released(evaluation: Evaluation) -> None:
    """Tell the agent that a review is there to read; nobody need approve it any more."""
    settle(evaluation, APPROVAL.key)
    notify(
        RELEASED.key,
        [evaluation.agent.user],
        subject=evaluation,
        **page_of(evaluation),
        day=evaluation.interaction_at.date(),
    )
    tell_if_both_in(self_evaluation_of(evaluation.interaction_id, evaluation.agent_id))


def tell_acknowledged(evaluation: Evaluation) -> None:
    """Tell the evaluator that the agent has read the review."""
    settle(evaluation, RELEASED.key)
    notify(
        ACKNOWLEDGED.key,
        [evaluation.evaluator],
        subject=evaluation,
        **page_of(evaluation),
        agent=evaluation.agent.name,
        day=evaluation.interaction_at.date(),
    )


def page_of(evaluation: Evaluation) -> Mapping[str, Any]:
    """Where a notice about a review leads."""
    return {"endpoint": REVIEW, "values": {"evaluation_id": evaluation.id}}
