"""My queue: what is due and why, what was flagged but not drawn, taking and replacing."""

from datetime import date
from statistics import median

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import db
from core.web.access import allowed
from core.web.ids import row_id
from evaluation import actions, queries, wording
from evaluation.refusals import Refused
from evaluation.review_model.queries import flags_by_interaction
from evaluation.tried import tried
from evaluation.workspace_page import my_assignment
from transcripts.wording import CHANNEL_WORDS

ENOUGH_REVIEWS_FOR_A_PACE = 5


@allowed("queue.work")
def queue() -> ResponseReturnValue:
    """Show what waits for this evaluator, first due first, each with the reason it was picked."""
    today = now().date()
    rows = queries.queue_of(current_user, after_asked(), queries.PAGE + 1)
    page, more = rows[: queries.PAGE], len(rows) > queries.PAGE
    others = queries.waiting_to_be_picked(current_user)
    ids = [row.interaction_id for row in page] + [interaction.id for interaction in others]
    size = queries.queue_size(current_user, today)
    return render_template(
        "evaluation/queue.html",
        rows=page,
        next_place=f"{page[-1].due_on.isoformat()}_{page[-1].id}" if more else None,
        begun=queries.drafts_of(current_user, page),
        others=others,
        flags=flags_by_interaction(ids),
        size=size,
        minutes=minutes_at_own_pace(size.waiting),
        today=today,
        channel_words=CHANNEL_WORDS,
        wording=wording,
    )


def after_asked() -> tuple[date, int] | None:
    """The place that ``?after=2026-03-02_17`` names; None for none or anything else."""
    day, _sign, number = request.args.get("after", "").partition("_")
    try:
        return date.fromisoformat(day), row_id(number)
    except ValueError:
        return None


def minutes_at_own_pace(waiting: int) -> int | None:
    """How long the queue takes at this person's own pace; None before there is a pace."""
    seconds = queries.recent_seconds(current_user)
    if len(seconds) < ENOUGH_REVIEWS_FOR_A_PACE:
        return None
    return max(1, round(waiting * median(seconds) / 60))


@allowed("queue.work")
def pick(interaction_id: int) -> ResponseReturnValue:
    """Take a conversation that was not drawn; it serves coaching and never counts in a score."""
    interaction = queries.interaction_to_pick(current_user, interaction_id)
    if interaction is None:
        abort(404)
    flags = flags_by_interaction([interaction_id]).get(interaction_id, [])
    reason = request.form.get("reason", "").strip() or wording.flags_words(flags)
    try:
        assignment = actions.pick_interaction(
            current_user, interaction, reason or _("chosen on its page")
        )
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "warning")
        return redirect(url_for("evaluation.queue"))
    db.session.commit()
    return redirect(url_for("evaluation.workspace", assignment_id=assignment.id))


@allowed("queue.work")
def replace(assignment_id: int) -> ResponseReturnValue:
    """Take an unsuitable conversation out of the queue, with a reason."""
    assignment = my_assignment(assignment_id, lock=True)
    reason = request.form.get("reason", "")
    words = _("It is out of your queue; the reason is kept.")
    if not tried(lambda: actions.replace_assignment(current_user, assignment, reason), words):
        return redirect(url_for("evaluation.workspace", assignment_id=assignment_id))
    return redirect(url_for("evaluation.queue"))
