"""Drawing reviews: picking them, handing them out, and keeping what proves the draw later."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.notices import tell_of_draw
from evaluation.refusals import Refused
from evaluation.review_model.queries import flags_by_interaction
from evaluation.rubrics.actions import install_default_rubric
from evaluation.sampling import evaluators, queries
from evaluation.sampling.doubles import DEFAULT_SHARE, Given, choose_doubles, how_many
from evaluation.sampling.drawing import DrawResult, design_words, hash_of, preview, record_of
from evaluation.sampling.models import Assignment, Draw, SamplingPlan
from evaluation.sampling.rotation import Pick, hand_out
from evaluation.sampling.schedule import Period
from people.audit import record
from people.models import User
from transcripts.models import InteractionGrant

DOUBLES_LOOK_BACK_DAYS = 180


def install_default_plan() -> SamplingPlan:
    """The plan of a new centre: five a week for each agent, half by chance, some done twice."""
    found = db.session.scalar(select(SamplingPlan).order_by(SamplingPlan.id).limit(1))
    if found:
        return found
    rubric = install_default_rubric().rubric
    hands = {"double_share": DEFAULT_SHARE}
    plan = SamplingPlan(
        name="Weekly reviews", rubric=rubric, frame={"days": 7}, settings={"hands": hands}
    )
    db.session.add(plan)
    db.session.flush()
    return plan


def draw(
    user: User | None,
    plan: SamplingPlan,
    seed: int | None = None,
    *,
    period: Period | None = None,
    slot: str | None = None,
) -> Draw:
    """Draw now, hand the reviews out to the evaluators in turn, and keep what proves it.

    ``period`` and ``slot`` are those of a plan that draws by itself; a slot that has its draw gives
    that one. Raises Refused where there is nothing to draw from or nobody to review.
    """
    # Two draws at once would give the same conversation twice.
    db.session.execute(select(SamplingPlan.id).order_by(SamplingPlan.id).with_for_update())
    if slot and (made := queries.draw_of_slot(plan, slot)):
        return made
    result = preview(plan, seed, period)
    _refuse_impossible(result)
    row = _kept(plan, result)
    row.slot, row.drawn_by_id = slot, user.id if user else None
    db.session.add(row)
    db.session.flush()
    picks = picks_with_barred(plan, result)
    firsts = _assign(row, result, picks)
    doubled = _assign_doubles(row, result, picks, firsts)
    record(
        user, "draw.made", row, plan=plan.id, picked=len(result.picks), assigned=len(firsts),
        doubled=doubled,
    )  # fmt: skip
    tell_of_draw(row)
    return row


def _refuse_impossible(result: DrawResult) -> None:
    if not result.frame_size:
        raise Refused(
            _("Nothing to draw: every ready interaction of the period has been given out.")
        )
    if not result.people:
        raise Refused(_("Nobody can review yet: give somebody the role of evaluator first."))
    if not result.picks:
        raise Refused(_("Nobody has room for more reviews until they would be due."))


def _kept(plan: SamplingPlan, result: DrawResult) -> Draw:
    """What proves the draw later: all that it followed from."""
    return Draw(
        plan=plan,
        period_start=result.period.start,
        period_end=result.period.end,
        seed=result.seed,
        design=design_words(plan)[:200],
        frame_hash=hash_of(result.frames),
        frame_size=result.frame_size,
        frame=record_of(plan, result),
    )


def picks_with_barred(plan: SamplingPlan, result: DrawResult) -> list[Pick]:
    """The picks with those who may not judge them."""
    agents = queries.agents_named([frame.agent for frame in result.frames])
    barred: Mapping[int, frozenset[int]] = {}
    if plan.rules.hands.not_own_team:
        barred = evaluators.own_people(agents.values())
    return [
        Pick(d.interaction, d.agent, agents[d.agent].user_id, barred.get(d.agent, frozenset()))
        for d in result.picks
    ]


def _assign(row: Draw, result: DrawResult, picks: list[Pick]) -> dict[int, Assignment]:
    """Write the assignments; the reason of a risky pick is its strongest signal."""
    workload = {person.id: person.waiting for person in result.people}
    hands = hand_out(picks, workload, result.seed, _room(result))
    if len(hands) < len(picks):
        raise Refused(
            _(
                "For some reviews nobody is left who may do them: nobody reviews themselves, and "
                "limits count. A further evaluator is needed."
            )
        )
    flags = flags_by_interaction([d.interaction for d in result.picks if d.risk > 0])
    due = {person.id: person.due for person in result.people}
    found: dict[int, Assignment] = {}
    for drawn in result.picks:
        strongest = flags.get(drawn.interaction)
        found[drawn.interaction] = assign(
            row,
            drawn.interaction,
            hands[drawn.interaction],
            due[hands[drawn.interaction]],
            pick="risk" if strongest else "random",
            reason=strongest[0].signal if strongest else "",
            inclusion_probability=drawn.probability,
        )
    db.session.flush()
    return found


def _assign_doubles(
    row: Draw, result: DrawResult, picks: list[Pick], firsts: Mapping[int, Assignment]
) -> int:
    """Give some of the picks to a second evaluator, who does not see that it is the second time."""
    count = how_many(len(picks), row.plan.rules.hands.double_share)
    if not count:
        return 0
    since = now().date() - timedelta(days=DOUBLES_LOOK_BACK_DAYS)
    room = _room(result)
    given = []
    for pick in picks:
        first = firsts[pick.interaction].evaluator_id
        if first in room:
            room[first] -= 1
        own = () if pick.own_user is None else (pick.own_user,)
        given.append(Given(pick.interaction, pick.agent, first, {*pick.barred, *own}))
    due = {person.id: person.due for person in result.people}
    chosen = choose_doubles(
        given, due.keys(), count, result.seed, room=room,
        met=evaluators.met_since(since), twice=evaluators.twice_since(since),
    )  # fmt: skip
    for interaction, person in chosen.items():
        first_row = firsts[interaction]
        assign(
            row, interaction, person, due[person],
            pick="double", reason=first_row.reason, double_of_id=first_row.id,
        )  # fmt: skip
    db.session.flush()
    return len(chosen)


def _room(result: DrawResult) -> dict[int, int]:
    return {person.id: person.room for person in result.people if person.room is not None}


def assign(row: Draw, interaction: int, person: int, due: date, **values: object) -> Assignment:
    """Put a conversation of a draw into somebody's queue."""
    assignment = Assignment(
        interaction_id=interaction,
        evaluator_id=person,
        rubric_id=row.plan.rubric_id,
        draw=row,
        due_on=due,
        **values,
    )
    db.session.add(assignment)
    grant(interaction, person)
    return assignment


def grant(interaction_id: int, user_id: int) -> None:
    """Let an evaluator open what is to be reviewed, also where they see only what is assigned."""
    if db.session.get(InteractionGrant, (interaction_id, user_id)) is None:
        db.session.add(InteractionGrant(interaction_id=interaction_id, user_id=user_id))
