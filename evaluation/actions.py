"""What evaluators do with their queue: take, replace, submit, approve."""

from collections.abc import Mapping
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation import queries, speed
from evaluation.calibration.closing import after_submit
from evaluation.drafts import fill_measured
from evaluation.models import RELEASED, SUBMITTED, Evaluation
from evaluation.notices import tell_released, tell_submitted
from evaluation.refusals import Refused
from evaluation.rubrics.actions import install_default_rubric
from evaluation.rubrics.adapters import criteria_of, root_causes_of, spec_of
from evaluation.rubrics.conditions import visible
from evaluation.rubrics.models import Rubric, RubricVersion
from evaluation.rubrics.queries import is_in_use
from evaluation.sampling.actions import grant
from evaluation.sampling.handing import draw_instead
from evaluation.sampling.models import OPEN, REPLACED, Assignment
from evaluation.sampling.models import SUBMITTED as HANDED_IN
from evaluation.scoring import Answer, EvaluationScore, missing_answers, score_evaluation
from people.audit import record
from people.models import User
from transcripts.models import Interaction

PICK_DUE_DAYS = 7


class Unanswered(Refused):
    """Questions are still open; ``criterion_ids`` says which, in the order of the form."""

    def __init__(self, message: str, criterion_ids: list[int]) -> None:
        super().__init__(message)
        self.criterion_ids = criterion_ids


def pick_interaction(user: User, interaction: Interaction, reason: str) -> Assignment:
    """Take a conversation into one's own queue. Hand-picked, so it never counts in a score.

    A second call gives the same assignment. Raises Refused for one's own conversation, one without
    an agent, and one that waits in somebody else's queue.
    """
    if interaction.agent is None:
        raise Refused(_("Nobody knows yet whose conversation this is: name the agent first."))
    if interaction.agent.user_id == user.id:
        raise Refused(_("Nobody reviews their own conversations."))
    for row in db.session.scalars(
        select(Assignment).where(
            Assignment.interaction_id == interaction.id, Assignment.state != REPLACED
        )
    ):
        if row.evaluator_id == user.id:
            return row
        if row.state == OPEN:
            raise Refused(_("This conversation waits in somebody else's queue already."))
    assignment = Assignment(
        interaction=interaction,
        evaluator=user,
        rubric=_usual_rubric(),
        pick="manual",
        reason=reason.strip()[:500],
        due_on=now().date() + timedelta(days=PICK_DUE_DAYS),
    )
    db.session.add(assignment)
    grant(interaction.id, user.id)
    record(user, "assignment.picked", assignment, interaction=interaction.id)
    return assignment


def _usual_rubric() -> Rubric:
    found = db.session.scalar(
        select(Rubric).where(is_in_use())
        .order_by(Rubric.id).limit(1)
    )  # fmt: skip
    return found or install_default_rubric().rubric


def replace_assignment(user: User, assignment: Assignment, reason: str) -> Assignment:
    """Take an unsuitable conversation out of the queue, with the reason. Its draft is dropped.

    In the place of a drawn one, another is drawn.
    """
    if assignment.state != OPEN:
        raise Refused(_("This review has been submitted or replaced already."))
    if len(reason.strip()) < 3:
        raise Refused(_("Say in a few words why it cannot be reviewed."))
    if draft := queries.draft_of(assignment):
        db.session.delete(draft)
    assignment.state = REPLACED
    assignment.replaced_reason = reason.strip()[:500]
    record(user, "assignment.replaced", assignment, interaction=assignment.interaction_id)
    draw_instead(user, assignment)
    return assignment


def answers_of(evaluation: Evaluation, version: RubricVersion) -> dict[str, Answer]:
    """The answers given so far, by the key of their criterion."""
    keys = {criterion.id: criterion.key for criterion in criteria_of(version)}
    return {
        keys[rating.criterion_id]: Answer(rating.value, rating.not_applicable)
        for rating in evaluation.ratings
    }


def score_so_far(evaluation: Evaluation, version: RubricVersion) -> EvaluationScore:
    """The score of the answers given so far."""
    ratio = speed.speed_ratio(evaluation.interaction)
    return score_evaluation(spec_of(version), answers_of(evaluation, version), ratio)


def section_scores(evaluation: Evaluation, version: RubricVersion) -> dict[str, float | None]:
    """The score, 0-100, of each section by its key; None where nothing applied."""
    return score_so_far(evaluation, version).section_scores


def submit_evaluation(
    user: User, assignment: Assignment, draft: Evaluation | None = None
) -> Evaluation:
    """Hand in the draft: score it, and release it unless the rubric asks for approval.

    A second call returns the same evaluation. ``draft`` is the assignment's, where it is at hand.
    Raises Unanswered while questions are open, Refused without a draft or where the assignment was
    replaced.
    """
    if assignment.state == HANDED_IN and (done := queries.current_evaluation_of(assignment)):
        return done
    if assignment.state != OPEN:
        raise Refused(_("This review was replaced; there is nothing to submit."))
    draft = draft or queries.draft_of(assignment)
    if draft is None:
        raise Refused(_("Nothing has been answered yet."))
    version = queries.version_of(draft)
    fill_measured(draft, version)
    _refuse_open_questions(draft, version)
    score = score_so_far(draft, version)
    keep_score(draft, version, score)
    draft.state = SUBMITTED
    draft.submitted_at = now()
    assignment.state = HANDED_IN
    db.session.flush()
    record(
        user, "evaluation.submitted", draft, quality=score.quality, composite=score.composite,
        seconds=round(draft.seconds_spent),
    )  # fmt: skip
    if assignment.pick == "calibration":
        after_submit(assignment)  # for the evaluators' eyes only: never released
    elif version.rubric.needs_approval:
        tell_submitted(draft)
    else:
        _release(draft)
    db.session.flush()
    return draft


def _refuse_open_questions(draft: Evaluation, version: RubricVersion) -> None:
    missing = {*missing_answers(spec_of(version), answers_of(draft, version))}
    missing |= causes_missing(draft, version)
    ids = [criterion.id for criterion in criteria_of(version) if criterion.key in missing]
    if ids:
        raise Unanswered(_("Some questions are still open."), ids)


def causes_missing(draft: Evaluation, version: RubricVersion) -> set[str]:
    """Keys of the questions whose low answer needs a cause that has not been named."""
    asked = visible(spec_of(version), answers_of(draft, version))
    ratings = {rating.criterion_id: rating for rating in draft.ratings}
    missing = set()
    for criterion in criteria_of(version):
        causes, rating = root_causes_of(criterion), ratings.get(criterion.id)
        if criterion.key not in asked or rating is None or causes is None or not causes.required:
            continue
        if causes.asked_for(rating.value) and not rating.root_causes:
            missing.add(criterion.key)
    return missing


def keep_score(evaluation: Evaluation, version: RubricVersion, score: EvaluationScore) -> None:
    """Write a score and the points of each answer to their columns."""
    evaluation.quality = score.quality
    evaluation.speed = score.speed
    evaluation.composite = score.composite
    evaluation.unadjusted = score.unadjusted
    evaluation.critical_failed = list(score.critical_failed)
    points: Mapping[int, float | None] = {
        criterion.id: score.criterion_points.get(criterion.key)
        for criterion in criteria_of(version)
    }
    for rating in evaluation.ratings:
        rating.points = points[rating.criterion_id]


def approve_evaluation(user: User, evaluation: Evaluation) -> Evaluation:
    """Release a submitted evaluation to its agent; nobody approves their own."""
    if evaluation.state == RELEASED:
        return evaluation
    if evaluation.state != SUBMITTED:
        raise Refused(_("Only a submitted review can be approved."))
    if evaluation.assignment.pick == "calibration":
        raise Refused(_("A calibration review is never released to the agent."))
    if evaluation.evaluator_id == user.id:
        raise Refused(_("Somebody else has to approve this review."))
    _release(evaluation)
    record(user, "evaluation.approved", evaluation)
    return evaluation


def _release(evaluation: Evaluation) -> None:
    evaluation.state = RELEASED
    evaluation.released_at = now()
    tell_released(evaluation)
