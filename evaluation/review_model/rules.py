"""The first review model: rules that a person can read, each flag with its evidence.

Pure: a view of one interaction in, signals out. A learned model later answers the same question,
``flag(view) -> list[Signal]``, so nothing else has to change. Strengths order the flags and weigh
the risk of the next draw; they are choices of this model, not probabilities.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from evaluation.review_model.words import (
    AGENT_APOLOGIES,
    CUSTOMER_PHRASES,
    pattern,
    phrases_in,
)

NAME, VERSION = "rules", "1"
LONG_SILENCE_SECONDS = 20.0
OVERTALK_SHARE = 0.12
AGENT_TALK_SHARE = 0.8
FAST_RATIO = 0.75
SLOW_RATIO = 1.8
QUOTE_LENGTH = 160

STRENGTHS = {
    "legal_threat": 0.9,
    "escalation": 0.7,
    "cancel": 0.6,
    "complaint": 0.6,
    "no_apology": 0.5,
    "long_silence": 0.5,
    "overtalk": 0.4,
    "agent_talks_most": 0.4,
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
    """What a model may look at. Shares are 0-1, times seconds; None is "not known"."""

    turns: Sequence[TurnView] = ()
    language: str | None = None
    silences: Sequence[Sequence[float]] = ()
    overtalk_share: float | None = None
    agent_talk_share: float | None = None
    speed_ratio: float | None = None
    is_repeat: bool = False
    after_failed_self_service: bool = False


@dataclass(frozen=True)
class Evidence:
    """Where a signal can be seen; ``seconds`` is its length, ``share`` its size, if it has one."""

    turn: int | None = None
    start: float | None = None
    quote: str = ""
    seconds: float | None = None
    share: float | None = None


@dataclass(frozen=True)
class Signal:
    """A reason why a person should look; strength in (0, 1]."""

    signal: str
    strength: float
    evidence: tuple[Evidence, ...] = field(default=())


def flag(view: InteractionView) -> list[Signal]:
    """All signals of an interaction, strongest first, each at most once."""
    found = [*_words(view), *_sound(view), *_speed(view), *_history(view)]
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


def _sound(view: InteractionView) -> Iterator[Signal]:
    longest = max(view.silences, key=lambda span: span[1] - span[0], default=None)
    if longest and longest[1] - longest[0] >= LONG_SILENCE_SECONDS:
        start, end = longest
        before = [t for t in view.turns if t.start is not None and t.start <= start]
        turn = before[-1] if before else None
        yield _signal(
            "long_silence",
            Evidence(
                turn=turn.position if turn else None,
                start=start,
                quote=_around(turn.text, 0) if turn else "",
                seconds=end - start,
            ),
        )
    if view.overtalk_share is not None and view.overtalk_share >= OVERTALK_SHARE:
        yield _signal("overtalk", Evidence(share=view.overtalk_share))
    if view.agent_talk_share is not None and view.agent_talk_share > AGENT_TALK_SHARE:
        yield _signal("agent_talks_most", Evidence(share=view.agent_talk_share))


def _speed(view: InteractionView) -> Iterator[Signal]:
    if view.speed_ratio is None:
        return
    if view.speed_ratio < FAST_RATIO:
        yield _signal("much_faster", Evidence(share=view.speed_ratio))
    elif view.speed_ratio > SLOW_RATIO:
        yield _signal("much_slower", Evidence(share=view.speed_ratio))


def _history(view: InteractionView) -> Iterator[Signal]:
    if view.is_repeat:
        yield _signal("repeat")
    if view.after_failed_self_service:
        yield _signal("after_failed_self_service")


def risk_of(strengths: Sequence[float]) -> float:
    """The risk 0-1 of an interaction with these flags: 1 - the product of (1 - strength)."""
    calm = 1.0
    for strength in strengths:
        calm *= 1 - strength
    return 1 - calm
