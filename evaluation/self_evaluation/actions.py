"""Asking for an agent's own score, keeping it, sending it. Nothing here touches a score."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.actions import Unanswered
from evaluation.answer_changes import UNANSWERED, changed
from evaluation.automatic import measured_answers
from evaluation.form_rules import LONGEST_TEXT, can_be_kept, check_answers
from evaluation.models import RELEASED, Evaluation
from evaluation.queries import version_of
from evaluation.refusals import Closed, Refused, Stale
from evaluation.rubrics.actions import mark_used
from evaluation.rubrics.adapters import criteria_of, spec_of
from evaluation.scoring import Answer, missing_answers
from evaluation.self_evaluation import queries
from evaluation.self_evaluation.models import DECLINED, OPEN, SUBMITTED, SelfEvaluation
from evaluation.self_evaluation.notices import tell_asked, tell_if_both_in
from people.audit import record
from people.models import User
from transcripts.models import Interaction


def ask(user: User, interaction: Interaction) -> SelfEvaluation:
    """Open the form for the agent of a conversation: asked by themself, or by somebody else.

    A second call gives the same one. Refused where the agent has no account, or has read a review
    of the conversation already: then their own score would no longer be their own.
    """
    agent = interaction.agent
    if agent is None or agent.user is None:
        raise Refused(_("The agent of this conversation has no account."))
    # Locked, so that a second click waits for the first one and finds what it made.
    db.session.scalar(select(Interaction.id).filter_by(id=interaction.id).with_for_update())
    found = queries.self_evaluation_of(interaction.id, agent.id)
    if found is not None:
        return found
    read = select(Evaluation.id).where(
        Evaluation.interaction_id == interaction.id,
        Evaluation.state == RELEASED,
        Evaluation.acknowledged_at.is_not(None),
    )
    if db.session.scalar(read.limit(1)) is not None:
        raise Refused(_("The agent has read the review of this conversation already."))
    version = queries.version_to_score_by(interaction)
    if version is None:
        raise Refused(_("This rubric has no published version yet."))
    mark_used(version)
    own = SelfEvaluation(
        interaction=interaction,
        agent=agent,
        version_id=version.id,
        asked_by=user,
        state=OPEN,
        answers={},
        summary="",
        revision=0,
    )
    db.session.add(own)
    record(user, "self_evaluation.asked", own, interaction=interaction.id)
    if user.id != agent.user_id:
        tell_asked(own)
    return own


def keep(
    user: User,
    own: SelfEvaluation,
    revision: int,
    *,
    answers: Mapping[int, Mapping[str, Any]] | None = None,
    summary: str | None = None,
) -> SelfEvaluation:
    """Save what has changed, as `drafts.save_draft` does.

    ``answers`` maps criterion ids to {"value": number or None, "na": bool, "comment": text}, of
    which only what is named changes. Raises Stale where ``revision`` is not the present count of
    saves and something would change, Refused for what the form does not ask.
    """
    _refuse_others(user, own)
    version = version_of(own)
    keys = {c.id: c.key for c in criteria_of(version) if c.kind != "automatic"}
    changes = answers or {}
    if not changes.keys() <= keys.keys():
        raise Refused(_("This form does not ask that question."))
    check_answers(version, changes)
    if summary is not None and not can_be_kept(summary):
        raise Refused(_("That text could not be read."))
    kept = dict(own.answers)
    for criterion_id, change in changes.items():
        key = keys[criterion_id]
        kept[key] = changed(kept.get(key, UNANSWERED), change)
    words = own.summary if summary is None else summary[:LONGEST_TEXT]
    if revision != own.revision:
        if (kept, words) == (own.answers, own.summary):
            return own
        raise Stale(_("This review was changed in another tab or on another device."), own.revision)
    own.answers, own.summary = kept, words
    own.revision, own.saved_at = own.revision + 1, now()
    db.session.flush()
    return own


def answers_of(own: SelfEvaluation) -> dict[str, Answer]:
    """What the agent has answered, by the key of the question."""
    return {key: Answer(a["value"], a["not_applicable"]) for key, a in own.answers.items()}


def submit(user: User, own: SelfEvaluation) -> SelfEvaluation:
    """Send it: from now on it stands. Unanswered while questions are open."""
    _refuse_others(user, own)
    version = version_of(own)
    answers = answers_of(own)
    criteria = {criterion.id: criterion for criterion in criteria_of(version)}
    for criterion_id, found in measured_answers(version, own.interaction).items():
        answers[criteria[criterion_id].key] = Answer(found.points, found.not_applicable)
    missing = {*missing_answers(spec_of(version), answers)}
    ids = [key for key, criterion in criteria.items() if criterion.key in missing]
    if ids:
        raise Unanswered(_("Some questions are still open."), ids)
    own.state, own.submitted_at = SUBMITTED, now()
    db.session.flush()
    record(user, "self_evaluation.submitted", own)
    tell_if_both_in(own)
    return own


def decline(user: User, own: SelfEvaluation) -> SelfEvaluation:
    """Leave it: the review can be read again."""
    _refuse_others(user, own)
    own.state = DECLINED
    db.session.flush()
    record(user, "self_evaluation.declined", own)
    return own


def _refuse_others(user: User, own: SelfEvaluation) -> None:
    if own.agent.user_id != user.id:
        raise Refused(_("Only the agent of this conversation can do that."))
    if own.state != OPEN:
        raise Closed(_("This has been sent or left already."))
