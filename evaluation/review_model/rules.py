"""The first review model: rules that a person can read, each flag with its evidence.

Pure: a view of one interaction in, signals out. A learned model later answers the same question,
``flag(view) -> list[Signal]``, so nothing else has to change. Strengths order the flags and weigh
the risk of the next draw; they are choices of this model, not probabilities.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from evaluation.review_model.limits import MEASURED, Limit, Measured, Usual, limits_of
from evaluation.review_model.words import (
    AGENT_APOLOGIES,
    CUSTOMER_PHRASES,
    pattern,
    phrases_in,
)
from transcripts.journeys.self_service import self_service_failed

NAME, VERSION = "rules", "2"
FAST_RATIO = 0.75
SLOW_RATIO = 1.8
FEW_INTERRUPTIONS = 3  # fewer than these are no habit, however short the call
MOST_PLACES = 5
QUOTE_LENGTH = 160

STRENGTHS = {
    "legal_threat": 0.9,
    "escalation": 0.7,
    "cancel": 0.6,
    "complaint": 0.6,
    "no_apology": 0.5,
    "long_silence": 0.5,
    "long_hold": 0.4,
    "overtalk": 0.4,
    "agent_interrupts": 0.5,
    "slow_first_response": 0.4,
    "agent_talks_most": 0.4,
    "agent_talks_little": 0.2,
    "repeat": 0.4,
    "after_failed_self_service": 0.3,
    "much_faster": 0.5,
    "much_slower": 0.3,
}
SIGNALS = tuple(STRENGTHS)


@dataclass(frozen=True)
class TurnView:
    """What one side said; ``start`` in seconds, or None in writing without times."""

    position: int
    speaker: str
    text: str
    start: float | None = None


@dataclass(frozen=True)
class InteractionView:
    """What a model may look at.

    ``figures``: what was measured, by signal (`limits.figures_of`); None is "not known".
    ``places``: where it can be seen, by signal: (start, end) in seconds.
    """

    turns: Sequence[TurnView] = ()
    language: str | None = None
    channel: str = "voice"
    figures: Mapping[str, float | None] = field(default_factory=dict)
    places: Mapping[str, Sequence[Sequence[float]]] = field(default_factory=dict)
    speed_ratio: float | None = None
    is_repeat: bool = False
    after_failed_self_service: bool = False


@dataclass(frozen=True)
class Evidence:
    """Where a signal can be seen, and how large it is if it has a size.

    ``seconds``: a length; ``share``: 0-1, or times what is expected; ``rate``: times a minute.
    ``limit``: what it stands out from, in the same unit; ``contacts``: how many of the centre's
    contacts say what is usual, None where the limit is fixed.
    """

    turn: int | None = None
    start: float | None = None
    quote: str = ""
    seconds: float | None = None
    share: float | None = None
    rate: float | None = None
    limit: float | None = None
    contacts: int | None = None


@dataclass(frozen=True)
class Signal:
    """A reason why a person should look; strength in (0, 1]."""

    signal: str
    strength: float
    evidence: tuple[Evidence, ...] = field(default=())


def flag(view: InteractionView, usual: Usual | None = None) -> list[Signal]:
    """All signals of an interaction, strongest first, each at most once.

    ``usual``: what is usual in the centre, where that is known.
    """
    limits = limits_of(view.channel, usual or {})
    found = [*_words(view), *_measures(view, limits), *_speed(view), *_history(view)]
    return sorted(found, key=lambda signal: (-signal.strength, SIGNALS.index(signal.signal)))


def _signal(name: str, *evidence: Evidence) -> Signal:
    return Signal(name, STRENGTHS[name], evidence)


def _words(view: InteractionView) -> Iterator[Signal]:
    upset = False
    for name, by_language in CUSTOMER_PHRASES.items():
        evidence = _quotes(view, "customer", phrases_in(by_language, view.language))
        if evidence:
            upset = upset or name in ("complaint", "legal_threat", "escalation")
            yield _signal(name, *evidence)
    apologies = phrases_in(AGENT_APOLOGIES, view.language)
    if upset and _has_agent(view) and not _quotes(view, "agent", apologies):
        yield _signal("no_apology")


def _has_agent(view: InteractionView) -> bool:
    return any(turn.speaker == "agent" for turn in view.turns)


def _quotes(view: InteractionView, speaker: str, phrases: tuple[str, ...]) -> list[Evidence]:
    expression = pattern(phrases)
    found = (
        (turn, match)
        for turn in view.turns
        if turn.speaker == speaker and (match := expression.search(turn.text))
    )
    return [
        Evidence(turn.position, turn.start, _around(turn.text, match.start()))
        for turn, match in found
    ]


def _around(text: str, place: int) -> str:
    """The part of ``text`` about ``place``, cut at words, for a quotation."""
    if len(text) <= QUOTE_LENGTH:
        return text
    start = max(0, place - QUOTE_LENGTH // 2)
    piece = text[start : start + QUOTE_LENGTH]
    head = piece if start == 0 else "…" + piece.partition(" ")[2]
    return head if start + QUOTE_LENGTH >= len(text) else head.rpartition(" ")[0] + "…"


def _measures(view: InteractionView, limits: Mapping[str, Limit]) -> Iterator[Signal]:
    """What was measured and stands out from its limit."""
    for measured in MEASURED:
        value, limit = view.figures.get(measured.signal), limits[measured.signal]
        places = view.places.get(measured.signal, ())
        if value is None or not measured.beyond(value, limit.value):
            continue
        if measured.signal == "agent_interrupts" and len(places) < FEW_INTERRUPTIONS:
            continue
        first, *more = _seen(view, measured, places) or [Evidence()]
        first = replace(first, seconds=None, limit=limit.value, contacts=limit.contacts)
        yield _signal(measured.signal, _sized(first, measured.unit, round(value, 4)), *more)


def _sized(evidence: Evidence, unit: str, value: float) -> Evidence:
    """The same with its size in its unit."""
    sizes: dict[str, Any] = {unit: value}
    return replace(evidence, **sizes)


def _seen(
    view: InteractionView, measured: Measured, places: Sequence[Sequence[float]]
) -> list[Evidence]:
    """Where a measure can be seen, the longest first; for who talks most, their longest turn."""
    if measured.column == "agent_talk_share":
        side = "customer" if measured.below else "agent"
        own = [turn for turn in view.turns if turn.speaker == side]
        longest = max(own, key=lambda turn: len(turn.text), default=None)
        return [_of_turn(longest)] if longest else []
    by_length = sorted(places, key=lambda place: place[0] - place[1])
    return [_at(view, place) for place in by_length[:MOST_PLACES]]


def _at(view: InteractionView, place: Sequence[float]) -> Evidence:
    """A place, with the turn that is last begun there."""
    start, end = place[:2]
    before = [turn for turn in view.turns if turn.start is not None and turn.start <= start]
    found = _of_turn(before[-1]) if before else Evidence()
    return replace(found, start=start, seconds=round(end - start, 2))


def _of_turn(turn: TurnView) -> Evidence:
    return Evidence(turn.position, turn.start, _around(turn.text, 0))


def _speed(view: InteractionView) -> Iterator[Signal]:
    if view.speed_ratio is None:
        return
    if view.speed_ratio < FAST_RATIO:
        yield _signal("much_faster", Evidence(share=view.speed_ratio, limit=FAST_RATIO))
    elif view.speed_ratio > SLOW_RATIO:
        yield _signal("much_slower", Evidence(share=view.speed_ratio, limit=SLOW_RATIO))


def _history(view: InteractionView) -> Iterator[Signal]:
    if view.is_repeat:
        yield _signal("repeat")
    if view.after_failed_self_service:
        own = [turn for turn in view.turns if turn.speaker == "customer"]
        told = (turn for turn in own if self_service_failed(turn.text, view.language))
        yield _signal("after_failed_self_service", *map(_of_turn, islice(told, 1)))


def risk_of(strengths: Sequence[float]) -> float:
    """The risk 0-1 of an interaction with these flags: 1 - the product of (1 - strength)."""
    calm = 1.0
    for strength in strengths:
        calm *= 1 - strength
    return 1 - calm
