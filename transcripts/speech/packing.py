"""Speech without its silences, packed into windows that a recogniser takes whole.

Whisper always works on 30 seconds. A channel of a call is silent for half of the time and more,
so packing its speech tightly halves the work, and cutting only between words keeps them whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from transcripts.speech.audio import SAMPLE_RATE, Channel
from transcripts.speech.vad import Region

PACK_SECONDS = 28.0
PADDING = 0.35  # seconds of sound kept on both sides of speech


@dataclass(frozen=True)
class Pack:
    """Stretches of a channel that are recognised together, one after the other."""

    spans: tuple[Region, ...]

    @property
    def seconds(self) -> float:
        """The length of the packed sound."""
        return sum(span.seconds for span in self.spans)

    def read(self, channel: Channel) -> NDArray[np.float32]:
        """The packed sound."""
        pieces = [
            channel.read(round(span.start * SAMPLE_RATE), round(span.end * SAMPLE_RATE))
            for span in self.spans
        ]
        return np.concatenate(pieces)

    def original(self, start: float, end: float) -> Region:
        """The stretch of the recording for a stretch of the packed sound, within one span."""
        middle, passed = (start + end) / 2, 0.0
        span = self.spans[0]
        for span in self.spans:
            if middle < passed + span.seconds or span is self.spans[-1]:
                break
            passed += span.seconds
        shift = span.start - passed
        begin = min(max(start + shift, span.start), span.end)
        return Region(begin, min(max(end + shift, begin), span.end))


def pack_speech(
    regions: Sequence[Region], duration: float, *, limit: float = PACK_SECONDS
) -> list[Pack]:
    """Pack regions of speech, in order of time, into windows of at most ``limit`` seconds."""
    packs: list[Pack] = []
    spans: list[Region] = []
    for piece in _padded(regions, duration, limit):
        if spans and sum(s.seconds for s in spans) + piece.seconds > limit:
            packs.append(Pack(tuple(spans)))
            spans = []
        if spans and piece.start <= spans[-1].end:
            spans[-1] = Region(spans[-1].start, piece.end)
        else:
            spans.append(piece)
    if spans:
        packs.append(Pack(tuple(spans)))
    return packs


def _padded(regions: Sequence[Region], duration: float, limit: float) -> list[Region]:
    """Regions with sound around them, never overlapping, none longer than ``limit``."""
    pieces: list[Region] = []
    for index, region in enumerate(regions):
        before = regions[index - 1].end if index else -PADDING
        after = regions[index + 1].start if index + 1 < len(regions) else duration + PADDING
        start = max(0.0, region.start - PADDING, (before + region.start) / 2)
        end = min(duration, region.end + PADDING, (region.end + after) / 2)
        parts = max(1, int(np.ceil((end - start) / limit)))
        edges = np.linspace(start, end, parts + 1)
        pieces.extend(Region(float(a), float(b)) for a, b in pairwise(edges))
    return pieces
