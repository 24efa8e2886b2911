"""The waveform as a page draws it: one number for each tenth of a second and channel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transcripts.speech.audio import SAMPLE_RATE, Channel

PEAKS_PER_SECOND = 10


def waveform_peaks(channel: Channel, *, per_second: int = PEAKS_PER_SECOND) -> list[int]:
    """The loudest sample of each bucket as 0-100 (100 = full scale), for JSON.

    ``per_second`` buckets a second; the last one may be shorter than the others.
    """
    size = SAMPLE_RATE // per_second
    peaks: list[int] = []
    for block in channel.blocks(seconds=60.0):  # a whole number of buckets
        peaks.extend(_bucket_peaks(block, size))
    return peaks


def _bucket_peaks(samples: NDArray[np.float32], size: int) -> list[int]:
    padded = np.pad(np.abs(samples), (0, -len(samples) % size))
    loudest = padded.reshape(-1, size).max(axis=1)
    return [int(value) for value in np.round(np.minimum(loudest, 1.0) * 100)]
