"""Sounds by formula, written in any format."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from transcripts.speech.audio import SAMPLE_RATE, decode_channels

RECORDING = Path(__file__).parents[3] / "demo" / "recordings" / "garage_brakes.ogg"


def tone(seconds: float, rate: int = 16000, pitch: float = 440.0) -> NDArray[np.float32]:
    times = np.arange(round(seconds * rate)) / rate
    return (0.5 * np.sin(2 * np.pi * pitch * times)).astype(np.float32)


def silence(seconds: float, rate: int = 16000) -> NDArray[np.float32]:
    return np.zeros(round(seconds * rate), np.float32)


def noise(seconds: float, rate: int = 16000, level: float = 0.02) -> NDArray[np.float32]:
    random = np.random.default_rng(7)
    return (level * random.standard_normal(round(seconds * rate))).astype(np.float32)


def write_sound(
    path: Path, channels: list[NDArray[np.float32]], rate: int = 16000, codec: str = "pcm_s16le"
) -> Path:
    """Encode channels of equal length with ``codec`` into the container of the path's ending."""
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(channels)]
    values = np.round(np.stack(channels, axis=1) * 32767).astype(np.int16)
    frame = AudioFrame.from_ndarray(values.reshape(1, -1), format="s16", layout=layout)
    frame.sample_rate = rate
    frame.pts = 0
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def opening_of_call(path: Path, seconds: float = 20) -> Path:
    """The beginning of a recorded call of the demonstration: both speak, the agent first."""
    channels = decode_channels(RECORDING).channels
    return write_sound(path, [c.read(0, round(seconds * SAMPLE_RATE)) for c in channels])
