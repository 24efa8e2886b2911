"""What becomes of a waiting review: replaced by another pick, given to somebody else, taken over.

Answers that were begun go with the review; who passed it on to whom stays in the audit trail.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from core.clock import now
from core.db import db
from evaluation.models import DRAFT, Evaluation
from evaluation.notices import tell_assigned
from evaluation.refusals import Refused
from evaluation.review_model.queries import flags_by_interaction
from evaluation.sampling import evaluators
from evaluation.sampling.actions import assign, grant
from evaluation.sampling.models import OPEN, REPLACED, Assignment, Draw, Redraw
from evaluation.sampling.plan_settings import PlanSettings
from evaluation.sampling.redraws import frame_with, redrawn
from people.audit import record
from people.models import AuditEvent, User
from people.permissions import EVALUATOR, QA_LEAD
from people.scope import may
from transcripts.models import Interaction
from transcripts.privacy.models import Emptied
from transcripts.queries import is_reviewable

DRAWN = ("random", "risk")
PASSED_ON = REASSIGNED, TAKEN_OVER = ("assignment.reassigned", "assignment.taken_over")
LONGEST_REASON = 500
SHOWN = (
    joinedload(Assignment.interaction).joinedload(Interaction.agent),
    joinedload(Assignment.evaluator),
    selectinload(Assignment.draw).joinedload(Draw.plan),
)


def draw_instead(user: User, replaced: Assignment) -> Assignment | None:
    """Draw another conversation of the same agent in the place of one that was replaced.

    It goes to the same evaluator, due on the same day. None where the pick was not drawn, or the
    agent has nothing left. A second, blind review of what was replaced is replaced as well.
    """
    if replaced.draw is None or replaced.pick not in DRAWN:
        return None
    _replace_double(user, replaced)
    frame = frame_with(replaced.draw, replaced.interaction_id)
    there = _available(frame.ids, frame.agent) if frame else set()
    excluded = sorted(set(frame.ids) - there) if frame else []
    pick = redrawn(replaced.draw, replaced.interaction_id, excluded)
    row = Redraw(draw_id=replaced.draw.id, replaced=replaced, excluded=excluded)
    db.session.add(row)
    if pick is None:
        return None
    flags = flags_by_interaction([pick.interaction]).get(pick.interaction, [])
    row.assignment = assign(
        replaced.draw,
        pick.interaction,
        replaced.evaluator_id,
        replaced.due_on,
        pick="risk" if flags and pick.risk > 0 else "random",
        reason=flags[0].signal if flags and pick.risk > 0 else "",
        inclusion_probability=pick.probability,
    )
    db.session.flush()
    record(user, "assignment.drawn_instead", row.assignment, replaced=replaced.id)
    return row.assignment


def _replace_double(user: User, first: Assignment) -> None:
    for double in db.session.scalars(
        select(Assignment).where(Assignment.double_of_id == first.id, Assignment.state == OPEN)
    ):
        draft = _draft_of(double)
        if draft:
            db.session.delete(draft)
        double.state, double.replaced_reason = REPLACED, first.replaced_reason
        record(user, "assignment.replaced", double, interaction=double.interaction_id)


def _available(ids: Sequence[int], agent: int) -> set[int]:
    """Those of a frame that can still be drawn: reviewable, of the same agent, given to nobody."""
    found: set[int] = set()
    given = select(Assignment.id).where(Assignment.interaction_id == Interaction.id)
    emptied = select(Emptied.interaction_id).where(Emptied.interaction_id == Interaction.id)
    for start in range(0, len(ids), 500):
        found |= set(
            db.session.scalars(
                select(Interaction.id).where(
                    Interaction.id.in_(ids[start : start + 500]),
                    is_reviewable(),
                    Interaction.agent_id == agent,
                    ~given.exists(),
                    ~emptied.exists(),
                )
            )
        )
    return found


def reassign(user: User, assignment: Assignment, to: User, reason: str) -> Assignment:
    """Give a review that waits to somebody else, with the reason; answers begun go with it."""
    if len(reason.strip()) < 3:
        raise Refused(_("Say in a few words why somebody else gets this review."))
    _pass_on(user, assignment, to, REASSIGNED, reason.strip()[:LONGEST_REASON])
    if to.id != user.id:
        tell_assigned(to, assignment, 1, assignment.due_on)
    return assignment


def take_over(user: User, assignment: Assignment) -> Assignment:
    """Take a review that somebody has left lying; its answers are kept.

    QA leads may at any time; others once it has been left for as many days as the plan says.
    """
    if not (may(user, "sampling.edit") or is_abandoned(assignment)):
        raise Refused(_("This review is still being worked on."))
    return _pass_on(user, assignment, user, TAKEN_OVER, "")


def _pass_on(user: User, assignment: Assignment, to: User, verb: str, reason: str) -> Assignment:
    if assignment.state != OPEN:
        raise Refused(_("This review has been submitted or replaced already."))
    if assignment.pick == "calibration":
        raise Refused(_("Reviews of a calibration session stay with those who were invited."))
    if assignment.evaluator_id == to.id:
        raise Refused(_("This review waits in that person's queue already."))
    _refuse_unfit(assignment, to)
    before, draft = assignment.evaluator_id, _draft_of(assignment)
    if draft:
        draft.evaluator_id = to.id
        draft.revision += 1  # a page that is still open must not save over it
    assignment.evaluator_id = to.id
    grant(assignment.interaction_id, to.id)
    # "from_user", "to_user": ids only, as every detail of the trail
    record(
        user, verb, assignment,
        from_user=before, to_user=to.id, begun=draft is not None, reason=reason,
    )  # fmt: skip
    return assignment


def held_before(user: User, assignment_id: int) -> Assignment | None:
    """The review if it was this person's until it was given to somebody else; None for others."""
    passed = select(AuditEvent.details).where(
        AuditEvent.subject_type == Assignment.__name__,
        AuditEvent.subject_id == assignment_id,
        AuditEvent.verb.in_(PASSED_ON),
    )
    held = any(details["from_user"] == user.id for details in db.session.scalars(passed))
    return db.session.get(Assignment, assignment_id) if held else None


def _refuse_unfit(assignment: Assignment, to: User) -> None:
    """Refuse who may not review this: the agent, the own team, who has done it, no evaluator."""
    _refuse_barred(assignment, to)
    other = select(Assignment.id).where(Assignment.id == assignment.id, _also_given_to(to))
    if db.session.scalar(other) is not None:
        raise Refused(_("That person has been given this conversation before."))


def _refuse_barred(assignment: Assignment, to: User) -> None:
    if not (to.active and to.role_names & {EVALUATOR, QA_LEAD}):
        raise Refused(_("Only evaluators and QA leads review."))
    agent = assignment.interaction.agent
    if agent is not None:
        pick = evaluators.pick_for(assignment.interaction_id, agent, rules_of(assignment))
        if not pick.may_be_judged_by(to.id):
            raise Refused(_("Nobody reviews themselves, nor their own team where that is set."))


def _also_given_to(user: User) -> ColumnElement[bool]:
    """The condition on Assignment: its conversation has been given to this person besides."""
    other = aliased(Assignment)
    return (
        select(other.id)
        .where(
            other.interaction_id == Assignment.interaction_id,
            other.evaluator_id == user.id,
            other.id != Assignment.id,
        )
        .exists()
    )


def rules_of(assignment: Assignment) -> PlanSettings:
    """The settings of the plan that an assignment comes from; the usual ones for any other."""
    return assignment.draw.plan.rules if assignment.draw else PlanSettings()


def is_abandoned(assignment: Assignment) -> bool:
    """Whether nobody has touched a review for as long as its plan allows.

    A begun one counts from its last save, any other from its due day.
    """
    return _lies(assignment, _draft_of(assignment))


def abandoned_among(
    assignments: Sequence[Assignment], drafts: Mapping[int, Evaluation]
) -> list[Assignment]:
    """Those that nobody has touched for so long; ``drafts`` are those of ``last_saved``."""
    return [row for row in assignments if _lies(row, drafts.get(row.id))]


def _lies(assignment: Assignment, draft: Evaluation | None) -> bool:
    wait = timedelta(days=rules_of(assignment).hands.abandoned_days)
    if draft:
        return draft.saved_at + wait < now()
    return assignment.due_on + wait < now().date()


def abandoned_for(user: User, limit: int = 50) -> list[Assignment]:
    """Reviews that others have left lying and ``user`` may take over, the oldest first."""
    least = timedelta(days=1)  # plans allow no less, so that this narrows without losing any
    rows = db.session.scalars(
        select(Assignment)
        .outerjoin(
            Evaluation, (Evaluation.assignment_id == Assignment.id) & (Evaluation.state == DRAFT)
        )
        .where(
            Assignment.state == OPEN,
            Assignment.evaluator_id != user.id,
            Assignment.pick != "calibration",
            or_(
                Evaluation.saved_at < now() - least,
                Evaluation.id.is_(None) & (Assignment.due_on < now().date() - least),
            ),
            ~_also_given_to(user),
        )
        .order_by(Assignment.due_on, Assignment.id)
        .limit(4 * limit)
        .options(*SHOWN)
    ).all()
    lying = abandoned_among(rows, last_saved(rows))
    return [row for row in lying if _may_judge(row, user)][:limit]


def _may_judge(assignment: Assignment, user: User) -> bool:
    try:
        _refuse_barred(assignment, user)
    except Refused:
        return False
    return True


def open_reviews(limit: int = 200) -> list[Assignment]:
    """What waits in all queues, first due first."""
    return list(
        db.session.scalars(
            select(Assignment)
            .where(Assignment.state == OPEN, Assignment.pick != "calibration")
            .order_by(Assignment.due_on, Assignment.id)
            .limit(limit)
            .options(*SHOWN)
        )
    )


def waiting_assignment(assignment_id: int) -> Assignment | None:
    """An assignment, locked until the commit."""
    return db.session.scalar(
        select(Assignment).where(Assignment.id == assignment_id).with_for_update()
    )


def last_saved(assignments: Sequence[Assignment]) -> dict[int, Evaluation]:
    """The drafts of these assignments, by assignment."""
    ids = [row.id for row in assignments]
    drafts = db.session.scalars(
        select(Evaluation).where(Evaluation.assignment_id.in_(ids), Evaluation.state == DRAFT)
    )
    return {draft.assignment_id: draft for draft in drafts}


def _draft_of(assignment: Assignment) -> Evaluation | None:
    return db.session.scalar(
        select(Evaluation).where(
            Evaluation.assignment_id == assignment.id, Evaluation.state == DRAFT
        )
    )
