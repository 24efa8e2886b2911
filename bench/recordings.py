"""What transcription is measured on: calls whose words are known, and sound without any."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from transcripts.speech.audio import probe

RATE = 16_000
RECORDINGS = Path(__file__).resolve().parents[1] / "demo" / "recordings"
SOUNDS = {".wav", ".ogg", ".opus", ".mp3", ".m4a", ".flac", ".webm", ".au", ".amr"}
TWO, ONE, NOBODY = "two channels", "one channel", "nobody speaks"
SECONDS_OF_NOTHING = 30


@dataclass(frozen=True)
class Recorded:
    """A recording: ``kind`` is one of the three above, ``said`` its (speaker, text) if known."""

    path: str
    kind: str
    language: str | None = None
    said: tuple[tuple[str, str], ...] = ()


def built_in(folder: Path) -> list[Recorded]:
    """The demonstration's calls with their scripts; silence, noise, ring tone and hold music are
    made in ``folder``."""
    scripts = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(RECORDINGS.glob("*.json"))]
    return [_call(script) for script in scripts] + list(_nothing(folder))


def chosen(paths: Sequence[str | Path]) -> list[Recorded]:
    """Recordings by path, and those in folders; raises AudioError for one that cannot be read."""
    files = [file for path in paths for file in _files(Path(path))]
    return [Recorded(str(file), TWO if probe(file).channels > 1 else ONE) for file in files]


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in SOUNDS)


def _call(script: dict) -> Recorded:
    return Recorded(
        str(RECORDINGS / f"{script['name']}.ogg"),
        ONE if script["layout"] == "mono" else TWO,
        script["language"],
        tuple((turn["speaker"], turn["text"]) for turn in script["turns"]),
    )


def _nothing(folder: Path) -> Iterator[Recorded]:
    for name, samples in sounds_of_nothing().items():
        path = folder / f"{name}.wav"
        write_wav(path, samples)
        yield Recorded(str(path), NOBODY)


def sounds_of_nothing() -> dict[str, NDArray[np.float64]]:
    """Half a minute each of silence, hiss, a European ring tone and simple hold music."""
    times = np.arange(SECONDS_OF_NOTHING * RATE) / RATE
    random = np.random.default_rng(7)
    ringing = 0.3 * np.sin(2 * np.pi * 425 * times) * (times % 5 < 1)
    pitches = 220 * 2 ** (np.array([0, 4, 7, 12, 7, 4, 5, 9]) / 12)
    tune = pitches[(times * 2).astype(int) % len(pitches)]
    phase = 2 * np.pi * np.cumsum(tune) / RATE
    fading = np.exp(-3 * (times * 2 % 1))
    music = 0.2 * fading * (np.sin(phase) + 0.5 * np.sin(2 * phase) + 0.25 * np.sin(3 * phase))
    return {
        "silence": np.zeros(len(times)),
        "noise": 0.02 * random.standard_normal(len(times)),
        "ring tone": ringing,
        "hold music": music,
    }


def write_wav(path: Path, samples: NDArray[np.float64]) -> None:
    """Write mono samples in -1..1 as 16 kHz WAV."""
    values = np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16).reshape(1, -1)
    frame = AudioFrame.from_ndarray(values, format="s16", layout="mono")
    frame.sample_rate = RATE
    frame.pts = 0
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=RATE, layout="mono")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
