"""What people are told about disputes. Who is told what, in one place; the verbs call it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from evaluation.models import Dispute, Evaluation
from evaluation.notices import page_of
from people.notices.actions import notify, settle
from people.notices.kinds import APP, AT_ONCE, REVIEWS, Kind, add_kind
from people.permissions import ADMIN, AGENT, EVALUATOR, LEAD, QA_LEAD
from people.queries import users_who_may


def decided_words(accepted: bool, agent: str, day: str, **_facts: Any) -> str:
    """What was decided, for the agent and those whose review it is."""
    if accepted:
        return _("A dispute of %(agent)s was accepted: the review of %(day)s is revised.",
                 agent=agent, day=day)  # fmt: skip
    return _("A dispute of %(agent)s was rejected: the review of %(day)s stands, with the reason.",
             agent=agent, day=day)  # fmt: skip


DECIDERS = {QA_LEAD: AT_ONCE, LEAD: AT_ONCE, EVALUATOR: AT_ONCE}
ASKED = add_kind(
    Kind(
        "dispute.asked",
        REVIEWS,
        _l("I am asked to decide on a dispute"),
        _l("%(agent)s disputes an answer. You are asked to decide by %(due)s."),
        DECIDERS,
    )
)
NOBODY = add_kind(
    Kind(
        "dispute.nobody",
        REVIEWS,
        _l("Nobody may decide on a dispute"),
        _l("%(agent)s disputes an answer, and nobody who may decide has kept out of it. Name one."),
        {QA_LEAD: AT_ONCE, ADMIN: AT_ONCE},
    )
)
MINE = add_kind(
    Kind(
        "dispute.mine",
        REVIEWS,
        _l("An answer of mine is disputed"),
        _l("%(agent)s disputes an answer of yours. Somebody else decides by %(due)s."),
        {EVALUATOR: APP, QA_LEAD: APP},
    )
)
DECIDED = add_kind(
    Kind(
        "dispute.decided",
        REVIEWS,
        _l("A dispute that concerns me is decided"),
        decided_words,
        {AGENT: AT_ONCE, EVALUATOR: APP, QA_LEAD: APP, LEAD: APP},
    )
)
OVERDUE = add_kind(
    Kind(
        "dispute.overdue",
        REVIEWS,
        _l("A dispute that I decide on is overdue"),
        _l("The dispute of %(agent)s should have been decided by %(due)s."),
        DECIDERS,
    )
)


def tell_opened(dispute: Dispute) -> None:
    """Tell the decider, or those who can name one, and the evaluator."""
    tell_decider(dispute)
    evaluation = dispute.evaluation
    notify(
        MINE.key,
        [evaluation.evaluator],
        subject=dispute,
        **page_of(evaluation),
        agent=evaluation.agent.name,
        due=dispute.due_on,
    )


def tell_decider(dispute: Dispute) -> None:
    """Tell who is asked to rule; where nobody is, those who can name somebody."""
    page = page_of(dispute.evaluation)
    agent = dispute.evaluation.agent.name
    settle(dispute, ASKED.key, NOBODY.key, OVERDUE.key)
    if dispute.decider is None:
        notify(NOBODY.key, users_who_may("dispute.oversee"), subject=dispute,
               endpoint="appeals.disputes", agent=agent)  # fmt: skip
        return
    notify(ASKED.key, [dispute.decider], subject=dispute, **page, agent=agent, due=dispute.due_on)


def tell_decided(dispute: Dispute, holds: Evaluation) -> None:
    """Tell the agent, the evaluator and the team's leads what was decided."""
    settle(dispute, ASKED.key, NOBODY.key, OVERDUE.key, MINE.key)
    agent = holds.agent
    leads = agent.team.leads if agent.team else []
    notify(
        DECIDED.key,
        [agent.user, holds.evaluator, *leads],
        subject=dispute,
        **page_of(holds),
        accepted=dispute.state == "accepted",
        agent=agent.name,
        day=holds.interaction_at.date(),
    )


def tell_overdue(dispute: Dispute) -> None:
    """Remind the decider of a dispute whose day has passed."""
    notify(
        OVERDUE.key,
        [dispute.decider],
        subject=dispute,
        **page_of(dispute.evaluation),
        agent=dispute.evaluation.agent.name,
        due=dispute.due_on,
    )
