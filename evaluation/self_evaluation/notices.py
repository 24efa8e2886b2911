"""What people are told about agents' own scores."""

from flask_babel import lazy_gettext as _l

from evaluation.self_evaluation.models import SelfEvaluation
from evaluation.self_evaluation.queries import review_of
from people.notices.actions import notify, settle
from people.notices.kinds import APP, AT_ONCE, REVIEWS, Kind, add_kind
from people.permissions import AGENT, EVALUATOR, LEAD, QA_LEAD

ASKED = add_kind(
    Kind(
        "self.asked",
        REVIEWS,
        _l("I am asked to score a conversation of mine"),
        _l("%(name)s asks you to score your conversation of %(day)s yourself."),
        {AGENT: AT_ONCE},
    )
)
BOTH_IN = add_kind(
    Kind(
        "self.both_in",
        REVIEWS,
        _l("An agent's own score and the review can be compared"),
        _l("%(agent)s has scored a conversation that was reviewed: see both side by side."),
        {AGENT: APP, EVALUATOR: APP, LEAD: APP, QA_LEAD: APP},
    )
)


def tell_asked(own: SelfEvaluation) -> None:
    """Tell the agent that somebody asks them."""
    notify(
        ASKED.key,
        [own.agent.user],
        subject=own,
        endpoint="self_evaluation.page",
        values={"own_id": own.id},
        name=own.asked_by.display_name,
        day=own.interaction.started_at.date(),
    )


def tell_if_both_in(own: SelfEvaluation | None) -> None:
    """Once both sides are in, tell the agent, the evaluator and who asked."""
    if own is None or own.submitted_at is None:
        return
    settle(own, ASKED.key)
    review = review_of(own)
    if review is not None:
        notify(
            BOTH_IN.key,
            [own.agent.user, review.evaluator, own.asked_by],
            subject=own,
            endpoint="self_evaluation.page",
            values={"own_id": own.id},
            agent=own.agent.name,
        )
