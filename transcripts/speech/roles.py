"""Which of two speakers is the agent, from what both say: pure, on words alone.

Evidence is added up as log-odds: turns of phrase, who says them early, who asks more, and that
whoever answers the telephone speaks first. The confidence is the probability that follows from
it, kept below certainty because the weights are judgement, checked on calls whose roles are known.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transcripts.speech.role_cues import AGENT, CUSTOMER, Cues

OPENS = 0.7  # for the agent, of whoever speaks first
ASKS = 1.0  # at most, of whoever asks all the questions
LATER = 0.6  # of a greeting that comes after the opening
OPENING_TURNS = 2
MOST_BY_PHRASES = 6.0
TEMPER = 0.6  # cues come in company, so their odds may not simply be multiplied
HIGHEST = 0.98

Said = Sequence[tuple[str, str]]  # (speaker, text) in order of time


@dataclass(frozen=True)
class RoleGuess:
    """``agent`` is the speaker who seems to be the agent, with a confidence of 0.5-0.98."""

    agent: str
    confidence: float


def guess_agent(said: Said, language: str | None = None) -> RoleGuess | None:
    """Guess which of the two speakers in ``said`` is the agent; None unless there are two.

    ``language`` picks the cues; any other than en, es and ca is judged by all of them.
    """
    speakers = list(dict.fromkeys(speaker for speaker, _ in said))
    if len(speakers) != 2:
        return None
    first, second = speakers
    evidence = {s: _phrases([t for who, t in said if who == s], language) for s in speakers}
    odds = _bounded(evidence[first] - evidence[second], MOST_BY_PHRASES)
    odds += OPENS + ASKS * _question_lead(said, first)
    certainty = min(1 / (1 + math.exp(-TEMPER * abs(odds))), HIGHEST)
    return RoleGuess(first if odds >= 0 else second, round(certainty, 3))


def _phrases(texts: Sequence[str], language: str | None) -> float:
    """Log-odds that one side is the agent by its turns of phrase; each cue counts once."""
    opening = " ".join(texts[:OPENING_TURNS]).lower()
    everything = " ".join(texts).lower()
    for_agent = _found(_of(AGENT, language), opening, everything)
    return for_agent - _found(_of(CUSTOMER, language), opening, everything)


def _of(cues: Mapping[str, Cues], language: str | None) -> Cues:
    if language and language in cues:
        return cues[language]
    return tuple(cue for those in cues.values() for cue in those)


def _found(cues: Cues, opening: str, everything: str) -> float:
    total = 0.0
    for pattern, weight in cues:
        if pattern.search(opening):
            total += weight
        elif pattern.search(everything):
            total += LATER * weight
    return total


def _question_lead(said: Said, speaker: str) -> float:
    """How much more ``speaker`` asks: -1..1, drawn to 0 where there are few questions."""
    own = sum(_questions(text) for who, text in said if who == speaker)
    all_asked = sum(_questions(text) for _, text in said)
    return (2 * own - all_asked) / (all_asked + 2)


def _questions(text: str) -> int:
    return len(re.findall(r"\?+", text))


def _bounded(value: float, most: float) -> float:
    return max(-most, min(most, value))
