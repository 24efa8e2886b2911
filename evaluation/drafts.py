"""Saving an evaluation while it is being made: every answer, and nobody's work overwritten.

A draft counts its saves. A save says which count it was made on; where that is not the present one,
another tab has been at work and nothing is changed (`Stale`), unless all that it brings is there
already: then it is a repetition of a save whose answer got lost, and welcome.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from core.clock import now
from core.db import db
from evaluation import queries
from evaluation.answer_changes import UNANSWERED, changed
from evaluation.automatic import measured_answers
from evaluation.form_rules import (
    LONGEST_DAY,
    LONGEST_TEXT,
    can_be_kept,
    check_answers,
    check_moments,
    check_order,
)
from evaluation.models import ANSWER_FIELDS, MOMENT_FIELDS, Evaluation, Moment, Rating
from evaluation.refusals import Closed, Refused, Stale
from evaluation.rubrics.actions import mark_used
from evaluation.rubrics.models import RubricVersion
from evaluation.rubrics.queries import version_in_use
from evaluation.sampling.models import OPEN, Assignment
from people.models import User

CLOCK_SLACK = 5.0  # seconds by which a browser's clock and ours may differ between two saves


def version_for(assignment: Assignment, draft: Evaluation | None) -> RubricVersion:
    """The version that an assignment is scored by: the draft's, else the newest published one."""
    version = queries.version_of(draft) if draft else version_in_use(assignment.rubric_id)
    if version is None:
        raise Refused(_("This rubric has no published version yet."))
    return version


def _refuse_closed(user: User, assignment: Assignment) -> None:
    if assignment.evaluator_id != user.id:
        raise Closed(_("This review has been given to somebody else."))
    if assignment.state != OPEN:
        raise Closed(_("This review has been submitted or replaced already."))


def save_draft(
    user: User,
    assignment: Assignment,
    revision: int,
    *,
    draft: Evaluation | None = None,
    answers: Mapping[int, Mapping[str, Any]] | None = None,
    moments: Sequence[Mapping[str, Any]] = (),
    removed_moments: Sequence[str] = (),
    summary: str | None = None,
    seconds_spent: float | None = None,
) -> Evaluation:
    """Save what has changed; the first save makes the draft and freezes the rubric version.

    ``answers`` maps criterion ids to {"value": number or None, "na": bool, "comment": text,
    "root_causes": keys, "override_reason": text}, of which only what is named changes;
    ``moments`` are known by their "client_key"; ``seconds_spent`` is the active time in all;
    ``draft``: where it is at hand. Raises Stale, or Refused for what does not fit or is submitted.
    """
    _refuse_closed(user, assignment)
    draft = draft or queries.draft_of(assignment)
    version = version_for(assignment, draft)
    changes = {key: dict(value) for key, value in (answers or {}).items()}
    _check(version, changes, moments, summary)
    if draft is None:
        draft = _new_draft(user, assignment, version)
    if revision != draft.revision:
        if _holds_already(draft, changes, moments, removed_moments, summary):
            return draft
        raise Stale(
            _("This review was changed in another tab or on another device."), draft.revision
        )
    _apply_answers(draft, changes)
    fill_measured(draft, version)
    _apply_moments(draft, moments, removed_moments)
    draft.summary = draft.summary if summary is None else summary[:LONGEST_TEXT]
    _count_save(draft, assignment, seconds_spent)
    db.session.flush()
    return draft


def _check(
    version: RubricVersion,
    answers: Mapping[int, Mapping[str, Any]],
    moments: Sequence[Mapping[str, Any]],
    summary: str | None,
) -> None:
    check_answers(version, answers)
    check_moments(version, moments)
    if summary is not None and not can_be_kept(summary):
        raise Refused(_("That text could not be read."))


def _count_save(draft: Evaluation, assignment: Assignment, seconds_spent: float | None) -> None:
    """One more save, and the time at work that it says."""
    since = draft.saved_at if draft.revision else assignment.created_at
    draft.seconds_spent = _time_spent(draft.seconds_spent, seconds_spent, since)
    draft.revision, draft.saved_at = draft.revision + 1, now()


def _time_spent(before: float, now_said: float | None, since: datetime) -> float:
    """Active seconds only grow, so that a repeated or late save counts no time twice.

    And by no more than has passed since the last save, whatever a browser says.
    """
    if now_said is None or not math.isfinite(now_said):
        return before
    possible = before + (now() - since).total_seconds() + CLOCK_SLACK
    return min(max(before, now_said), max(before, possible), LONGEST_DAY)


def fill_measured(draft: Evaluation, version: RubricVersion) -> None:
    """Answer the automatic questions from what was measured, but for those set otherwise."""
    ratings = {rating.criterion_id: rating for rating in draft.ratings}
    for key, measured in measured_answers(version, draft.interaction).items():
        rating = ratings.get(key)
        if rating is None:
            rating = Rating(criterion_id=key, comment="", override_reason="", root_causes=[])
            draft.ratings.append(rating)
        rating.measured = measured.value
        if not rating.override_reason:
            rating.value, rating.not_applicable = measured.points, measured.not_applicable


def _new_draft(user: User, assignment: Assignment, version: RubricVersion) -> Evaluation:
    interaction = assignment.interaction
    if interaction.agent_id is None:
        raise Refused(_("Nobody knows yet whose conversation this is: name the agent first."))
    mark_used(version)
    draft = Evaluation(
        assignment=assignment,
        interaction=interaction,
        agent_id=interaction.agent_id,
        evaluator=user,
        version=version,
        interaction_at=interaction.started_at,
        revision=0,
        summary="",
        seconds_spent=0.0,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def answer_state(rating: Rating | None) -> Mapping[str, Any]:
    """What is saved of an answer."""
    if rating is None:
        return UNANSWERED
    state = {name: getattr(rating, name) for name in ANSWER_FIELDS}
    return state | {"override_reason": rating.override_reason or ""}


def _is_there(wanted: Mapping[str, Any], before: Mapping[str, Any], *, measured: bool) -> bool:
    """Whether an answer is as wanted; a measured one stands for "none of mine"."""
    if measured and wanted["value"] is None and not before["override_reason"]:
        wanted = {**wanted, "value": before["value"], "not_applicable": before["not_applicable"]}
    return dict(wanted) == dict(before)


def _holds_already(
    draft: Evaluation,
    answers: Mapping[int, Mapping[str, Any]],
    moments: Sequence[Mapping[str, Any]],
    removed: Sequence[str],
    summary: str | None,
) -> bool:
    ratings = {rating.criterion_id: rating for rating in draft.ratings}
    kept = {moment.client_key: moment for moment in draft.moments}
    for key, answer in answers.items():
        rating = ratings.get(key)
        before = answer_state(rating)
        automatic = rating is not None and rating.criterion.kind == "automatic"
        if not _is_there(changed(before, answer), before, measured=automatic):
            return False
    for moment in moments:
        row = kept.get(moment["client_key"])
        if row is None or any(getattr(row, name) != value for name, value in _fields(moment)):
            return False
    return not set(removed) & kept.keys() and summary in (None, draft.summary)


def _apply_answers(draft: Evaluation, answers: Mapping[int, Mapping[str, Any]]) -> None:
    ratings = {rating.criterion_id: rating for rating in draft.ratings}
    for key, answer in answers.items():
        rating = ratings.get(key)
        wanted = changed(answer_state(rating), answer)
        if rating is None:
            rating = Rating(criterion_id=key)
            draft.ratings.append(rating)
        for name, value in wanted.items():
            setattr(rating, name, value)


def _apply_moments(
    draft: Evaluation, moments: Sequence[Mapping[str, Any]], removed: Sequence[str]
) -> None:
    kept = {moment.client_key: moment for moment in draft.moments}
    for moment in moments:
        row = kept.get(moment["client_key"])
        if row is None:
            row = Moment(client_key=moment["client_key"])
            draft.moments.append(row)
        for name, value in _fields(moment):
            setattr(row, name, value)
        check_order(row.start, row.end)  # of which a save may bring only one
    for key in removed:
        if key in kept:
            draft.moments.remove(kept[key])


def _fields(moment: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The fields that a moment brings, cut to what is kept."""
    return [
        (name, moment[name][:LONGEST_TEXT] if isinstance(moment[name], str) else moment[name])
        for name in MOMENT_FIELDS
        if name in moment
    ]
