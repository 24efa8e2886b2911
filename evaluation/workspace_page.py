"""The workspace: the conversation beside the form, saved at every answer, submitted once."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import db
from core.i18n import number
from core.web.access import allowed
from evaluation import actions, drafts, queries, speed, wording
from evaluation.actions import Unanswered
from evaluation.desk import queries as desk
from evaluation.desk.rules import BLIND_PICKS, OFF, DeskRules
from evaluation.form_page import autosave, form_of, saved_words, still_open
from evaluation.models import Evaluation, Moment
from evaluation.refusals import Refused, Stale
from evaluation.review_model.models import Flag
from evaluation.review_model.queries import flags_of
from evaluation.rubrics.adapters import criteria_of
from evaluation.rubrics.models import RubricVersion
from evaluation.sampling.handing import held_before
from evaluation.sampling.models import OPEN, Assignment
from evaluation.scoring import speed_points
from evaluation.speed_norm import SpeedNorm
from evaluation.typed_form import typed_form
from evaluation.workspace_input import (
    answers_in_form,
    answers_in_json,
    moments_in_json,
    number_or_none,
    removed_in_json,
    revision_in_json,
    text_or_none,
)
from transcripts.interaction_page import contacts_of, lanes_of, sound_to_play
from transcripts.models import Interaction
from transcripts.thread_page import seconds_asked_for, thread_of
from transcripts.wording import CHANNEL_WORDS


def my_assignment(assignment_id: int, *, lock: bool = False) -> Assignment:
    """The assignment if it is this person's, else 404."""
    assignment = queries.assignment_for(current_user, assignment_id, lock=lock)
    if assignment is None:
        abort(404)
    return assignment


@allowed("queue.work")
def workspace(assignment_id: int) -> ResponseReturnValue:
    """Show the conversation and the form; a finished review is shown as such.

    Who had it before somebody else got it is told so, in their queue.
    """
    assignment = queries.assignment_for(current_user, assignment_id)
    if assignment is None:
        if held_before(current_user, assignment_id) is None:
            abort(404)
        flash(_("This review has been given to somebody else."), "warning")
        return redirect(url_for("evaluation.queue"))
    if assignment.state != OPEN:
        done = queries.current_evaluation_of(assignment)
        if done is None:
            return redirect(url_for("evaluation.queue"))
        return redirect(url_for("evaluation.evaluation", evaluation_id=done.id))
    return show(assignment)


def show(
    assignment: Assignment,
    problems: Mapping[int, str] | None = None,
    code: int = 200,
    *,
    stale: bool = False,
) -> ResponseReturnValue:
    """Draw the workspace, with a message at each question in ``problems``.

    ``stale``: with what the request brings, which was typed on an older state and is not saved.
    """
    interaction = queries.conversation_of(assignment)
    draft = queries.draft_of(assignment)
    try:
        version = drafts.version_for(assignment, draft)
    except Refused as refusal:
        flash(str(refusal), "error")
        return redirect(url_for("evaluation.queue"))
    flags = flags_of(interaction.id)
    rules = desk.rules_at(current_user, assignment)
    page = render_template(
        "evaluation/workspace.html",
        assignment=assignment,
        **answered(draft, version, interaction, stale=stale),
        rules=rules,
        suggests=suggesting(rules, version, interaction.id, flags),
        **conversation(interaction),
        version=version,
        draft=draft,
        moments=moments_shown(draft, version),
        score=actions.score_so_far(draft, version) if draft and not rules.blind else None,
        flags=[] if assignment.pick in BLIND_PICKS else flags,
        size=queries.queue_size(current_user, now().date()),
        problems=problems or {},
        wording=wording,
    )
    return page, code


def conversation(interaction: Interaction) -> dict[str, Any]:
    """What the page shows beside the form."""
    sound = sound_to_play(interaction)
    return {
        "interaction": interaction,
        "sound": sound,
        "lanes": lanes_of(interaction, sound),
        "thread": thread_of(interaction),
        "start": seconds_asked_for(),
        "journey": contacts_of(interaction),
        "speed": speed_of(interaction),
        "channel_words": CHANNEL_WORDS,
    }


def answered(
    draft: Evaluation | None, version: RubricVersion, interaction: Interaction, *, stale: bool
) -> dict[str, Any]:
    """The answers as they are saved, or as the request brings them over those."""
    rows = draft.ratings if draft else []
    saved = {rating.criterion_id: drafts.answer_state(rating) for rating in rows}
    summary = draft.summary if draft else ""
    typed = typed_form(request.form, version, saved, summary) if stale else None
    given = actions.answers_of(draft, version) if draft else {}
    return {
        **form_of(typed.given(version) if typed else given, version, interaction),
        "ratings": typed.answers if typed else saved,
        "summary": typed.summary if typed else summary,
        "typed": typed,
        "saved_at": saved_words(draft.saved_at) if draft and not typed else "",
    }


def suggesting(
    rules: DeskRules, version: RubricVersion, interaction_id: int, flags: Sequence[Flag]
) -> set[int]:
    """The questions at which the machine may be heard."""
    if rules.suggestions == OFF:
        return set()
    scores = desk.machine_scores(interaction_id)
    return desk.questions_with_suggestions(criteria_of(version), scores, flags)


def moments_shown(draft: Evaluation | None, version: RubricVersion) -> list[dict[str, Any]]:
    """The moments with the attribute that gives each its colour."""
    attributes = {c.id: c.competency.key if c.competency else "" for c in criteria_of(version)}
    return [
        moment_data(moment) | {"attribute": attributes.get(moment.criterion_id or 0, "")}
        for moment in (draft.moments if draft else [])
    ]


def moment_data(moment: Moment) -> dict[str, Any]:
    """A moment as the page and its script know it."""
    return {
        "id": moment.id,
        "client_key": moment.client_key or f"m{moment.id}",
        "criterion_id": moment.criterion_id,
        "turn_position": moment.turn_position,
        "start": moment.start,
        "end": moment.end,
        "quote": moment.quote,
        "note": moment.note,
        "praise": moment.praise,
    }


def speed_of(interaction: Interaction) -> dict[str, float] | None:
    """Actual and expected seconds and the points for them; None where either is not known."""
    norm: SpeedNorm = speed.stored_norm()
    expected = speed.expected_seconds(interaction, norm)
    ratio = speed.speed_ratio(interaction, norm)
    if ratio is None or expected is None:
        return None
    actual = interaction.handle_seconds or 0.0
    scale = 1.5 * max(expected, actual / 1.45)
    return {
        "actual": actual,
        "expected": expected,
        "points": speed_points(ratio),
        "actual_share": min(100.0, 100 * actual / scale),
        "expected_share": 100 * expected / scale,
    }


@allowed("queue.work")
def save(assignment_id: int) -> ResponseReturnValue:
    """Keep what has changed. 409 where another tab was faster; nothing is overwritten then.

    Who had the review before somebody else got it is told what was typed and could not be kept.
    """
    mine = queries.assignment_for(current_user, assignment_id, lock=True)
    assignment = mine or held_before(current_user, assignment_id) or abort(404)

    def keep(data: dict[str, Any]) -> dict[str, Any]:
        draft = drafts.save_draft(
            current_user,
            assignment,
            revision_in_json(data),
            answers=answers_in_json(data.get("answers")),
            moments=moments_in_json(data.get("moments")),
            removed_moments=removed_in_json(data.get("removed_moments")),
            summary=text_or_none(data.get("summary")),
            seconds_spent=number_or_none(data.get("seconds_spent")),
        )
        return saved_state(draft, desk.rules_at(current_user, assignment))

    return autosave(keep, assignment.rubric_id)


def saved_state(draft: Evaluation, rules: DeskRules) -> dict[str, Any]:
    """What the page needs to know after a save: the count, the time, the score if not blind."""
    state: dict[str, Any] = {"revision": draft.revision, "saved_at": saved_words(draft.saved_at)}
    if rules.blind:
        return state | {"quality": None, "composite": None, "critical_failed": False}
    score = actions.score_so_far(draft, drafts.version_for(draft.assignment, draft))
    return state | {
        "quality": score.quality,
        "composite": score.composite,
        "critical_failed": bool(score.critical_failed),
    }


@allowed("queue.work")
def submit(assignment_id: int) -> ResponseReturnValue:
    """Take the whole form, with or without scripts, and hand it in; a second click does no harm."""
    assignment = my_assignment(assignment_id, lock=True)
    try:
        draft = keep_form(assignment) if assignment.state == OPEN else None
        if request.form.get("then") == "save":
            db.session.commit()
            flash(_("Saved. You can go on whenever you like."), "success")
            return redirect(url_for("evaluation.workspace", assignment_id=assignment_id))
        done = actions.submit_evaluation(current_user, assignment, draft)
    except Unanswered as unanswered:
        db.session.commit()
        return show(assignment, still_open(unanswered), 422)
    except Stale:
        db.session.rollback()
        return show(assignment, code=409, stale=True)
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(url_for("evaluation.workspace", assignment_id=assignment_id))
    words = words_after(done, desk.rules_at(current_user, assignment))
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("evaluation.queue"))


def keep_form(assignment: Assignment) -> Evaluation:
    """Save the answers of the posted form, which knows the save that it was opened on."""
    draft = queries.draft_of(assignment)
    version = drafts.version_for(assignment, draft)
    return drafts.save_draft(
        current_user,
        assignment,
        request.form.get("revision", 0, type=int),
        draft=draft,
        answers=answers_in_form(request.form, version),
        summary=request.form.get("summary"),
        seconds_spent=request.form.get("seconds_spent", type=float),
    )


def words_after(done: Evaluation, rules: DeskRules) -> str:
    """What to say when a review has been handed in; where it is blind, not its score."""
    if rules.blind:
        return _("Submitted. The next one waits.")
    released = done.is_released
    if done.composite is None:
        return _("Submitted, without a score: nothing applied.")
    score = number(done.composite, 0)
    if released:
        return _("Submitted and released, %(score)s of 100. The next one waits.", score=score)
    return _("Submitted, %(score)s of 100; it waits for approval.", score=score)
