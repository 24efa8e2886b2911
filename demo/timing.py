"""How long contacts take, and when each turn is said or written."""

import math
from collections.abc import Sequence

import numpy as np

from demo.world import Said

WORDS_PER_SECOND = 2.6
TYPICAL_SECONDS = {"voice": 200.0, "chat": 560.0, "email": 430.0, "sms": 170.0, "social": 250.0}
REASON_FACTORS = {
    "no connection": 1.25, "slow wifi": 1.2, "moving house": 1.1, "high bill": 1.0, "refund": 0.9,
    "cancellation": 1.15, "booking": 0.75, "warranty": 1.05, "repair status": 0.7,
}  # fmt: skip
COMPLEXITY_FACTORS = {"simple": 0.8, "normal": 1.0, "hard": 1.4}
SPREAD = 0.22
MEAN_HOLD_SECONDS = 9.0


def handle_seconds(
    channel: str, reason: str, complexity: str, pace: float, random: np.random.Generator
) -> float:
    """A log-normal handle time; `pace` is the agent's true ratio to what is expected."""
    typical = TYPICAL_SECONDS[channel] * REASON_FACTORS[reason] * COMPLEXITY_FACTORS[complexity]
    return round(typical * pace * math.exp(random.normal(0, SPREAD)), 1)


def spoken(turns: Sequence[Said], handle: float, random: np.random.Generator) -> tuple[Said, ...]:
    """Put the turns of a call on the time line.

    The wait is where the agent looks things up. What is left of the handle time is after-call work.
    """
    talk = [max(0.8, len(turn.text.split()) / WORDS_PER_SECOND) for turn in turns]
    gaps = random.uniform(0.2, 1.1, len(turns))
    left = handle - sum(talk) - float(gaps.sum())
    waits = [
        index
        for index in range(1, len(turns))
        if turns[index].speaker == turns[index - 1].speaker == "agent"
    ]
    if waits and left > 0:
        gaps[waits[0]] += min(left, 2.0 + random.exponential(MEAN_HOLD_SECONDS))
    placed, clock = [], 0.0
    for turn, seconds, gap in zip(turns, talk, gaps, strict=True):
        start = clock + float(gap)
        clock = start + seconds
        placed.append(Said(turn.speaker, turn.text, round(start, 2), round(clock, 2)))
    return tuple(placed)


def written(
    turns: Sequence[Said], channel: str, handle: float, random: np.random.Generator
) -> tuple[Said, ...]:
    """Spread messages over the handle time; e-mails have hours between them."""
    stretch = 1.0 if channel in ("chat", "web") else 40.0 if channel == "email" else 8.0
    shares = random.dirichlet(np.full(len(turns), 3.0)) * handle * stretch
    moments = np.cumsum(shares) - shares[0]
    return tuple(
        Said(turn.speaker, turn.text, round(float(moment), 1), round(float(moment), 1))
        for turn, moment in zip(turns, moments, strict=True)
    )
