"""A recording with silence, or a tone, in place of what was taken out of its words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from transcripts.speech.audio import MAX_SECONDS, SAMPLE_RATE, Channel, Decoded, decode_channels
from transcripts.speech.playback import write_webm
from transcripts.speech.spans import union

PADDING = 0.3  # seconds on both sides: recognisers place the edges of words about this well
TONE_HERTZ = 1000.0
TONE_LEVEL = 0.1
FADE = 0.005  # seconds, so that the tone does not click
MEDIA_TYPE = "audio/webm"


def padded(
    places: Sequence[Sequence[float]], padding: float = PADDING
) -> list[tuple[float, float]]:
    """Stretches in seconds with the padding around each, joined where they touch."""
    return union([(max(0.0, start - padding), end + padding) for start, end in places])


class MaskedChannel(Channel):
    """A channel that gives nothing of the given stretches away."""

    def __init__(self, channel: Channel, places: Sequence[tuple[float, float]], tone: bool) -> None:
        self._channel = channel
        self._places = [(int(a * SAMPLE_RATE), int(np.ceil(b * SAMPLE_RATE))) for a, b in places]
        self._tone = tone

    def __len__(self) -> int:
        return len(self._channel)

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Samples as of the channel, masked."""
        start = max(0, start)
        samples = self._channel.read(start, stop).copy()
        end = start + len(samples)
        for first, last in self._places:
            a, b = max(first, start), min(last, end)
            if a < b:
                samples[a - start : b - start] = self._mask(a, b, first, last)
        return samples

    def _mask(self, a: int, b: int, first: int, last: int) -> NDArray[np.float32]:
        if not self._tone:
            return np.zeros(b - a, np.float32)
        at = np.arange(a, b)
        edge = np.minimum(at - first, last - at) / (FADE * SAMPLE_RATE)
        wave = np.sin(2 * np.pi * TONE_HERTZ * at / SAMPLE_RATE)
        return (TONE_LEVEL * np.clip(edge, 0, 1) * wave).astype(np.float32)

    def close(self) -> None:
        """Give the disk space of the channel back."""
        self._channel.close()


def write_redacted(
    paths: Sequence[str | Path],
    target: Path,
    places: Sequence[Sequence[float]],
    *,
    tone: bool = False,
    max_seconds: float = MAX_SECONDS,
) -> None:
    """Write the call of one or two files as WebM, silenced in all channels at the given places.

    ``places`` are [start, end] in seconds; each is padded. Raises AudioError.
    """
    decoded = decode_channels(paths, max_seconds=max_seconds)
    stretches = padded(places)
    masked = [MaskedChannel(channel, stretches, tone) for channel in decoded.channels]
    try:
        write_webm(Decoded(list(masked), decoded.duration), target)
    finally:
        decoded.close()
