"""Any recording to 16 kHz channels: what a file holds, and its samples, in bounded memory.

Files are read through PyAV (FFmpeg's libraries inside a wheel) with a list of allowed containers
and of local files only: a playlist disguised as audio can neither read other files nor reach the
network.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import av
import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from transcripts.speech.messages import Notice, SpeechError

SAMPLE_RATE = 16_000
MAX_SECONDS = 4 * 3600.0
MAX_CHANNELS = 2
SAME_SOUND = 0.8
CONTAINERS = "wav,w64,mp3,mov,ogg,matroska,flac,aac,aiff,amr,au,caf,gsm,asf,avi,flv"
# Containers whose duration is an estimate from the bit rate when the header gives none.
ESTIMATED = {"mp3", "aac"}


class AudioError(SpeechError):
    """A file cannot be used as a recording; ``code`` says why."""


@dataclass(frozen=True)
class AudioInfo:
    """What the header of a recording says.

    ``duration`` is in seconds and None where the container does not tell (streamed WebM).
    """

    duration: float | None
    channels: int
    codec: str
    sample_rate: int
    container: str


class Channel:
    """One channel of 16 kHz samples, kept on disk so that a long call needs little memory.

    Reading is safe from several threads at once.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="rubrica-channel-")  # noqa: SIM115
        self._length = 0

    @classmethod
    def of(cls, samples: NDArray[np.floating]) -> Channel:
        """A channel of the given samples in -1..1."""
        channel = cls()
        channel.append(np.clip(np.round(samples * 32768.0), -32768, 32767).astype(np.int16))
        return channel

    def append(self, samples: NDArray[np.int16]) -> None:
        """Add 16-bit samples at the end."""
        self._file.write(np.ascontiguousarray(samples).tobytes())
        self._file.flush()
        self._length += len(samples)

    def __len__(self) -> int:
        return self._length

    @property
    def duration(self) -> float:
        """Seconds of sound."""
        return self._length / SAMPLE_RATE

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Samples ``start`` to ``stop`` (clipped to what is there) as float32 in -1..1."""
        start, stop = max(0, start), min(stop, self._length)
        count = max(0, stop - start)
        data = os.pread(self._file.fileno(), count * 2, start * 2)
        return np.frombuffer(data, np.int16).astype(np.float32) / 32768.0

    def blocks(self, seconds: float = 60.0) -> Iterator[NDArray[np.float32]]:
        """All samples in order, ``seconds`` at a time."""
        step = int(seconds * SAMPLE_RATE)
        for start in range(0, self._length, step):
            yield self.read(start, start + step)

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()


@dataclass
class Decoded:
    """The channels of one call, one speaker each where there are two, with what was noticed."""

    channels: list[Channel]
    duration: float
    truncated: bool = False
    notices: list[Notice] = field(default_factory=list)

    def close(self) -> None:
        """Give the disk space of all channels back."""
        for channel in self.channels:
            channel.close()


def probe(path: str | Path) -> AudioInfo:
    """Read the header of the recording at ``path``.

    Raises AudioError: missing_file, empty_file, not_audio, no_audio, incomplete_file.
    """
    with _opened(path) as (container, stream):
        return _info(container, stream)


def decode_channels(
    paths: str | Path | Sequence[str | Path], *, max_seconds: float = MAX_SECONDS
) -> Decoded:
    """Decode one recording, or two files that are the channels of one call.

    One file with two channels gives two; files with more keep the first two; two files give one
    channel each (mixed to mono). Two channels with the same sound become one. A recording that
    breaks off gives what is readable, flagged. Raises AudioError as :func:`probe`, and
    nothing_decoded, too_long (from the header where it tells), too_many_files, no_files.
    """
    files = [paths] if isinstance(paths, str | Path) else list(paths)
    if not files:
        raise AudioError("no_files")
    if len(files) > MAX_CHANNELS:
        raise AudioError("too_many_files", count=len(files))
    for path in files:
        _refuse_too_long(probe(path).duration, max_seconds)
    parts = [_decode_file(path, mono=len(files) > 1, max_seconds=max_seconds) for path in files]
    channels = [channel for part in parts for channel in part.channels]
    notices = [notice for part in parts for notice in part.notices]
    if len(channels) == 2 and _same_sound(*channels):
        channels.pop().close()
        notices.append(Notice("same_channels"))
    return Decoded(
        channels,
        max(channel.duration for channel in channels),
        any(part.truncated for part in parts),
        notices,
    )


class _opened:  # noqa: N801 - used as a with-statement
    """An open container with its first sound stream; turns PyAV's errors into AudioError."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def __enter__(self) -> tuple[Any, Any]:
        if not self.path.is_file():
            raise AudioError("missing_file")
        if self.path.stat().st_size == 0:
            raise AudioError("empty_file")
        try:
            self.container = av.open(
                f"file:{self.path.resolve()}",
                mode="r",
                metadata_errors="ignore",
                options={"format_whitelist": CONTAINERS, "protocol_whitelist": "file"},
            )
        except (av.error.FFmpegError, ValueError) as error:
            with self.path.open("rb") as file:
                begins_as_mp4 = file.read(8)[4:] == b"ftyp"
            raise AudioError("incomplete_file" if begins_as_mp4 else "not_audio") from error
        streams = self.container.streams.audio
        if not streams or not streams[0].codec_context.channels:
            self.__exit__()
            raise AudioError("no_audio")
        return self.container, streams[0]

    def __exit__(self, *_: object) -> None:
        self.container.close()


def _info(container: Any, stream: Any) -> AudioInfo:
    duration = None
    if stream.duration:
        duration = float(stream.duration * stream.time_base)
    elif container.duration:
        duration = container.duration / av.time_base
    if container.format.name == "wav" and duration:
        duration = _seconds_promised(Path(container.name.removeprefix("file:")), duration)
    context = stream.codec_context
    return AudioInfo(
        duration, context.channels, context.name, context.sample_rate, container.format.name
    )


def _refuse_too_long(seconds: float | None, limit: float) -> None:
    if seconds is not None and seconds > limit:
        raise AudioError("too_long", hours=seconds / 3600, limit=limit / 3600)


def _decode_file(path: str | Path, *, mono: bool, max_seconds: float) -> Decoded:
    with _opened(path) as (container, stream):
        info = _info(container, stream)
        count = 1 if mono else min(info.channels, MAX_CHANNELS)
        channels = [Channel() for _ in range(count)]
        layout = {1: "mono", 2: "stereo"}.get(1 if mono else info.channels)
        resampler = AudioResampler(format="s16p", layout=layout, rate=SAMPLE_RATE)
        for frame in _readable_frames(container, stream):
            for piece in resampler.resample(frame):
                planes = piece.to_ndarray()
                for number, channel in enumerate(channels):
                    channel.append(planes[number])
            _refuse_too_long(channels[0].duration, max_seconds)
    seconds = channels[0].duration
    if not seconds:
        raise AudioError("nothing_decoded")
    decoded = Decoded(channels, seconds)
    if info.channels > MAX_CHANNELS and not mono:
        decoded.notices.append(Notice("channels_left_out", {"channels": info.channels}))
    if _breaks_off(info, seconds):
        decoded.truncated = True
        decoded.notices.append(Notice("truncated", {"decoded": seconds, "declared": info.duration}))
    return decoded


def _readable_frames(container: Any, stream: Any) -> Iterator[AudioFrame | None]:
    """Frames in order, damaged ones skipped, then None to flush the resampler."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.FFmpegError):
            break
        try:
            for frame in packet.decode():
                frame.pts = None  # damaged files carry senseless times
                yield frame
        except av.error.FFmpegError:
            continue
    yield None


def _breaks_off(info: AudioInfo, seconds: float) -> bool:
    if info.duration is None:
        return False
    if info.container in ESTIMATED:
        return seconds < 0.8 * info.duration
    return seconds < info.duration - max(0.5, 0.01 * info.duration)


def _seconds_promised(path: Path, seconds: float) -> float:
    """The duration by the header of a WAV file, whose readable part lasts ``seconds``.

    FFmpeg quietly shortens the duration to what is in the file.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    at = head.find(b"data")
    if head[:4] != b"RIFF" or at < 0 or len(head) < at + 8:
        return seconds
    promised = int.from_bytes(head[at + 4 : at + 8], "little")
    present = path.stat().st_size - at - 8
    unknown = promised in (0, 0xFFFFFFFF)  # written by a recorder that could not go back
    return seconds if unknown or present <= 0 else seconds * max(1.0, promised / present)


def _same_sound(first: Channel, second: Channel) -> bool:
    """Whether two channels are one conversation in stereo: correlated by 0.8 or more.

    Separate voices correlate near 0, and a conversation recorded by two microphones above 0.9.
    """
    shared = one_power = other_power = 0.0
    for one, other in zip(first.blocks(), second.blocks(), strict=False):
        length = min(len(one), len(other))
        shared += float(one[:length] @ other[:length])
        one_power += float(one @ one)
        other_power += float(other @ other)
    return shared > SAME_SOUND * (one_power * other_power) ** 0.5
