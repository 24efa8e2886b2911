"""Drawing reviews: what a plan would pick, picking it, and proving later that it was picked so."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.refusals import Refused
from evaluation.review_model.queries import flags_by_interaction
from evaluation.rubrics.actions import install_default_rubric
from evaluation.sampling import design, queries
from evaluation.sampling.models import Assignment, Draw, SamplingPlan
from evaluation.sampling.queries import AgentFrame, Period
from evaluation.sampling.rotation import Pick, hand_out
from people.audit import record
from people.models import User
from transcripts.models import InteractionGrant


@dataclass(frozen=True)
class Drawn:
    """One interaction of a draw: whose it is, its chance of being drawn, and its risk (0-1)."""

    interaction: int
    agent: int
    probability: float
    risk: float


@dataclass(frozen=True)
class DrawResult:
    """What a plan picks from its frames with a seed; nothing has been written."""

    period: Period
    seed: int
    frames: tuple[AgentFrame, ...]
    picks: tuple[Drawn, ...]

    @property
    def frame_size(self) -> int:
        return sum(len(frame.ids) for frame in self.frames)


def install_default_plan() -> SamplingPlan:
    """The plan that a new centre starts with: five a week for each agent, half by chance."""
    found = db.session.scalar(select(SamplingPlan).order_by(SamplingPlan.id).limit(1))
    if found:
        return found
    rubric = install_default_rubric().rubric
    plan = SamplingPlan(name="Weekly reviews", rubric=rubric, frame={"days": 7})
    db.session.add(plan)
    db.session.flush()
    return plan


def preview(plan: SamplingPlan, seed: int | None = None) -> DrawResult:
    """What a draw made now would pick. Without a seed, one is chosen."""
    period = queries.period_of(plan)
    chosen = secrets.randbelow(design.MAX_SEED) if seed is None else seed
    frames = tuple(queries.frames_of(plan, period))
    picks = tuple(
        drawn
        for frame in frames
        for drawn in draw_for_agent(frame, plan.per_agent, plan.random_share, chosen)
    )
    return DrawResult(period, chosen, frames, picks)


def draw_for_agent(frame: AgentFrame, n: int, eps: float, seed: int) -> list[Drawn]:
    """Draw from one agent's interactions; each agent has a stream of chance of its own."""
    result = design.draw([str(i) for i in frame.ids], frame.risks, n, eps, agent_seed(seed, frame))
    risks = dict(zip(frame.ids, frame.risks, strict=True))
    return [
        Drawn(int(name), frame.agent, probability, risks[int(name)])
        for name, probability in zip(result.ids, result.probabilities, strict=True)
    ]


def agent_seed(seed: int, frame: AgentFrame) -> int:
    """The seed of one agent's draw, derived from that of the whole."""
    digest = hashlib.sha256(f"{seed}:{frame.agent}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % design.MAX_SEED


def hash_of(frames: tuple[AgentFrame, ...]) -> str:
    """One hash over everything that could be drawn, with its risks."""
    names = [f"{frame.agent}:{i}" for frame in frames for i in frame.ids]
    return design.frame_hash(names, [risk for frame in frames for risk in frame.risks])


def draw(user: User | None, plan: SamplingPlan, seed: int | None = None) -> Draw:
    """Draw now, hand the reviews out to the evaluators in turn, and keep what proves it.

    Raises Refused where there is nothing to draw from or nobody to review.
    """
    result = preview(plan, seed)
    if not result.picks:
        raise Refused(
            _("Nothing to draw: every ready interaction of the period has been given out.")
        )
    workload = queries.workloads()
    if not workload:
        raise Refused(_("Nobody can review yet: give somebody the role of evaluator first."))
    row = Draw(
        plan=plan,
        period_start=result.period.start,
        period_end=result.period.end,
        seed=result.seed,
        design=f"{design.DESIGN}, {plan.per_agent} for each agent, eps {plan.random_share:g}",
        frame_hash=hash_of(result.frames),
        frame_size=result.frame_size,
        frame=_frame_record(plan, result.frames),
        drawn_by_id=user.id if user else None,
    )
    db.session.add(row)
    db.session.flush()
    given = _assign(row, result, workload)
    record(user, "draw.made", row, plan=plan.id, picked=len(result.picks), assigned=given)
    return row


def _frame_record(plan: SamplingPlan, frames: tuple[AgentFrame, ...]) -> dict[str, object]:
    return {
        "per_agent": plan.per_agent,
        "eps": plan.random_share,
        "agents": {str(f.agent): {"ids": list(f.ids), "risks": list(f.risks)} for f in frames},
    }


def _assign(row: Draw, result: DrawResult, workload: dict[int, int]) -> int:
    """Write the assignments; the reason of a risky pick is its strongest signal."""
    agents = queries.agents_named([frame.agent for frame in result.frames])
    picks = [Pick(d.interaction, d.agent, agents[d.agent].user_id) for d in result.picks]
    hands = hand_out(picks, workload, result.seed)
    if len(hands) < len(picks):
        raise Refused(_("Nobody may review their own conversations: a second evaluator is needed."))
    flags = flags_by_interaction([d.interaction for d in result.picks if d.risk > 0])
    due = now().date() + timedelta(days=row.plan.due_days)
    for drawn in result.picks:
        strongest = flags.get(drawn.interaction)
        db.session.add(
            Assignment(
                interaction_id=drawn.interaction,
                evaluator_id=hands[drawn.interaction],
                rubric_id=row.plan.rubric_id,
                draw=row,
                pick="risk" if strongest else "random",
                reason=strongest[0].signal if strongest else "",
                inclusion_probability=drawn.probability,
                due_on=due,
            )
        )
        grant(drawn.interaction, hands[drawn.interaction])
    db.session.flush()
    return len(hands)


def grant(interaction_id: int, user_id: int) -> None:
    """Let an evaluator open what is to be reviewed, also where they see only what is assigned."""
    if db.session.get(InteractionGrant, (interaction_id, user_id)) is None:
        db.session.add(InteractionGrant(interaction_id=interaction_id, user_id=user_id))


def prove(row: Draw) -> design.Proof:
    """Draw again from the record alone and compare with what was handed out."""
    frames = tuple(
        AgentFrame(int(agent), tuple(part["ids"]), tuple(part["risks"]))
        for agent, part in row.frame["agents"].items()
    )
    if hash_of(frames) != row.frame_hash:
        return design.Proof(False, _("the frame or its risks are not those of the draw"))
    again = {
        drawn.interaction: drawn.probability
        for frame in frames
        for drawn in draw_for_agent(frame, row.frame["per_agent"], row.frame["eps"], row.seed)
    }
    recorded = {a.interaction_id: a.inclusion_probability for a in queries.picks_of(row)}
    if again.keys() != recorded.keys():
        return design.Proof(False, _("the seed draws other interactions than those recorded"))
    if any(abs(again[key] - (recorded[key] or 0)) > 1e-12 for key in again):
        return design.Proof(False, _("the recorded probabilities are not those of the design"))
    return design.Proof(True, _("the record follows from its frame, design and seed"))
