"""How the talk went, from voice activity: pure arithmetic on stretches of time.

``agent`` and ``customer`` below are what the two channels of a call belong to. Where a recording
has one channel, what needs to know the speaker is None rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

DEAD_AIR_SECONDS = 4.0
MIN_RATE_SECONDS = 3.0  # too little speech to tell a rate of words
TAKES_FLOOR_SECONDS = 0.25  # talk over each other shorter than this is taking turns
HAS_FLOOR_SECONDS = 0.5

Span = tuple[float, float]


@dataclass(frozen=True)
class SpeechMetrics:
    """Shares are 0-1, times seconds, rates words per minute of one's own speaking time.

    ``agent_talk_share`` + ``customer_talk_share`` = 1: of the time each speaks.
    ``overtalk_share``: time both speak, of the time anybody speaks.
    ``silences``: dead air as (start, end): nobody speaks for 4 seconds or more, between the first
    and the last speech. ``interruptions`` are by the agent, ``customer_interruptions`` by the
    customer: one starts while the other has spoken for half a second, and goes on when the other
    has stopped. ``agent_questions``: sentences of the agent that end with a question mark.
    """

    agent_talk_share: float | None
    customer_talk_share: float | None
    overtalk_share: float | None
    overtalk_seconds: float | None
    dead_air_count: int
    longest_silence_seconds: float
    interruptions: int | None
    customer_interruptions: int | None
    agent_words_per_minute: float | None
    customer_words_per_minute: float | None
    agent_questions: int | None
    speech_seconds: float
    silences: tuple[Span, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self) | {"silences": [list(silence) for silence in self.silences]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SpeechMetrics:
        """The reverse of :meth:`to_json`."""
        return cls(**{**data, "silences": tuple((a, b) for a, b in data["silences"])})


def measure_speech(
    voices: Mapping[str, Sequence[Span]],
    word_counts: Mapping[str, int],
    agent_texts: Iterable[str],
    *,
    dead_air_seconds: float = DEAD_AIR_SECONDS,
) -> SpeechMetrics:
    """Measure a call from each speaker's stretches of voice (seconds, in order, not overlapping).

    ``voices`` has the keys "agent" and "customer" for two channels, or "unknown" for one.
    """
    anybody = union([span for spans in voices.values() for span in spans])
    silences = silences_between(anybody, dead_air_seconds)
    pauses = [second[0] - first[1] for first, second in pairwise(anybody)]
    two = "agent" in voices and "customer" in voices
    agent, customer = voices.get("agent", ()), voices.get("customer", ())
    talk = seconds_of(agent) + seconds_of(customer)
    both = seconds_of(overlaps(agent, customer))
    share = round(seconds_of(agent) / talk, 4) if two and talk else None
    return SpeechMetrics(
        agent_talk_share=share,
        customer_talk_share=None if share is None else round(1 - share, 4),
        overtalk_share=round(both / seconds_of(anybody), 4) if two and talk else None,
        overtalk_seconds=round(both, 2) if two else None,
        dead_air_count=len(silences),
        longest_silence_seconds=round(max(pauses, default=0.0), 2),
        interruptions=count_interruptions(agent, customer) if two else None,
        customer_interruptions=count_interruptions(customer, agent) if two else None,
        agent_words_per_minute=_rate(word_counts.get("agent", 0), agent),
        customer_words_per_minute=_rate(word_counts.get("customer", 0), customer),
        agent_questions=sum(map(count_questions, agent_texts)) if two else None,
        speech_seconds=round(seconds_of(anybody), 2),
        silences=tuple((round(a, 2), round(b, 2)) for a, b in silences),
    )


def seconds_of(spans: Sequence[Span]) -> float:
    """The total length of the spans."""
    return float(sum(end - start for start, end in spans))


def union(spans: Sequence[Span]) -> list[Span]:
    """The time covered by at least one span, in order."""
    covered: list[Span] = []
    for start, end in sorted(spans):
        if covered and start <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], end))
        else:
            covered.append((start, end))
    return covered


def overlaps(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """The time covered by both, for spans in order that do not overlap among themselves."""
    shared: list[Span] = []
    i = j = 0
    while i < len(first) and j < len(second):
        start, end = max(first[i][0], second[j][0]), min(first[i][1], second[j][1])
        if start < end:
            shared.append((start, end))
        if first[i][1] <= second[j][1]:
            i += 1
        else:
            j += 1
    return shared


def silences_between(covered: Sequence[Span], at_least: float) -> list[Span]:
    """Pauses of ``at_least`` seconds between covered stretches."""
    return [
        (first[1], second[0])
        for first, second in pairwise(covered)
        if second[0] - first[1] >= at_least
    ]


def count_interruptions(by: Sequence[Span], of: Sequence[Span]) -> int:
    """How often ``by`` cuts in on ``of`` and takes the floor.

    A backchannel ("mhm") ends before the other has finished and is none.
    """
    return sum(
        any(
            start + HAS_FLOOR_SECONDS <= cut <= end - TAKES_FLOOR_SECONDS and until > end
            for start, end in of
        )
        for cut, until in by
    )


def count_questions(text: str) -> int:
    """Sentences that end with a question mark."""
    return len(re.findall(r"\?+", text))


def _rate(words: int, voice: Sequence[Span]) -> float | None:
    seconds = seconds_of(voice)
    return round(words / seconds * 60, 1) if seconds >= MIN_RATE_SECONDS else None
