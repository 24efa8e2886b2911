"""Saving an evaluation while it is being made: every answer, and nobody's work overwritten.

A draft counts its saves. A save says which count it was made on; where that is not the present one,
another tab has been at work and nothing is changed (`Stale`), unless all that it brings is there
already: then it is a repetition of a save whose answer got lost, and welcome.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from flask_babel import gettext as _

from core.clock import now
from core.db import db
from evaluation import queries
from evaluation.models import Evaluation, Moment, Rating
from evaluation.refusals import Refused, Stale
from evaluation.rubrics.actions import mark_used
from evaluation.rubrics.adapters import criteria_of
from evaluation.rubrics.models import Criterion, RubricVersion
from evaluation.rubrics.queries import version_in_use, whole_version
from evaluation.sampling.models import OPEN, Assignment
from people.models import User

LONGEST_TEXT = 5_000
LONGEST_DAY = 24 * 3600.0
LARGEST_WHOLE = {"criterion_id": 2**31 - 1, "turn_position": 1_000_000}
MOMENT_FIELDS = ("criterion_id", "turn_position", "start", "end", "quote", "note", "praise")


def version_for(assignment: Assignment, draft: Evaluation | None) -> RubricVersion:
    """The version that an assignment is scored by: the draft's, else the newest published one."""
    version = whole_version(draft.version_id) if draft else version_in_use(assignment.rubric_id)
    if version is None:
        raise Refused(_("This rubric has no published version yet."))
    return version


def save_draft(
    user: User,
    assignment: Assignment,
    revision: int,
    *,
    answers: Mapping[int, Mapping[str, Any]] | None = None,
    moments: Sequence[Mapping[str, Any]] = (),
    removed_moments: Sequence[str] = (),
    summary: str | None = None,
    seconds_spent: float | None = None,
) -> Evaluation:
    """Save what has changed; the first save makes the draft and freezes the rubric version.

    ``answers`` maps criterion ids to {"value": number or None, "na": bool, "comment": text};
    ``moments`` are known by their "client_key"; ``seconds_spent`` is the active time in all.
    Raises Stale, or Refused for what does not fit the rubric or is submitted already.
    """
    if assignment.state != OPEN:
        raise Refused(_("This review has been submitted or replaced already."))
    draft = queries.draft_of(assignment)
    version = version_for(assignment, draft)
    changes = {key: dict(value) for key, value in (answers or {}).items()}
    check_answers(version, changes)
    check_moments(version, moments)
    _check_summary(summary)
    if draft is None:
        draft = _new_draft(user, assignment, version)
    if revision != draft.revision:
        if _holds_already(draft, changes, moments, removed_moments, summary):
            return draft
        raise Stale(
            _("This review was changed in another tab or on another device."), draft.revision
        )
    _apply_answers(draft, changes)
    _apply_moments(draft, moments, removed_moments)
    draft.summary = draft.summary if summary is None else summary[:LONGEST_TEXT]
    draft.seconds_spent = _time_spent(draft.seconds_spent, seconds_spent)
    draft.revision, draft.saved_at = draft.revision + 1, now()
    db.session.flush()
    return draft


def _check_summary(summary: str | None) -> None:
    if summary is not None and not can_be_kept(summary):
        raise Refused(_("That text could not be read."))


def _time_spent(before: float, now_said: float | None) -> float:
    """Active seconds only grow, so that a repeated or late save counts no time twice."""
    if now_said is None or not math.isfinite(now_said):
        return before
    return min(max(before, now_said), LONGEST_DAY)


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


def check_answers(version: RubricVersion, answers: Mapping[int, Mapping[str, Any]]) -> None:
    """Refuse an answer to a question that is not asked, outside its range, or of a wrong kind."""
    criteria = {criterion.id: criterion for criterion in criteria_of(version)}
    for key, answer in answers.items():
        criterion = criteria.get(key)
        if criterion is None:
            raise Refused(_("This form does not ask that question."))
        _check_answer(criterion, answer)


def _check_answer(criterion: Criterion, answer: Mapping[str, Any]) -> None:
    value, na = answer.get("value"), answer.get("na", False)
    comment = answer.get("comment", "")
    if not isinstance(na, bool) or not can_be_kept(comment):
        raise Refused(_("That answer could not be read."))
    if na and not criterion.allows_na:
        raise Refused(_("“Not applicable” is no answer to this question."))
    if value is None:
        return
    if na or isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(_("That answer could not be read."))
    allowed = [level["value"] for level in criterion.levels]
    outside = not criterion.minimum <= value <= criterion.maximum
    if outside or (criterion.kind == "choice" and value not in allowed):
        raise Refused(_("That answer is outside the scale of the question."))


def check_moments(version: RubricVersion, moments: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a moment without a key, of a question that is not asked, or with impossible times."""
    known = {None, *(criterion.id for criterion in criteria_of(version))}
    keys = [moment.get("client_key") for moment in moments]
    if not all(can_be_kept(key) and 0 < len(key) <= 64 for key in keys):
        raise Refused(_("That moment could not be read."))
    if len(set(keys)) < len(keys) or not all(map(_fits, moments)):
        raise Refused(_("That moment could not be read."))
    if not all(moment.get("criterion_id") in known for moment in moments):
        raise Refused(_("This form does not ask that question."))


def _fits(moment: Mapping[str, Any]) -> bool:
    """Whether the fields of a moment are of their kinds and its times are possible."""
    for name, largest in LARGEST_WHOLE.items():
        whole = moment.get(name)
        if whole is not None and not (type(whole) is int and 0 <= whole <= largest):
            return False
    for name in ("start", "end"):
        time = moment.get(name)
        if time is not None and (isinstance(time, bool) or not isinstance(time, int | float)
                                 or not 0 <= time < LONGEST_DAY * 30):  # fmt: skip
            return False
    return all(can_be_kept(moment.get(name, "")) for name in ("quote", "note"))


def can_be_kept(text: Any) -> TypeGuard[str]:
    """Whether this is text that every database takes: no NUL, no half of a surrogate pair."""
    if not isinstance(text, str) or "\0" in text:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _answer_state(rating: Rating | None) -> tuple[float | None, bool, str]:
    return (rating.value, rating.not_applicable, rating.comment) if rating else (None, False, "")


def _wanted(answer: Mapping[str, Any], before: tuple[float | None, bool, str]) -> tuple[Any, ...]:
    """The state that a change asks for; what it does not name stays."""
    value = answer["value"] if "value" in answer else before[0]
    na = bool(answer["na"]) if "na" in answer else before[1] and value is None
    comment = answer.get("comment", before[2])[:LONGEST_TEXT]
    return value, na, comment


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
        before = _answer_state(ratings.get(key))
        if _wanted(answer, before) != before:
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
        value, na, comment = _wanted(answer, _answer_state(rating))
        if rating is None:
            rating = Rating(criterion_id=key)
            draft.ratings.append(rating)
        rating.value, rating.not_applicable, rating.comment = value, na, comment


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
