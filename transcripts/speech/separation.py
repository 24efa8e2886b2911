"""Who speaks when on one channel: two voices told apart by how they sound.

Speech is cut into windows of 1.2 seconds, each becomes a vector of its voice, and the vectors are
cut in two by spectral clustering (Ng, Jordan and Weiss 2001): the signs of the second eigenvector
of the normalised similarities are the weakest cut. Halves that sound alike are one speaker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from transcripts.speech.audio import SAMPLE_RATE, Channel
from transcripts.speech.speaker_vectors import (
    FRAME,
    STEP,
    SpeakerNetwork,
    loudness_factor,
    mel_spectra,
)
from transcripts.speech.vad import Region

WINDOW = 1.2  # seconds
HOP = 0.4
WINDOWS_AT_ONCE = 96
MOST_COMPARED = 1200  # windows of a long call that are compared pair by pair
FEWEST = 4  # windows: less speech than that has one voice
SCALE = 0.1  # of the similarities: a tenth less alike counts a third as much
GRID = 0.1  # seconds
Floats = NDArray[np.floating]


@dataclass(frozen=True)
class TwoVoices:
    """Speech by windows: their ``middles`` (seconds, rising) and which voice each ``leans`` to.

    Leanings lie in -1..1, below 0 for the voice that is heard first. ``likeness`` (0-1) is the
    similarity of the two.
    """

    middles: Floats
    leanings: Floats
    likeness: float

    def leaning(self, start: float, end: float) -> float:
        """Which voice is heard from ``start`` to ``end``: below 0 the first, above 0 the second."""
        near = np.maximum(self.middles - end, start - self.middles)
        weights = np.maximum(0.0, 1 - np.maximum(near, 0.0) / (WINDOW / 2))
        if not weights.any():
            weights = (near == near.min()).astype(float)
        return float(weights @ self.leanings / weights.sum())

    def regions(self, speech: Sequence[Region]) -> tuple[list[Region], list[Region]]:
        """The stretches of speech of the first and of the second voice; they never overlap."""
        parts: tuple[list[Region], list[Region]] = ([], [])
        for region in speech:
            for piece, voice in self._pieces(region):
                parts[voice].append(piece)
        return parts

    def _pieces(self, region: Region) -> Iterator[tuple[Region, int]]:
        count = max(1, round(region.seconds / GRID))
        edges = np.linspace(region.start, region.end, count + 1)
        voices = [int(self.leaning(middle, middle) > 0) for middle in (edges[:-1] + edges[1:]) / 2]
        changes = [0, *(np.flatnonzero(np.diff(voices)) + 1).tolist(), count]
        for first, after in pairwise(changes):
            yield Region(float(edges[first]), float(edges[after])), voices[first]


def separate_voices(
    channel: Channel, speech: Sequence[Region], network: SpeakerNetwork
) -> TwoVoices | None:
    """Tell two voices apart in the stretches of speech; None when there is but one.

    Memory grows by about 1 KB for each second of speech.
    """
    middles = window_middles(speech)
    if len(middles) < FEWEST:
        return None
    vectors = _vectors(channel, middles, _factor(channel, speech), network)
    return two_voices(middles, vectors)


def two_voices(middles: Floats, vectors: Floats) -> TwoVoices | None:
    """Cut vectors (n, d) of length 1 into two voices; None when the halves sound alike."""
    compared = np.unique(np.linspace(0, len(vectors) - 1, MOST_COMPARED).round().astype(int))
    sample = vectors[compared] if len(vectors) > MOST_COMPARED else vectors
    second = weakest_cut(sample)
    if second.all() or not second.any():
        return None
    one, other = _centre(sample[~second]), _centre(sample[second])
    likeness = float(one @ other)
    if likeness > most_alike(len(sample)):
        return None
    leanings = vectors @ other - vectors @ one
    if leanings[0] > 0:
        leanings = -leanings
    return TwoVoices(middles, leanings, round(likeness, 4))


def weakest_cut(vectors: Floats) -> NDArray[np.bool_]:
    """Which of the two sides of the weakest cut each vector is on."""
    similar = np.exp((np.asarray(vectors, float) @ vectors.T - 1) / SCALE)
    np.fill_diagonal(similar, 0.0)
    scale = 1 / np.sqrt(similar.sum(axis=1))
    last = len(vectors) - 1
    _, found = eigh(similar * scale[:, None] * scale, subset_by_index=[last - 1, last])
    sides: NDArray[np.bool_] = found[:, 0] > 0
    return sides


def most_alike(windows: int) -> float:
    """How alike the halves of two speakers may sound; halves of one are more so.

    Halves of little speech differ by chance, as one over the root of their size. The two figures
    were set between recorded stretches of one voice and of two, of 5 to 350 windows.
    """
    return 0.95 - 0.55 / windows**0.5


def window_middles(speech: Sequence[Region]) -> Floats:
    """Where windows are centred, in seconds: every 0.4 s, and once in shorter speech."""
    middles: list[float] = []
    for region in speech:
        if region.seconds <= WINDOW:
            middles.append((region.start + region.end) / 2)
        else:
            count = int(np.ceil((region.seconds - WINDOW) / HOP)) + 1
            half = WINDOW / 2
            middles.extend(np.linspace(region.start + half, region.end - half, max(2, count)))
    return np.array(middles)


def _centre(vectors: Floats) -> Floats:
    mean = vectors.mean(axis=0)
    centre: Floats = mean / np.linalg.norm(mean)
    return centre


def _factor(channel: Channel, speech: Sequence[Region]) -> float:
    power = seconds = 0.0
    for region in speech:
        samples = channel.read(round(region.start * SAMPLE_RATE), round(region.end * SAMPLE_RATE))
        power += float(samples @ samples)
        seconds += region.seconds
    return loudness_factor(power / max(seconds * SAMPLE_RATE, 1))


def _vectors(channel: Channel, middles: Floats, factor: float, network: SpeakerNetwork) -> Floats:
    parts = []
    for first in range(0, len(middles), WINDOWS_AT_ONCE):
        batch = middles[first : first + WINDOWS_AT_ONCE]
        spectra = np.stack([_window_spectra(channel, middle) for middle in batch])
        parts.append(network.vectors(spectra * np.float32(factor**2)))
    return np.concatenate(parts)


def _window_spectra(channel: Channel, middle: float) -> NDArray[np.float32]:
    """Spectra (120, 40) of the window around ``middle``, moved inside the recording."""
    frames = round(WINDOW * SAMPLE_RATE) // STEP
    length = (frames - 1) * STEP + FRAME
    start = round(middle * SAMPLE_RATE) - length // 2
    start = max(0, min(start, len(channel) - length))
    samples = channel.read(start, start + length)
    return mel_spectra(np.pad(samples, (0, length - len(samples))))
