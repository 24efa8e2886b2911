"""My own scores: the same form for the agent, and both sides next to each other afterwards."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import db
from core.web.access import allowed
from evaluation.actions import Unanswered, answers_of
from evaluation.evaluation_page import readable
from evaluation.form_page import autosave, form_of, saved_words, still_open
from evaluation.models import Evaluation
from evaluation.queries import version_of
from evaluation.refusals import Refused, Stale
from evaluation.rubrics.adapters import criteria_of, spec_of
from evaluation.rubrics.conditions import visible
from evaluation.self_evaluation import actions, queries
from evaluation.self_evaluation.comparing import Pair, Question, Said, compared
from evaluation.self_evaluation.models import OPEN, SUBMITTED, SelfEvaluation
from evaluation.typed_form import typed_form
from evaluation.workspace_input import (
    answers_in_form,
    answers_in_json,
    revision_in_json,
    text_or_none,
)
from transcripts.interaction_page import lanes_of, sound_to_play
from transcripts.models import Interaction
from transcripts.thread_page import seconds_asked_for, thread_of
from transcripts.wording import CHANNEL_WORDS


@allowed("evaluation.answer")
def mine() -> ResponseReturnValue:
    """Show what I was asked to score, what I have scored, and what I could score."""
    own = queries.own_evaluations(current_user)
    return render_template(
        "self_evaluation/mine.html",
        waiting=[each for each in own if each.state == OPEN],
        done=[each for each in own if each.state == SUBMITTED],
        others=queries.could_be_scored(current_user),
        channel_words=CHANNEL_WORDS,
    )


@allowed("evaluation.answer")
def begin(interaction_id: int) -> ResponseReturnValue:
    """The agent chooses a conversation to score themself."""
    interaction = queries.own_interaction(current_user, interaction_id)
    if interaction is None:
        abort(404)
    return ask(interaction, url_for("self_evaluation.mine"))


@allowed("evaluation.approve")
def ask_agent(evaluation_id: int) -> ResponseReturnValue:
    """A lead asks the agent of a review to score the conversation, too."""
    found = readable(evaluation_id)
    return ask(
        found.interaction, url_for("evaluation.evaluation", evaluation_id=found.id), asked=True
    )


def ask(interaction: Interaction, back: str, *, asked: bool = False) -> ResponseReturnValue:
    """Open the form for the agent and say so."""
    try:
        own = actions.ask(current_user, interaction)
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "warning")
        return redirect(back)
    db.session.commit()
    if asked:
        flash(_("Asked. You see both sides once the review and their own score are in."), "success")
        return redirect(back)
    return redirect(url_for("self_evaluation.page", own_id=own.id))


@allowed("evaluation.read")
def page(own_id: int) -> ResponseReturnValue:
    """The form while it is open; then both sides, as soon as the review is there."""
    own = found_or_404(own_id)
    if own.state == OPEN:
        return form(own)
    review = queries.review_of(own) if own.state == SUBMITTED else None
    version = version_of(own)
    return render_template(
        "self_evaluation/compared.html",
        own=own,
        review=review,
        criteria={criterion.key: criterion for criterion in criteria_of(version)},
        pairs=pairs_of(own, review) if review else [],
        is_mine=own.agent.user_id == current_user.id,
        channel_words=CHANNEL_WORDS,
    )


def found_or_404(own_id: int, *, lock: bool = False) -> SelfEvaluation:
    """The agent's own score if this person may see it."""
    own = queries.self_evaluation_for(current_user, own_id, lock=lock)
    if own is None:
        abort(404)
    return own


def pairs_of(own: SelfEvaluation, review: Evaluation) -> list[Pair]:
    """Both sides, question by question; what only one of the two forms asks is left out.

    An answer that its own condition has hidden since is none.
    """
    version, answers = version_of(own), actions.answers_of(own)
    asked = form_of(answers, version, own.interaction)["asked"]
    said = {
        key: Said(one["value"], one["not_applicable"], one["comment"])
        for key, one in own.answers.items()
        if key in asked
    }
    asked_there = visible(spec_of(review.version), answers_of(review, review.version))
    theirs = {
        rating.criterion.key: Said(rating.value, rating.not_applicable, rating.comment)
        for rating in review.ratings
        if rating.criterion.key in asked_there
    }
    questions = [
        Question(c.key, c.minimum, c.maximum)
        for c in criteria_of(version)
        if c.kind != "automatic" and (c.key in said or c.key in theirs)
    ]
    return compared(questions, said, theirs)


def form(
    own: SelfEvaluation,
    problems: dict[int, str] | None = None,
    code: int = 200,
    *,
    stale: bool = False,
) -> ResponseReturnValue:
    """Draw the form beside the conversation.

    ``stale``: with what the request brings, which was typed on an older state and is not saved.
    """
    version, sound = version_of(own), sound_to_play(own.interaction)
    ids = {criterion.key: criterion.id for criterion in criteria_of(version)}
    saved = {ids[key]: answer for key, answer in own.answers.items()}
    typed = typed_form(request.form, version, saved, own.summary) if stale else None
    given = typed.given(version) if typed else actions.answers_of(own)
    drawn = render_template(
        "self_evaluation/form.html",
        own=own,
        interaction=own.interaction,
        version=version,
        **form_of(given, version, own.interaction),
        ratings=typed.answers if typed else saved,
        typed=typed,
        saved_at=saved_words(own.saved_at) if own.saved_at and not typed else "",
        problems=problems or {},
        sound=sound,
        lanes=lanes_of(own.interaction, sound),
        thread=thread_of(own.interaction),
        start=seconds_asked_for(),
        channel_words=CHANNEL_WORDS,
    )
    return drawn, code


@allowed("evaluation.answer")
def save(own_id: int) -> ResponseReturnValue:
    """Keep what has changed. 409 where another tab was faster; nothing is overwritten then."""
    own = found_or_404(own_id, lock=True)

    def keep(data: dict[str, Any]) -> dict[str, Any]:
        actions.keep(
            current_user,
            own,
            revision_in_json(data),
            answers=answers_in_json(data.get("answers")),
            summary=text_or_none(data.get("summary")),
        )
        return {"revision": own.revision, "saved_at": saved_words(own.saved_at or now())}

    return autosave(keep, version_of(own).rubric_id)


@allowed("evaluation.answer")
def send(own_id: int) -> ResponseReturnValue:
    """Keep the form and send it, unless it is only to be kept or left."""
    own = found_or_404(own_id, lock=True)
    then = request.form.get("then")
    try:
        if then == "decline":
            actions.decline(current_user, own)
        else:
            actions.keep(
                current_user,
                own,
                request.form.get("revision", 0, type=int),
                answers=answers_in_form(request.form, version_of(own)),
                summary=request.form.get("summary"),
            )
        if then not in ("decline", "save"):
            actions.submit(current_user, own)
    except Unanswered as unanswered:
        db.session.commit()
        return form(own, still_open(unanswered), 422)
    except Stale:
        db.session.rollback()
        return form(own, code=409, stale=True)
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "warning")
        return redirect(url_for("self_evaluation.page", own_id=own_id))
    db.session.commit()
    if then == "decline":
        flash(_("Left. Nothing was compared."), "success")
        return redirect(url_for("self_evaluation.mine"))
    words = _("Saved. You can go on whenever you like.") if then == "save" else _("Sent.")
    flash(words, "success")
    return redirect(url_for("self_evaluation.page", own_id=own_id))
