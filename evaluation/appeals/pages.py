"""What waits for a decision: reviews to approve, disputes to rule on, and what came of them."""

from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.web.access import allowed
from core.web.ids import row_id
from evaluation.appeals import queries
from evaluation.appeals.actions import appoint_decider
from evaluation.appeals.deciders import outsiders
from evaluation.appeals.outcomes import statistics_for
from evaluation.evaluation_page import readable
from evaluation.release.actions import send_back as give_back
from evaluation.release.queries import waiting_for
from evaluation.tried import tried
from people.scope import may
from transcripts.wording import CHANNEL_WORDS


@dataclass(frozen=True)
class Tab:
    """One of the pages of this room."""

    label: str
    url: str
    current: bool


def rooms(here: str) -> list[Tab]:
    """The pages of this room that this person may open."""
    pages = (
        ("disputes", _("Disputes"), "dispute.read"),
        ("approvals", _("To approve"), "evaluation.approve"),
        ("statistics", _("What came of them"), "dispute.read"),
        ("rules", _("Rules"), "rubric.edit"),
    )
    return [
        Tab(label, url_for(f"appeals.{name}"), name == here)
        for name, label, permission in pages
        if may(current_user, permission)
    ]


@allowed("evaluation.approve")
def approvals() -> ResponseReturnValue:
    """Show the reviews that wait for this person's approval, the longest waiting first."""
    return render_template(
        "appeals/approvals.html",
        tabs=rooms("approvals"),
        waiting=waiting_for(current_user),
        today=now().date(),
        channel_words=CHANNEL_WORDS,
    )


@allowed("evaluation.approve")
def send_back(evaluation_id: int) -> ResponseReturnValue:
    """Give a submitted review back to its evaluator, with the reason."""
    found = readable(evaluation_id)
    reason = request.form.get("reason", "")
    words = _("Sent back. It comes here again when it is handed in.")
    if not tried(lambda: give_back(current_user, found, reason), words):
        return redirect(url_for("evaluation.evaluation", evaluation_id=evaluation_id))
    return redirect(url_for("appeals.approvals"))


@allowed("dispute.read")
def disputes() -> ResponseReturnValue:
    """Show what is still to be decided, one's own first, and what was decided last."""
    waiting = queries.open_disputes_for(current_user)
    oversees = may(current_user, "dispute.oversee")
    mine = [row for row in waiting if row.decider_id == current_user.id]
    nobody = [row for row in waiting if row.decider_id is None]
    return render_template(
        "appeals/disputes.html",
        tabs=rooms("disputes"),
        mine=mine,
        nobody=nobody,
        others=[row for row in waiting if row not in mine and row not in nobody],
        decided=queries.decided_disputes_for(current_user),
        people={row.id: outsiders(row.evaluation) for row in nobody} if oversees else {},
    )


@allowed("dispute.oversee")
def appoint(dispute_id: int) -> ResponseReturnValue:
    """Name who rules on a dispute that nobody may decide by itself."""
    found = queries.dispute_for(current_user, dispute_id, lock=True)
    if found is None:
        abort(404)
    decider = request.form.get("decider", 0, type=row_id)
    words = _("Named. They are told, and can read the review now.")
    tried(lambda: appoint_decider(current_user, found, decider), words)
    return redirect(url_for("appeals.disputes"))


@allowed("dispute.read")
def statistics() -> ResponseReturnValue:
    """Show what came of the disputes, by question and by evaluator."""
    return render_template(
        "appeals/statistics.html",
        tabs=rooms("statistics"),
        found=statistics_for(current_user),
        oversees=may(current_user, "dispute.oversee"),
    )
