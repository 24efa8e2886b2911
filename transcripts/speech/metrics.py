"""How the talk went, from voice activity: pure arithmetic on stretches of time.

``agent`` and ``customer`` below are what the two channels of a call belong to. Where a recording
has one channel, what needs to know the speaker is None rather than guessed.

Who cuts in on whom follows Heldner and Edlund, "Pauses, gaps and overlaps in conversations",
Journal of Phonetics 38 (2010): overlap *between* speakers, where the floor passes to the one who
began during the other's talk, is an interruption here; overlap *within* a speaker's talk, where
the first one goes on after the other has stopped (a backchannel, "mhm"), is none. That the first
one must have held the floor for half a second, and still speak for a quarter of a second, keeps
out common starts and turns taken as the other one ends (terminal overlap; Schegloff, "Overlapping
talk and the organization of turn-taking", Language in Society 29, 2000).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from transcripts.speech.spans import Span, overlaps, rounded, seconds_of, silences_between, union

DEAD_AIR_SECONDS = 4.0
MIN_RATE_SECONDS = 3.0  # too little speech to tell a rate of words
TAKES_FLOOR_SECONDS = 0.25  # talk over each other shorter than this is taking turns
HAS_FLOOR_SECONDS = 0.5
SAME_MONOLOGUE_SECONDS = 2.0  # a pause for breath or thought, nobody else speaking

SIDES = ("agent", "customer")


@dataclass(frozen=True)
class SpeechMetrics:
    """Shares are 0-1, times seconds, rates words per minute of one's own speaking time.

    ``agent_talk_share`` + ``customer_talk_share`` = 1: of the time each speaks.
    ``overtalk_share``: time both speak, of the time anybody speaks; ``overtalks``: where, each a
    quarter of a second or more. ``silences``: nobody speaks for 4 seconds or more, between the
    first and the last speech. ``interruptions`` are by the agent, ``customer_interruptions`` by
    the customer; ``interruption_spans``: (cut in, other stops, by whom). A monologue is the
    longest stretch in which one side speaks, with pauses of at most 2 seconds, and the other has
    not taken the floor. ``voices``: what all this was measured from.
    """

    agent_talk_share: float | None
    customer_talk_share: float | None
    overtalk_share: float | None
    overtalk_seconds: float | None
    longest_silence_seconds: float
    interruptions: int | None
    customer_interruptions: int | None
    agent_words_per_minute: float | None
    customer_words_per_minute: float | None
    agent_monologue_seconds: float | None
    customer_monologue_seconds: float | None
    speech_seconds: float
    silences: tuple[Span, ...]
    overtalks: tuple[Span, ...] = ()
    interruption_spans: tuple[tuple[float, float, str], ...] = ()
    voices: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        lists = ("silences", "overtalks", "interruption_spans")
        plain = {name: [list(span) for span in getattr(self, name)] for name in lists}
        voices = {who: [list(span) for span in spans] for who, spans in self.voices.items()}
        return asdict(self) | plain | {"voices": voices}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SpeechMetrics:
        """The reverse of :meth:`to_json`."""
        lists = ("silences", "overtalks", "interruption_spans")
        spans = {name: tuple(tuple(span) for span in data[name]) for name in lists}
        voices = {who: tuple((a, b) for a, b in said) for who, said in data["voices"].items()}
        return cls(**{**data, **spans, "voices": voices})


def measure_speech(
    voices: Mapping[str, Sequence[Span]],
    word_counts: Mapping[str, int],
    *,
    dead_air_seconds: float = DEAD_AIR_SECONDS,
) -> SpeechMetrics:
    """Measure a call from each speaker's stretches of voice (seconds, in order, not overlapping).

    ``voices`` has the keys "agent" and "customer" for two channels, or "unknown" for one; further
    ones (a bot, music) count as somebody who speaks.
    """
    anybody = union([span for spans in voices.values() for span in spans])
    pauses = [second[0] - first[1] for first, second in pairwise(anybody)]
    two = all(side in voices for side in SIDES)
    agent, customer = voices.get("agent", ()), voices.get("customer", ())
    talk = seconds_of(agent) + seconds_of(customer)
    both = overlaps(agent, customer)
    share = round(seconds_of(agent) / talk, 4) if two and talk else None
    cuts = sorted([*interruptions(agent, customer, "agent"), *interruptions(customer, agent)])
    return SpeechMetrics(
        agent_talk_share=share,
        customer_talk_share=None if share is None else round(1 - share, 4),
        overtalk_share=round(seconds_of(both) / seconds_of(anybody), 4) if two and talk else None,
        overtalk_seconds=round(seconds_of(both), 2) if two else None,
        longest_silence_seconds=round(max(pauses, default=0.0), 2),
        interruptions=sum(by == "agent" for *_, by in cuts) if two else None,
        customer_interruptions=sum(by == "customer" for *_, by in cuts) if two else None,
        agent_words_per_minute=_rate(word_counts.get("agent", 0), agent),
        customer_words_per_minute=_rate(word_counts.get("customer", 0), customer),
        agent_monologue_seconds=longest_monologue(agent, customer) if two else None,
        customer_monologue_seconds=longest_monologue(customer, agent) if two else None,
        speech_seconds=round(seconds_of(anybody), 2),
        silences=rounded(silences_between(anybody, dead_air_seconds)),
        overtalks=rounded([s for s in both if s[1] - s[0] >= TAKES_FLOOR_SECONDS]) if two else (),
        interruption_spans=tuple(cuts) if two else (),
        voices={who: rounded(spans) for who, spans in voices.items()},
    )


def interruptions(
    by: Sequence[Span], of: Sequence[Span], name: str = "customer"
) -> Iterator[tuple[float, float, str]]:
    """Where ``by`` cuts in on ``of`` and takes the floor: (cut in, the other stops, ``name``)."""
    starts = [start for start, _ in of]
    for cut, until in by:
        place = bisect_right(starts, cut - HAS_FLOOR_SECONDS) - 1
        if place >= 0 and cut <= of[place][1] - TAKES_FLOOR_SECONDS and until > of[place][1]:
            yield round(cut, 2), round(of[place][1], 2), name


def longest_monologue(own: Sequence[Span], other: Sequence[Span]) -> float:
    """Seconds from start to end of the longest stretch that one side speaks alone.

    A pause of at most 2 seconds does not end it; the other's words within a pause do, while words
    spoken over one's own (a backchannel) do not.
    """
    ends = [end for _, end in other]
    longest, begin, last = 0.0, 0.0, -math.inf
    for start, end in own:
        after = bisect_right(ends, last)
        answered = after < len(other) and other[after][0] < start
        if start - last > SAME_MONOLOGUE_SECONDS or answered:
            begin = start
        longest, last = max(longest, end - begin), end
    return round(longest, 2)


def _rate(words: int, voice: Sequence[Span]) -> float | None:
    seconds = seconds_of(voice)
    return round(words / seconds * 60, 1) if seconds >= MIN_RATE_SECONDS else None
