"""What people are told about reviews on their way to the agent."""

from flask_babel import lazy_gettext as _l

from evaluation.models import Evaluation
from people.notices.actions import notify, settle
from people.notices.kinds import AT_ONCE, REVIEWS, Kind, add_kind
from people.permissions import EVALUATOR, QA_LEAD

SENT_BACK = add_kind(
    Kind(
        "review.sent_back",
        REVIEWS,
        _l("A review of mine is sent back"),
        _l("%(name)s has sent a review back to you: see the reason and hand it in again."),
        {EVALUATOR: AT_ONCE, QA_LEAD: AT_ONCE},
    )
)


def tell_sent_back(evaluation: Evaluation, name: str) -> None:
    """Tell the evaluator that there is something to change; nobody need approve it meanwhile."""
    settle(evaluation, "review.approval")
    notify(
        SENT_BACK.key,
        [evaluation.evaluator],
        subject=evaluation,
        endpoint="evaluation.workspace",
        values={"assignment_id": evaluation.assignment_id},
        name=name,
    )
