"""Where a recording is quiet, by its waveform: what a listener may skip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcripts.speech.spans import Span, union

SHORTEST = 1.2  # seconds; shorter pauses belong to the way somebody speaks
SHARE_OF_SPEECH = 0.08
LOUD_PERCENTILE = 95


def quiet_stretches(peaks: dict[str, Any] | None, *, shortest: float = SHORTEST) -> list[Span]:
    """Stretches of at least ``shortest`` seconds in which no channel is louder than its noise.

    ``peaks`` as a Recording keeps them: {"per_second": n, "channels": [[0..100, ...], ...]}. A
    channel is quiet below 8% of the level that its loudest twentieth reaches, and below 2 of 100
    in any case.
    """
    channels = [np.asarray(channel, np.float32) for channel in (peaks or {}).get("channels", [])]
    length = max(map(len, channels), default=0)
    if peaks is None or not length:
        return []
    loud = np.zeros(length, bool)
    for channel in channels:
        loud[: len(channel)] |= channel >= noise_level(channel)
    edges = np.diff(np.concatenate(([1], loud.astype(np.int8), [1])))
    starts, ends = np.flatnonzero(edges == -1), np.flatnonzero(edges == 1)
    rate = float(peaks["per_second"])
    return [
        (float(start) / rate, float(end) / rate)
        for start, end in zip(starts, ends, strict=True)
        if (end - start) / rate >= shortest
    ]


def noise_level(channel: NDArray[np.float32]) -> float:
    """The level, 0-100, below which a channel counts as quiet."""
    if not len(channel):
        return 2.0
    return max(2.0, SHARE_OF_SPEECH * float(np.percentile(channel, LOUD_PERCENTILE)))


def skippable(
    quiet: Sequence[Span],
    dead_air: Sequence[Span],
    spoken: Sequence[Span],
    *,
    shortest: float = SHORTEST,
) -> list[Span]:
    """What a listener may skip: quiet or dead air, but never a stretch that has words.

    All spans in seconds; ``spoken`` need not be in order. In order, each ``shortest`` or longer.
    """
    found: list[Span] = []
    words = union(list(spoken))
    place = 0
    for start, end in union([*quiet, *dead_air]):
        while place < len(words) and words[place][1] <= start:
            place += 1
        at, number = start, place
        while number < len(words) and words[number][0] < end:
            found.append((at, words[number][0]))
            at, number = words[number][1], number + 1
        found.append((at, end))
    return [(round(a, 2), round(b, 2)) for a, b in found if b - a >= shortest]
