"""A recording as a browser can play it, made only where the original cannot be played."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from transcripts.speech.audio import (
    MAX_SECONDS,
    SAMPLE_RATE,
    AudioInfo,
    Channel,
    Decoded,
    decode_channels,
    probe,
)

BIT_RATE_PER_CHANNEL = 24_000
# (container, codec) pairs that present browsers play as they are, with their media type.
PLAYABLE = {
    ("wav", "pcm_s16le"): "audio/wav",
    ("mp3", "mp3"): "audio/mpeg",
    ("mp3", "mp3float"): "audio/mpeg",
    ("mov,mp4,m4a,3gp,3g2,mj2", "aac"): "audio/mp4",
    ("matroska,webm", "opus"): "audio/webm",
    ("matroska,webm", "libopus"): "audio/webm",
    ("ogg", "opus"): "audio/ogg",
    ("ogg", "libopus"): "audio/ogg",
}


@dataclass(frozen=True)
class Playable:
    """A file that browsers play; ``made`` says whether it is a new file."""

    path: Path
    media_type: str
    made: bool


def playable_media_type(info: AudioInfo) -> str | None:
    """The media type if browsers play such a file as it is, else None."""
    return PLAYABLE.get((info.container, info.codec)) if info.channels <= 2 else None


def make_playable(
    paths: Sequence[str | Path], target: str | Path, *, max_seconds: float = MAX_SECONDS
) -> Playable:
    """Give a playable file for one recording, or for two files that are one call's channels.

    A single file that browsers play already is returned as it is. Anything else is written to
    ``target`` (named whole or not at all) as Opus in WebM, two files as left and right.
    Raises AudioError as :func:`transcripts.speech.audio.decode_channels`.
    """
    if len(paths) == 1:
        media_type = playable_media_type(probe(paths[0]))
        if media_type:
            return Playable(Path(paths[0]), media_type, made=False)
    decoded = decode_channels(paths, max_seconds=max_seconds)
    try:
        write_webm(decoded, Path(target))
    finally:
        decoded.close()
    return Playable(Path(target), "audio/webm", made=True)


def write_webm(decoded: Decoded, target: Path) -> None:
    """Write decoded channels as Opus in WebM; ``target`` is named whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    os.close(handle)
    try:
        _encode(decoded.channels, name)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _encode(channels: Sequence[Channel], path: str) -> None:
    layout = "stereo" if len(channels) == 2 else "mono"
    with av.open(path, "w", format="webm") as container:
        stream: Any = container.add_stream("libopus", rate=SAMPLE_RATE, layout=layout)
        stream.bit_rate = BIT_RATE_PER_CHANNEL * len(channels)
        written = 0
        longest = max(len(channel) for channel in channels)
        for start in range(0, longest, SAMPLE_RATE):
            stop = min(start + SAMPLE_RATE, longest)
            frame = AudioFrame.from_ndarray(
                _interleaved(channels, start, stop), format="s16", layout=layout
            )
            frame.sample_rate = SAMPLE_RATE
            frame.pts = written
            written += stop - start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _interleaved(channels: Sequence[Channel], start: int, stop: int) -> NDArray[np.int16]:
    """Shape (1, samples x channels); a shorter channel is continued with silence."""
    columns = np.zeros((stop - start, len(channels)), np.int16)
    for number, channel in enumerate(channels):
        samples = channel.read(start, stop)
        columns[: len(samples), number] = np.round(samples * 32768.0).astype(np.int16)
    return columns.reshape(1, -1)
