"""The revision that an accepted dispute makes: a new row beside the old, scored again."""

from flask_babel import gettext as _

from core.clock import now
from core.db import db
from evaluation.actions import keep_score, score_so_far
from evaluation.appeals.queries import newest_revision
from evaluation.form_rules import check_answers
from evaluation.models import (
    ANSWER_FIELDS,
    MOMENT_FIELDS,
    RELEASED,
    SUPERSEDED,
    Dispute,
    Evaluation,
    Moment,
    Rating,
)
from evaluation.queries import version_of
from evaluation.refusals import Refused
from evaluation.rubrics.adapters import criteria_of, root_causes_of
from evaluation.rubrics.models import RubricVersion

COPIED_OF_RATING = ("criterion_id", "points", "measured", *ANSWER_FIELDS)
COPIED_OF_MOMENT = ("client_key", *MOMENT_FIELDS)


def hold(evaluation: Evaluation) -> None:
    """Let nobody else dispute or revise this review until the commit; read it as it is now."""
    db.session.refresh(evaluation.assignment, with_for_update=True)
    db.session.refresh(evaluation)


def check_other_answer(
    evaluation: Evaluation, criterion_id: int, value: float | None, *, na: bool, reason: str
) -> None:
    """Refuse what cannot stand in the place of an answer: none, one outside the scale, the same."""
    if value is None and not na:
        raise Refused(_("Choose the answer that is to stand instead."))
    rating = next((r for r in evaluation.ratings if r.criterion_id == criterion_id), None)
    if rating is None:
        raise Refused(_("This form does not ask that question."))
    answer: dict[str, object] = {"value": None if na else value, "na": na}
    if rating.criterion.kind == "automatic":
        answer["override_reason"] = reason
    check_answers(version_of(evaluation), {criterion_id: answer})
    if (rating.value, rating.not_applicable) == (answer["value"], na):
        raise Refused(_("That is the answer that stands already."))


def revise(dispute: Dispute, value: float | None, *, na: bool, reason: str) -> Evaluation:
    """A released copy of the newest evaluation with one answer changed, scored again.

    Another dispute of the same review that is decided meanwhile waits, and changes this copy.
    """
    hold(dispute.evaluation)
    old = newest_revision(dispute.evaluation)
    check_other_answer(old, dispute.criterion_id, value, na=na, reason=reason)
    old.state = SUPERSEDED
    db.session.flush()
    new = _copy_of(old, reason)
    changed = next(r for r in new.ratings if r.criterion_id == dispute.criterion_id)
    changed.value, changed.not_applicable = None if na else value, na
    version = version_of(old)
    _drop_answered_causes(changed, version, reason)
    db.session.add(new)
    db.session.flush()
    keep_score(new, version, score_so_far(new, version))
    db.session.flush()
    return new


def _copy_of(old: Evaluation, reason: str) -> Evaluation:
    return Evaluation(
        assignment=old.assignment,
        interaction=old.interaction,
        agent_id=old.agent_id,
        evaluator_id=old.evaluator_id,
        version_id=old.version_id,
        revises_id=old.id,
        state=RELEASED,
        interaction_at=old.interaction_at,
        summary=old.summary,
        seconds_spent=old.seconds_spent,
        revision_reason=reason,
        submitted_at=old.submitted_at,
        released_at=now(),
        ratings=[Rating(**{f: getattr(r, f) for f in COPIED_OF_RATING}) for r in old.ratings],
        moments=[Moment(**{f: getattr(m, f) for f in COPIED_OF_MOMENT}) for m in old.moments],
    )


def _drop_answered_causes(rating: Rating, version: RubricVersion, reason: str) -> None:
    """Causes explain a low answer, and go with it; other points than measured carry the reason."""
    criterion = next(c for c in criteria_of(version) if c.id == rating.criterion_id)
    causes = root_causes_of(criterion)
    if causes and not causes.asked_for(rating.value):
        rating.root_causes = []
    if criterion.kind == "automatic":
        rating.override_reason = reason[:500]
