"""Voice the written calls of `demo/recordings` and save them as small Ogg Opus files.

A developer's command, not the product's: ``python -m demo.make_recordings [NAME ...]``.
The recordings are in the repository; run this only after a script has changed.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import av
import click
import numpy as np
from numpy.typing import NDArray

from demo.voices import RATE, Samples, speak

FOLDER = Path(__file__).parent / "recordings"
BITS_PER_SECOND = {"mono": 16_000, "stereo": 24_000}
LINE_NOISE = 0.0008
"""Amplitude of the faint hiss of a telephone line; digital silence is not what a call has."""


@dataclass(frozen=True)
class Placed:
    """One turn's samples and the second at which it begins."""

    speaker: str
    start: float
    samples: Samples


def main(names: list[str]) -> None:
    """Remake the named recordings, or all of them; prints each file's length and size."""
    scripts = [FOLDER / f"{name}.json" for name in names] or sorted(FOLDER.glob("*.json"))
    for path in scripts:
        script = json.loads(path.read_text(encoding="utf-8"))
        sound = mix(place_turns(script), stereo=script["layout"] == "two_channel")
        target = path.with_suffix(".ogg")
        write_opus(sound, target)
        seconds = sound.shape[1] / RATE
        click.echo(f"{target.name}: {seconds:.1f} s, {target.stat().st_size / 1000:.0f} kB")


def place_turns(script: dict) -> list[Placed]:
    """Say each turn and put it on the time line; a negative pause begins before the last ends."""
    placed, clock = [], 0.0
    for turn in script["turns"]:
        person = script[turn["speaker"]]
        said = speak(
            turn["text"],
            person["voice"],
            script["language"],
            speed=person["speed"],
            pitch=person.get("pitch", 1.0),
        )
        start = clock + turn["pause"]
        placed.append(Placed(turn["speaker"], start, said))
        clock = start + len(said) / RATE
    return placed


def mix(placed: list[Placed], stereo: bool) -> Samples:
    """Lay the turns out as (channels, samples): agent left and customer right, or both in one."""
    length = int((max(p.start + len(p.samples) / RATE for p in placed) + 0.8) * RATE)
    lanes = {"agent": 0, "customer": 1 if stereo else 0}
    sound = np.random.default_rng(1).normal(0, LINE_NOISE, (2 if stereo else 1, length))
    for turn in placed:
        first = int(turn.start * RATE)
        sound[lanes[turn.speaker], first : first + len(turn.samples)] += level(turn.samples)
    return np.clip(sound, -1, 1).astype(np.float32)


def level(samples: Samples, loudness: float = 0.08) -> Samples:
    """Bring a turn to the same loudness (root mean square) as the others, below clipping."""
    power = float(np.sqrt(np.mean(samples**2))) or 1.0
    gain = min(loudness / power, 0.9 / float(np.abs(samples).max() or 1.0))
    return (samples * gain).astype(np.float32)


def write_opus(sound: NDArray[np.float32], target: Path) -> None:
    """Encode (channels, samples) at `RATE` as Ogg Opus."""
    layout = "stereo" if len(sound) == 2 else "mono"
    with av.open(str(target), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout=layout)
        stream.bit_rate = BITS_PER_SECOND[layout]
        stream.options = {"application": "voip"}
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(sound.T.reshape(1, -1)), format="flt", layout=layout
        )
        frame.sample_rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


if __name__ == "__main__":
    main(sys.argv[1:])
