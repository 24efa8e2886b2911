"""What a voice sounds like, as 256 numbers: Resemblyzer's network in numpy alone.

Wan et al., "Generalized end-to-end loss for speaker verification" (2018): three LSTM layers over
a 40-band mel spectrogram, whose last state is projected, rectified and scaled to length 1. The
dot product of two vectors says how much two voices are alike.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from transcripts.speech.audio import SAMPLE_RATE
from transcripts.speech.speaker_weights import (
    Tensors,
    find_speaker_weights,
    read_speaker_weights,
)

FRAME = 400  # samples of one spectrum: 25 ms
STEP = 160  # samples between spectra: 10 ms
BANDS = 40
WIDTH = 256
LAYERS = 3
LOUDNESS = 10 ** (-30 / 20)  # full scale to -30 dB, as the network was trained

Floats = NDArray[np.float32]


class SpeakerNetwork:
    """The network with its weights; its one method may be called from several threads."""

    def __init__(self, weights: Tensors) -> None:
        self._layers = [
            (
                weights[f"lstm.weight_ih_l{n}"].T.copy(),
                weights[f"lstm.weight_hh_l{n}"].T.copy(),
                weights[f"lstm.bias_ih_l{n}"] + weights[f"lstm.bias_hh_l{n}"],
            )
            for n in range(LAYERS)
        ]
        self._projection = weights["linear.weight"].T.copy()
        self._bias = weights["linear.bias"]

    def vectors(self, spectra: Floats) -> Floats:
        """Vectors (n, 256) of length 1 for mel spectra (n, frames, 40)."""
        sequence = np.ascontiguousarray(spectra.transpose(1, 0, 2))  # time first
        for into, recurrent, bias in self._layers:
            sequence = _lstm(sequence, into, recurrent, bias)
        found = np.maximum(sequence[-1] @ self._projection + self._bias, 0)
        length = np.linalg.norm(found, axis=1, keepdims=True)
        vectors: Floats = found / np.maximum(length, 1e-9)
        return vectors


def open_speaker_network(folder: str | Path | None = None) -> SpeakerNetwork:
    """The network with the weights of :func:`find_speaker_weights`; raises WeightsError."""
    return SpeakerNetwork(read_speaker_weights(find_speaker_weights(folder)))


def mel_spectra(samples: Floats) -> Floats:
    """The mel power spectrum (frames, 40) of 16 kHz samples, a frame of 25 ms each 10 ms."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::STEP]
    power = np.abs(np.fft.rfft(frames * _WINDOW, axis=1)) ** 2
    spectra: Floats = power.astype(np.float32) @ _BANDS.T
    return spectra


def loudness_factor(mean_square: float) -> float:
    """What brings sound of this power (full scale 1) up to the network's level; never below 1."""
    return max(1.0, LOUDNESS / max(mean_square, 1e-12) ** 0.5)


def _lstm(sequence: Floats, into: Floats, recurrent: Floats, bias: Floats) -> Floats:
    """The states (frames, n, 256) of one layer over a sequence (frames, n, inputs)."""
    frames, count = sequence.shape[:2]
    state = np.zeros((count, WIDTH), np.float32)
    memory = np.zeros((count, WIDTH), np.float32)
    states = np.empty((frames, count, WIDTH), np.float32)
    for time in range(frames):
        gates = sequence[time] @ into + state @ recurrent + bias
        gates[:, : 2 * WIDTH] = _sigmoid(gates[:, : 2 * WIDTH])
        enter, keep, new, out = np.split(gates, 4, axis=1)
        memory = keep * memory + enter * np.tanh(new)
        state = _sigmoid(out) * np.tanh(memory)
        states[time] = state
    return states


def _sigmoid(values: Floats) -> Floats:
    result: Floats = 0.5 * (1.0 + np.tanh(0.5 * values))
    return result


def _mel(frequency: NDArray) -> NDArray:
    """Slaney's scale: linear below 1 kHz, logarithmic above."""
    return np.where(
        frequency < 1000,
        frequency * 3 / 200,
        15 + np.log(np.maximum(frequency, 1e-9) / 1000) * 27 / np.log(6.4),
    )


def _hertz(mel: NDArray) -> NDArray:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))


def _mel_bands() -> Floats:
    """Triangles of equal area (40, 201), as librosa makes them by default."""
    frequencies = np.linspace(0, SAMPLE_RATE / 2, FRAME // 2 + 1)
    lowest, highest = _mel(np.array([0.0, SAMPLE_RATE / 2])).tolist()
    points = _hertz(np.linspace(lowest, highest, BANDS + 2))
    widths = np.diff(points)
    slopes = points[:, None] - frequencies[None]
    triangles = np.minimum(-slopes[:-2] / widths[:-1, None], slopes[2:] / widths[1:, None])
    areas = 2 / (points[2:] - points[:-2])
    return (np.maximum(0, triangles) * areas[:, None]).astype(np.float32)


_BANDS = _mel_bands()
_WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / FRAME)).astype(np.float32)
