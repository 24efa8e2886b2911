"""Whose words are whose: by channel where there are two, else by voice, and then by what is said.

Which of two voices is the agent's is an estimate unless a person has said so; it comes with how it
was made and with the probability that it is right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from transcripts.speech.messages import Notice
from transcripts.speech.results import AGENT, CUSTOMER, UNKNOWN, TurnResult, WordResult
from transcripts.speech.roles import RoleGuess, guess_agent
from transcripts.speech.separation import TwoVoices
from transcripts.speech.turns import rebuild_turns, words_within_voice
from transcripts.speech.vad import Region

BY_CHANNEL, BY_WORDS, BY_SETTING, BY_PERSON = "channels", "words", "setting", "person"
SETTING_ODDS = math.log(9.0)  # a source's rule on who opens its calls holds nine times in ten
DOUBTFUL = 0.9  # sure enough of the opposite to ask a person
FIRST_SPEAKERS = (UNKNOWN, AGENT, CUSTOMER)


@dataclass(frozen=True)
class Opening:
    """Who speaks first on one channel: "agent", "customer" or "unknown", and whether a person who
    listened says so (else it is a rule of the source)."""

    speaker: str = UNKNOWN
    certain: bool = False


ANYBODY = Opening()


@dataclass(frozen=True)
class Sides:
    """Words and stretches of voice by speaker, with how the sides were told apart.

    ``method`` is "channels", "words", "setting" or "person", and None where they were not told
    apart; ``confidence`` (0-1) is None where nothing was estimated.
    """

    words: Mapping[str, Sequence[WordResult]]
    voices: Mapping[str, Sequence[Region]]
    method: str | None = None
    confidence: float | None = None
    notices: tuple[Notice, ...] = field(default=())

    def turns(self) -> list[TurnResult]:
        """What was said, in order of time."""
        return rebuild_turns(self.words, self.voices)


def sides_by_channel(
    words: Mapping[str, Sequence[WordResult]],
    voices: Mapping[str, Sequence[Region]],
    language: str | None,
) -> Sides:
    """The sides of two channels, with a notice where the words say that they are exchanged."""
    guess = guess_agent(_said(rebuild_turns(words, voices)), language)
    doubtful = guess is not None and guess.agent == CUSTOMER and guess.confidence >= DOUBTFUL
    notices = (Notice("roles_doubtful"),) if doubtful else ()
    return Sides(words, voices, BY_CHANNEL, None, notices)


def one_side(words: Sequence[WordResult], voice: Sequence[Region], *notices: Notice) -> Sides:
    """Everything said by nobody in particular, for the reasons in the notices."""
    return Sides({UNKNOWN: words}, {UNKNOWN: voice}, notices=notices)


def sides_by_voice(
    words: Sequence[WordResult],
    speech: Sequence[Region],
    two: TwoVoices,
    language: str | None,
    opening: Opening,
) -> Sides:
    """The sides of one channel whose two voices were told apart."""
    parts = two.regions(speech)
    voices = {"first": parts[0], "second": parts[1]}
    said: dict[str, list[WordResult]] = {"first": [], "second": []}
    for word in words:
        speaker = "second" if two.leaning(word.start, word.end) > 0 else "first"
        said[speaker].append(replace(word, speaker=speaker))
    said = {name: words_within_voice(those, voices[name]) for name, those in said.items()}
    turns = rebuild_turns(said, voices)
    if not all(said.values()):
        return one_side(words, speech, Notice("one_voice"))
    names, method, confidence, notices = _named(turns, language, opening)
    return Sides(
        {names[n]: [replace(w, speaker=names[n]) for w in those] for n, those in said.items()},
        {names[name]: regions for name, regions in voices.items()},
        method,
        confidence,
        (Notice("voices_estimated"), *notices),
    )


def _named(
    turns: Sequence[TurnResult], language: str | None, opening: Opening
) -> tuple[dict[str, str], str, float, list[Notice]]:
    """Which voice is whose, how that is known and how surely."""
    opens = turns[0].speaker
    follows = next(turn.speaker for turn in turns if turn.speaker != opens)
    guess = guess_agent(_said(turns), language) or RoleGuess(opens, 0.5)
    if opening.speaker == UNKNOWN:
        return _names(guess.agent, opens, follows), BY_WORDS, guess.confidence, []
    agent = opens if opening.speaker == AGENT else follows
    names = _names(agent, opens, follows)
    if opening.certain:
        return names, BY_PERSON, 1.0, []
    agrees = guess.agent == agent
    notices = [] if agrees or guess.confidence < DOUBTFUL else [Notice("roles_doubtful")]
    return names, BY_SETTING, _combined(guess.confidence, agrees=agrees), notices


def _names(agent: str, opens: str, follows: str) -> dict[str, str]:
    return {agent: AGENT, (follows if agent == opens else opens): CUSTOMER}


def _combined(confidence: float, *, agrees: bool) -> float:
    """The setting's probability after the words have been heard (Bayes, as independent)."""
    words = math.log(confidence / (1 - confidence))
    odds = SETTING_ODDS + (words if agrees else -words)
    return round(min(1 / (1 + math.exp(-odds)), 0.99), 3)


def _said(turns: Sequence[TurnResult]) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in turns]
