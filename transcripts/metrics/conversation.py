"""Everything that is measured of one conversation, spoken or written, from plain data.

Definitions in words: ``docs/metrics.md`` and ``transcripts.metrics.definitions``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import groupby
from typing import Any

from transcripts.metrics.holds import Said, split_silences
from transcripts.metrics.questions import count_questions
from transcripts.metrics.responses import response_times
from transcripts.speech.metrics import SIDES, measure_speech
from transcripts.speech.spans import (
    Span,
    inside,
    rounded,
    seconds_of,
    silences_between,
    union,
    without,
)

HARDLY_HEARD, CLEARLY_HEARD = 0.2, 0.5
"""Shares of a turn's time: whose voice it is when a person says that somebody else speaks."""

Voices = Mapping[str, Sequence[Span]]


@dataclass(frozen=True)
class Talk:
    """One conversation. ``voices`` are stretches of voice by speaker, in order, not overlapping;

    None where nothing was heard and the turns' own times have to do. ``peaks``: the waveform.
    """

    channel: str
    said: Sequence[Said]
    language: str | None = None
    voices: Voices | None = None
    peaks: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Measures:
    """The columns of ``SpeechMetrics``, by the same names; None is "cannot be known"."""

    basis: str | None = None
    agent_talk_share: float | None = None
    customer_talk_share: float | None = None
    agent_turns: int | None = None
    customer_turns: int | None = None
    agent_words: int | None = None
    customer_words: int | None = None
    agent_words_per_minute: float | None = None
    customer_words_per_minute: float | None = None
    agent_monologue_seconds: float | None = None
    customer_monologue_seconds: float | None = None
    agent_questions: int | None = None
    agent_open_questions: int | None = None
    agent_closed_questions: int | None = None
    customer_questions: int | None = None
    overtalk_share: float | None = None
    overtalk_seconds: float | None = None
    interruptions: int | None = None
    customer_interruptions: int | None = None
    dead_air_count: int | None = None
    dead_air_seconds: float | None = None
    longest_silence_seconds: float | None = None
    hold_count: int | None = None
    hold_seconds: float | None = None
    longest_hold_seconds: float | None = None
    first_response_seconds: float | None = None
    response_count: int | None = None
    response_median_seconds: float | None = None
    response_p90_seconds: float | None = None
    response_longest_seconds: float | None = None
    silences: Sequence[Span] = field(default=())
    holds: Sequence[Span] = field(default=())
    overtalks: Sequence[Span] = field(default=())
    interruption_spans: Sequence[tuple[float, float, str]] = field(default=())
    responses: Sequence[Span] = field(default=())

    def columns(self) -> dict[str, Any]:
        """As plain values, by column."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: [list(span) for span in value] if isinstance(value, (tuple, list)) else value
            for name, value in values.items()
        }


def measure_conversation(talk: Talk) -> Measures:
    """Measure a conversation: who says how much, and the voice or the replies by its channel."""
    sided = _sided(talk.said)
    found = _words(sided, talk.language)
    if talk.channel == "voice":
        return Measures(**found, **_voice(talk, sided))
    return Measures(**found, **_replies(talk.said))


def _sided(said: Sequence[Said]) -> list[Said]:
    """What agent and customer say; a virtual agent stands for the agent where there is no other."""
    agent = "agent" if any(turn.speaker == "agent" for turn in said) else "bot"
    names = {agent: "agent", "customer": "customer"}
    return [
        Said(names[turn.speaker], turn.text, turn.start, turn.end)
        for turn in said
        if turn.speaker in names
    ]


def _words(sided: Sequence[Said], language: str | None) -> dict[str, Any]:
    """Turns, words and questions of each side. A turn goes on until the other side has one."""
    if not sided:
        return {}
    runs = [side for side, _ in groupby(turn.speaker for turn in sided)]
    texts = {side: [turn.text for turn in sided if turn.speaker == side] for side in SIDES}
    agent = count_questions(texts["agent"], language)
    return {
        "agent_turns": runs.count("agent"),
        "customer_turns": runs.count("customer"),
        "agent_words": _count_words(texts["agent"]),
        "customer_words": _count_words(texts["customer"]),
        "agent_questions": agent.all,
        "agent_open_questions": agent.open,
        "agent_closed_questions": agent.closed,
        "customer_questions": count_questions(texts["customer"], language).all,
    }


def _count_words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _voice(talk: Talk, sided: Sequence[Said]) -> dict[str, Any]:
    """What only sound has: shares of time, overtalk, silences and holds."""
    if talk.voices:
        basis, voices = "voice", aligned(talk.voices, talk.said)
    else:
        basis, voices = "turns", voices_of(talk.said)
    if not any(voices.values()):
        return {}
    counts = {side: _count_words([t.text for t in sided if t.speaker == side]) for side in SIDES}
    heard = measure_speech(voices, counts)
    holds, dead = split_silences(heard.silences, talk.said, talk.peaks)
    pauses = silences_between(union([s for spans in voices.values() for s in spans]), 0.0)
    waits = set(holds)
    talking = [pause for pause in rounded(pauses) if pause not in waits]
    same = (
        "agent_talk_share", "customer_talk_share", "overtalk_share", "overtalk_seconds",
        "interruptions", "customer_interruptions", "agent_words_per_minute",
        "customer_words_per_minute", "agent_monologue_seconds", "customer_monologue_seconds",
        "overtalks", "interruption_spans",
    )  # fmt: skip
    return {name: getattr(heard, name) for name in same} | {
        "basis": basis,
        "dead_air_count": len(dead),
        "dead_air_seconds": round(seconds_of(dead), 2),
        "longest_silence_seconds": _longest(talking),
        "hold_count": len(holds),
        "hold_seconds": round(seconds_of(holds), 2),
        "longest_hold_seconds": _longest(holds),
        "silences": dead,
        "holds": holds,
    }


def _longest(spans: Sequence[Span]) -> float:
    return round(max((end - start for start, end in spans), default=0.0), 2)


def voices_of(said: Sequence[Said]) -> dict[str, list[Span]]:
    """Stretches of voice by speaker as far as the turns' own times tell them."""
    timed = [
        (turn.speaker, (turn.start, turn.end))
        for turn in said
        if turn.start is not None and turn.end is not None and turn.end > turn.start
    ]
    speakers = {speaker for speaker, _ in timed}
    if speakers & set(SIDES):
        speakers |= set(SIDES)
    return {
        speaker: union([span for who, span in timed if who == speaker])
        for speaker in sorted(speakers)
    }


def aligned(voices: Voices, said: Sequence[Said]) -> dict[str, list[Span]]:
    """The voices with each turn's given to whom the turn says, after somebody corrected it.

    A turn moves when the side that it names is hardly heard in its time and the other one clearly
    is; a call that nobody corrected stays as it was heard.
    """
    found = {who: [(start, end) for start, end in spans] for who, spans in voices.items()}
    if not all(side in found for side in SIDES):
        return found
    for turn in said:
        if turn.speaker not in SIDES or turn.start is None or (turn.end or 0.0) <= turn.start:
            continue
        other = SIDES[1 - SIDES.index(turn.speaker)]
        window = (turn.start, float(turn.end or turn.start))
        length = window[1] - window[0]
        moved = inside(found[other], window)
        hardly = seconds_of(inside(found[turn.speaker], window)) < HARDLY_HEARD * length
        if hardly and seconds_of(moved) >= CLEARLY_HEARD * length:
            found[other] = without(found[other], window)
            found[turn.speaker] = union([*found[turn.speaker], *moved])
    return found


def _replies(said: Sequence[Said]) -> dict[str, Any]:
    """What only writing has: how long the customer waits."""
    timed = [(turn.speaker, turn.start) for turn in said if turn.start is not None]
    if len({at for _, at in timed}) < 2:
        return {}
    found = response_times(timed)
    return {
        "basis": "messages",
        "first_response_seconds": found.first,
        "response_count": len(found.waits),
        "response_median_seconds": found.median,
        "response_p90_seconds": found.p90,
        "response_longest_seconds": found.longest,
        "responses": rounded(found.waits),
    }
