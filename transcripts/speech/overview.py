"""A waveform at the width of a page: from many peaks to a few bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

BARS = 240


def overview_of(peaks: Mapping[str, Any] | None) -> list[list[int]] | None:
    """The whole recording in 240 bars for each channel of a Recording's peaks; None for none."""
    return lanes(peaks["channels"], BARS) if peaks else None


def lanes(
    channels: Sequence[Sequence[int]], bars: int, *, first: int = 0, last: int | None = None
) -> list[list[int]]:
    """The overview of each channel over the same time: a shorter one is silent at its end."""
    longest = max(map(len, channels), default=0)
    level = [[*channel, *[0] * (longest - len(channel))] for channel in channels]
    return [overview(channel, bars, first=first, last=last) for channel in level]


def overview(
    peaks: Sequence[int], bars: int, *, first: int = 0, last: int | None = None
) -> list[int]:
    """The loudest of each of ``bars`` equal pieces of ``peaks[first:last]``, 0-100.

    Fewer where there are fewer peaks than bars; the last piece may be shorter than the others.
    """
    part = np.asarray(peaks[first:last], np.int16)
    if not len(part):
        return []
    size = -(-len(part) // bars)
    padded = np.pad(part, (0, -len(part) % size))
    return [int(value) for value in padded.reshape(-1, size).max(axis=1)]
