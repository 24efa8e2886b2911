"""What is suggested to whom, and when; pure.

"off" shows nothing, "after" shows what the machine says once the person has answered, "on" beside
the question. The centre (or a rubric) says how far one may go; a person may go less far.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OFF, AFTER, ON = "off", "after", "on"
MODES = (OFF, AFTER, ON)
OPINIONS = ("agree", "disagree", "unsure")
BLIND_PICKS = frozenset({"calibration"})
"""Here everybody knows that scores are compared: nothing may lean on the machine or on the score.

A second review of a draw is not among them: it looks as the first one did, since what is missing
would tell its evaluator that another one scores the same conversation."""

SIGNALS_OF = {
    "product_knowledge": ("long_silence", "long_hold"),
    "probing": ("agent_talks_most",),
    "empathy": ("no_apology", "complaint", "escalation", "overtalk", "agent_interrupts"),
    "adaptability": ("cancel", "repeat"),
    "compliance": ("legal_threat",),
}
"""Which flags are worth a look at a question of this competency."""


@dataclass(frozen=True)
class DeskRules:
    """What holds at one review: when suggestions are shown, whether the score is kept from it."""

    suggestions: str
    blind: bool
    hides_score: bool


@dataclass(frozen=True)
class Allowed:
    """How far suggestions may go, and whether the score is hidden from everybody."""

    suggestions: str = AFTER
    blind: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Allowed":
        """As it is kept; what cannot be read has its default."""
        mode = data.get("suggestions")
        return cls(mode if mode in MODES else AFTER, data.get("blind") is True)


def rules_for(
    pick: str, allowed: Allowed, chosen: str | None, hides_score: bool, *, kept_back: bool = False
) -> DeskRules:
    """What holds for one person at a review that was picked in this way.

    ``kept_back``: the plan that drew it hides the score.
    """
    if pick in BLIND_PICKS:
        return DeskRules(OFF, blind=True, hides_score=True)
    mode = min(chosen or allowed.suggestions, allowed.suggestions, key=MODES.index)
    blind = allowed.blind or kept_back
    return DeskRules(mode, blind, blind or hides_score)


def level_near(score: float, minimum: float, maximum: float, values: Sequence[float]) -> float:
    """The answer nearest to a score, 0-100, on a question's own range."""
    wanted = minimum + score / 100 * (maximum - minimum)
    return min(values, key=lambda value: (abs(value - wanted), value)) if values else wanted
