"""One evaluation as its agent, lead and evaluator read it, and what they answer."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.web.access import allowed
from core.web.ids import row_id
from evaluation import actions, queries, wording
from evaluation.appeals import actions as appeals
from evaluation.appeals.deciders import may_decide
from evaluation.appeals.queries import Answered, answered, dispute_for, newest_revision
from evaluation.models import DRAFT, SUBMITTED, Evaluation
from evaluation.refusals import Refused
from evaluation.release.actions import approve as release
from evaluation.release.queries import may_approve, sent_back
from evaluation.review_model.queries import flags_of
from evaluation.self_evaluation.queries import scoring_of_own, self_evaluation_of
from evaluation.tried import tried
from evaluation.workspace_input import number_or_none
from evaluation.workspace_page import moments_shown, speed_of
from people.models import User
from transcripts.interaction_page import lanes_of, sound_to_play
from transcripts.thread_page import seconds_asked_for, thread_of
from transcripts.wording import CHANNEL_WORDS


def readable(evaluation_id: int) -> Evaluation:
    """The evaluation if this person may read it, else 404."""
    found = queries.evaluation_for(current_user, evaluation_id)
    if found is None:
        abort(404)
    return found


@allowed("evaluation.read")
def evaluation(evaluation_id: int) -> ResponseReturnValue:
    """Show a review: praise first, then the answers with their moments, then what can be done."""
    if (scoring := scoring_of_own(current_user, evaluation_id)) is not None:
        return redirect(url_for("self_evaluation.page", own_id=scoring))
    found = readable(evaluation_id)
    if found.state == DRAFT:
        return redirect(url_for("evaluation.workspace", assignment_id=found.assignment_id))
    version = queries.version_of(found)
    interaction = queries.conversation_of(found.assignment)
    sound = sound_to_play(interaction)
    is_agent = found.agent.user_id == current_user.id
    newest = newest_revision(found)
    so_far = answered(found)
    return render_template(
        "evaluation/evaluation.html",
        evaluation=found,
        version=version,
        interaction=interaction,
        sections=actions.section_scores(found, version),
        ratings={rating.criterion_id: rating for rating in found.ratings},
        moments=moments_shown(found, version),
        answered=so_far,
        own=self_evaluation_of(found.interaction_id, found.agent_id),
        decides=decided_here(so_far),
        speed=speed_of(interaction),
        sound=sound,
        lanes=lanes_of(interaction, sound),
        thread=thread_of(interaction),
        start=seconds_asked_for(),
        flags=[] if is_agent else flags_of(interaction.id),
        is_agent=is_agent,
        newest=newest,
        approves=found.state == SUBMITTED and may_approve(current_user, found),
        returns=[] if is_agent else sent_back(found.id),
        channel_words=CHANNEL_WORDS,
        wording=wording,
    )


def decided_here(so_far: Answered) -> frozenset[int]:
    """The questions whose dispute this person may decide."""
    return frozenset(
        criterion_id
        for criterion_id, dispute in so_far.disputes.items()
        if dispute.is_open and may_decide(current_user, dispute)
    )


@allowed("evaluation.answer")
def acknowledge(evaluation_id: int) -> ResponseReturnValue:
    """The agent says that they have read it."""
    return act(evaluation_id, appeals.acknowledge_evaluation, _("Noted: you have read it."))


@allowed("evaluation.approve")
def approve(evaluation_id: int) -> ResponseReturnValue:
    """Release a submitted review to its agent."""
    return act(evaluation_id, release, _("Released to the agent."))


@allowed("evaluation.answer")
def dispute(evaluation_id: int) -> ResponseReturnValue:
    """The agent objects to one answer, and says which one they think right."""
    criterion = request.form.get("criterion", type=row_id)
    if criterion is None:
        abort(400)

    def send(user: User, found: Evaluation) -> None:
        value, na = answer_sent()
        reason = request.form.get("reason", "")
        appeals.open_dispute(user, found, criterion, reason, value=value, not_applicable=na)

    return act(evaluation_id, send, _("Sent. You are told as soon as it is decided."))


def answer_sent() -> tuple[float | None, bool]:
    """The field ``answer``: a number, "na", or nothing."""
    if request.form.get("answer") == "na":
        return None, True
    return number_or_none(request.form.get("answer", type=float)), False


def act(
    evaluation_id: int, verb: Callable[..., Any], done: str, *arguments: Any
) -> ResponseReturnValue:
    """Do one verb on an evaluation, commit once, say how it went and show it again."""
    found = readable(evaluation_id)
    tried(lambda: verb(current_user, found, *arguments), done)
    return redirect(url_for("evaluation.evaluation", evaluation_id=evaluation_id))


@allowed("evaluation.decide")
def decide(dispute_id: int) -> ResponseReturnValue:
    """Decide on a dispute; an accepted one leads to the revised evaluation."""
    found = dispute_for(current_user, dispute_id, lock=True)
    if found is None:
        abort(404)
    shown = found.evaluation_id
    value, na = answer_sent()
    try:
        holds = appeals.decide_dispute(
            current_user,
            found,
            accepted=request.form.get("decision") == "accept",
            decision=request.form.get("words", ""),
            value=value,
            not_applicable=na,
        )
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "warning")
    else:
        db.session.commit()
        shown = holds.id
        flash(_("Decided. The agent sees it now."), "success")
    return redirect(url_for("evaluation.evaluation", evaluation_id=shown))
