"""Where somebody speaks: Silero's voice activity network, which faster-whisper carries.

Everything that is counted in time (talk share, dead air, overtalk) comes from here rather than
from word times, which lean on the text; and what is silent is never given to a recogniser, which
would invent words for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from transcripts.speech.audio import SAMPLE_RATE, Channel
from transcripts.speech.messages import SpeechError

WINDOW = 512  # samples the network judges at once: 32 ms
WINDOW_SECONDS = WINDOW / SAMPLE_RATE
BLOCK_WINDOWS = 3750  # two minutes
WARM_UP_WINDOWS = 32  # the network forgets between blocks: let it listen one second beforehand
STARTS_AT = 0.5
ENDS_BELOW = 0.35


class Region(NamedTuple):
    """A stretch of time in seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


def speech_regions(
    channel: Channel, *, min_silence: float = 0.25, min_speech: float = 0.12
) -> list[Region]:
    """Stretches of speech in order of time, apart by ``min_silence`` seconds or more.

    Speech shorter than ``min_speech`` seconds counts as a click. Raises SpeechError
    (engine_missing) when the network is not installed.
    """
    probabilities = speech_probabilities(channel)
    return regions_of(
        probabilities, channel.duration, min_silence=min_silence, min_speech=min_speech
    )


def speech_probabilities(channel: Channel) -> NDArray[np.float32]:
    """The probability of speech in each 32 ms of the channel."""
    network = _network()
    total = -(-len(channel) // WINDOW)
    parts: list[NDArray[np.float32]] = []
    for first in range(0, total, BLOCK_WINDOWS):
        before = min(first, WARM_UP_WINDOWS)
        samples = channel.read((first - before) * WINDOW, (first + BLOCK_WINDOWS) * WINDOW)
        padded = np.pad(samples, (0, -len(samples) % WINDOW))
        parts.append(np.asarray(network(padded), np.float32).reshape(-1)[before:])
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def regions_of(
    probabilities: NDArray[np.floating],
    duration: float,
    *,
    min_silence: float,
    min_speech: float,
) -> list[Region]:
    """Turn probabilities per 32 ms into regions, with hysteresis: speech starts at 0.5 and ends
    below 0.35, as Silero's authors advise."""
    found: list[Region] = []
    start: float | None = None
    for index, probability in enumerate(probabilities):
        time = index * WINDOW_SECONDS
        if start is None and probability >= STARTS_AT:
            start = time
        elif start is not None and probability < ENDS_BELOW:
            found.append(Region(start, time))
            start = None
    if start is not None:
        found.append(Region(start, duration))
    return [r for r in joined(found, min_silence) if r.seconds >= min_speech]


def joined(regions: list[Region], max_gap: float) -> list[Region]:
    """Regions in order, those closer than ``max_gap`` seconds made one."""
    result: list[Region] = []
    for region in sorted(regions):
        if result and region.start - result[-1].end < max_gap:
            result[-1] = Region(result[-1].start, max(result[-1].end, region.end))
        else:
            result.append(region)
    return result


def _network() -> Callable[[NDArray[np.float32]], Any]:
    try:
        from faster_whisper.vad import get_vad_model
    except ImportError as error:
        raise SpeechError(
            "engine_missing", engine="faster-whisper", remedy="pip install 'rubrica[demo]'"
        ) from error
    network: Callable[[NDArray[np.float32]], Any] = get_vad_model()
    return network
