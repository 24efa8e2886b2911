"""What a plan would pick: read from the database, drawn with a seed, nothing written."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.sampling import design, queries
from evaluation.sampling.evaluators import Reviewer, reviewers
from evaluation.sampling.models import SamplingPlan
from evaluation.sampling.numbers import Numbers, numbers_for
from evaluation.sampling.queries import AgentFrame, Period


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
    numbers: Numbers
    people: tuple[Reviewer, ...]
    picks: tuple[Drawn, ...]

    @property
    def frame_size(self) -> int:
        return sum(len(frame.ids) for frame in self.frames)


def preview(
    plan: SamplingPlan, seed: int | None = None, period: Period | None = None
) -> DrawResult:
    """What a draw made now would pick. Without a seed, one is chosen."""
    chosen_period = period or queries.period_of(plan)
    chosen = secrets.randbelow(design.MAX_SEED) if seed is None else seed
    frames = tuple(queries.frames_of(plan, chosen_period))
    people = tuple(reviewers(plan.rules))
    numbers = numbers_for(plan, frames, people)
    picks = draw_from(frames, numbers.each, plan.random_share, chosen)
    return DrawResult(chosen_period, chosen, frames, numbers, people, picks)


def draw_from(
    frames: tuple[AgentFrame, ...], numbers: Mapping[int, int], eps: float, seed: int
) -> tuple[Drawn, ...]:
    """Draw from all agents."""
    return tuple(
        drawn
        for frame in frames
        for drawn in draw_for_agent(frame, numbers[frame.agent], eps, seed)
    )


def draw_for_agent(frame: AgentFrame, n: int, eps: float, seed: int) -> list[Drawn]:
    """Draw from one agent's interactions; each agent has a stream of chance of its own."""
    names = [str(i) for i in frame.ids]
    own = seed_of(seed, frame.agent)
    result = design.draw(names, frame.risks, n, eps, own, frame.strata or None)
    risks = dict(zip(frame.ids, frame.risks, strict=True))
    return [
        Drawn(int(name), frame.agent, probability, risks[int(name)])
        for name, probability in zip(result.ids, result.probabilities, strict=True)
    ]


def seed_of(seed: int, *what: int | str) -> int:
    """A seed derived from that of the whole: of one agent's draw, or of one pick's replacement."""
    digest = hashlib.sha256(":".join(map(str, (seed, *what))).encode()).digest()
    return int.from_bytes(digest[:8], "big") % design.MAX_SEED


def hash_of(frames: tuple[AgentFrame, ...]) -> str:
    """One hash over everything that could be drawn, with its strata and risks."""
    names = [
        ":".join((str(frame.agent), str(i), *frame.strata[place : place + 1]))
        for frame in frames
        for place, i in enumerate(frame.ids)
    ]
    return design.frame_hash(names, [risk for frame in frames for risk in frame.risks])


def design_words(plan: SamplingPlan) -> str:
    """The design of a draw in one line, for its record."""
    picks = plan.rules.picks
    words = [design.DESIGN, f"{picks.per_agent} for each agent, eps {picks.random_share:g}"]
    if picks.hours is not None:
        words.append(f"at least; {picks.hours:g} hours by decision value, to +-{picks.width:g}")
    if picks.strata:
        words.append("ordered by " + " and ".join(picks.strata))
    return ", ".join(words)


def record_of(plan: SamplingPlan, result: DrawResult) -> dict[str, Any]:
    """All that is needed to draw again, as JSON."""
    return {
        "per_agent": plan.per_agent,
        "eps": plan.random_share,
        "numbers": {str(agent): n for agent, n in result.numbers.each.items()},
        "agents": {
            str(f.agent): {"ids": list(f.ids), "risks": list(f.risks)}
            | ({"strata": list(f.strata)} if f.strata else {})
            for f in result.frames
        },
    }


def frames_in(record: Mapping[str, Any]) -> tuple[AgentFrame, ...]:
    """The frames of a record."""
    return tuple(
        AgentFrame(
            int(agent), tuple(part["ids"]), tuple(part["risks"]), tuple(part.get("strata", ()))
        )
        for agent, part in record["agents"].items()
    )


def numbers_in(record: Mapping[str, Any]) -> dict[int, int]:
    """How many were drawn of each agent, by a record; older ones hold one number for all."""
    numbers = record.get("numbers", {})
    return {int(agent): int(numbers.get(agent, record["per_agent"])) for agent in record["agents"]}
