"""Files on their way in: copied once, hashed and probed, before anything is promised."""

import hashlib
import os.path
import shutil
import struct
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from transcripts.formats.detect import sniff_bytes, sniff_text
from transcripts.speech.audio import MAX_CHANNELS, AudioError, AudioInfo, probe
from transcripts.speech.playback import playable_media_type

CHUNK = 1024 * 1024
HEAD = 16 * 1024
LONGEST_NAME = 200
MU_LAW, A_LAW = 7, 6  # as WAV headers number them
RAW_G711 = {
    ".ulaw": MU_LAW, ".ul": MU_LAW, ".mulaw": MU_LAW, ".pcmu": MU_LAW,
    ".alaw": A_LAW, ".al": A_LAW, ".pcma": A_LAW,
}  # fmt: skip


class RecordingRefused(Exception):
    """Files were not taken as a recording.

    ``code`` is a key of ``transcripts.wording``, ``params`` are its values, ``filename`` says
    which file it is about ("" when it is about all of them).
    """

    def __init__(self, code: str, filename: str = "", **params: float | str) -> None:
        super().__init__(code)
        self.code = code
        self.filename = filename
        self.params = params


@dataclass(frozen=True)
class IncomingFile:
    """A file as it arrives: its bytes and the name that somebody gave it."""

    stream: IO[bytes]
    filename: str


@dataclass(frozen=True)
class ArrivedFile:
    """A file of ours: complete on disk, known by its content, checked to be sound."""

    path: Path
    filename: str
    size: int
    sha256: str
    info: AudioInfo

    @property
    def media_type(self) -> str:
        """What the content is, whatever its name says."""
        return playable_media_type(self.info) or "application/octet-stream"


def clean_name(name: str) -> str:
    """Return the bare, printable file name: no folders of any system, at most 200 characters."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in bare if letter.isprintable()).strip(" .")
    if len(shown) > LONGEST_NAME:
        stem, dot, suffix = shown.rpartition(".")
        keep = LONGEST_NAME - len(suffix) - 1
        shown = f"{stem[:keep]}.{suffix}" if dot and keep > 0 else shown[:LONGEST_NAME]
    return shown or "recording"


def title_of(names: Sequence[str]) -> str:
    """Return what the names of a call's files have in common, as a title.

    ``call_7_agent.wav`` and ``call_7_caller.wav`` give "call 7".
    """
    stems = [clean_name(name).rsplit(".", 1)[0] for name in names]
    shared = os.path.commonprefix(stems)  # noqa: RUF071  (of letters, not of folders)
    shared = shared.replace("_", " ").strip(" -.")
    return shared or stems[0].replace("_", " ").strip()


@contextmanager
def arrived(
    files: Sequence[IncomingFile], max_seconds: float, folder: Path | None = None
) -> Iterator[list[ArrivedFile]]:
    """Copy the files of one call to a temporary folder, check them, and clean up afterwards.

    Raises RecordingRefused: no_files, too_many_files, too_many_channels, same_file_twice, too_long
    and what ``probe`` finds. Memory stays bounded, whatever the size. Touches no database, so a
    slow copy holds nobody up.
    """
    if not files:
        raise RecordingRefused("no_files")
    if len(files) > MAX_CHANNELS:
        raise RecordingRefused("too_many_files", count=len(files))
    with tempfile.TemporaryDirectory(prefix="rubrica-upload-", dir=folder) as place:
        found = [
            arrive(file, Path(place) / str(number), max_seconds)
            for number, file in enumerate(files)
        ]
        if len({file.sha256 for file in found}) < len(found):
            raise RecordingRefused("same_file_twice")
        yield found


def arrive(file: IncomingFile, path: Path, max_seconds: float) -> ArrivedFile:
    """Copy one file to ``path``, hashing it on the way, and read its header."""
    name = clean_name(file.filename)
    size, digest = copied(file.stream, path)
    size += add_header(path, name, size)
    try:
        info = probe(path)
    except AudioError as error:
        raise RecordingRefused(error.code, name, **error.params) from error
    if info.channels > MAX_CHANNELS:
        raise RecordingRefused("too_many_channels", name, channels=info.channels)
    if info.duration is not None and info.duration > max_seconds:
        hours, limit = info.duration / 3600, max_seconds / 3600
        raise RecordingRefused("too_long", name, hours=hours, limit=limit)
    return ArrivedFile(path, name, size, digest, info)


def copied(stream: IO[bytes], path: Path) -> tuple[int, str]:
    """Copy a stream to ``path``; return its size and, in hexadecimal, its SHA-256."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        while piece := stream.read(CHUNK):
            digest.update(piece)
            size += target.write(piece)
    return size, digest.hexdigest()


def add_header(path: Path, name: str, size: int) -> int:
    """Give bare G.711, known by its name only, the WAV header it lacks; return its length.

    Telephone systems write it without one: 8,000 bytes are a second of one channel.
    """
    law = RAW_G711.get(Path(name).suffix.lower())
    with path.open("rb") as file:
        known = sniff_bytes(file.read(HEAD)) is not None
    if law is None or known or not size:
        return 0
    form = struct.pack("<HHIIHHH", law, 1, 8000, 8000, 1, 8, 0)
    sizes = min(size + 38, 0xFFFFFFFF), min(size, 0xFFFFFFFF)
    header = struct.pack("<4sI8sI", b"RIFF", sizes[0], b"WAVEfmt ", len(form)) + form
    header += struct.pack("<4sI", b"data", sizes[1])
    bare = path.with_name(f"{path.name}.bare")
    path.rename(bare)
    with bare.open("rb") as source, path.open("wb") as target:
        target.write(header)
        shutil.copyfileobj(source, target, CHUNK)
    bare.unlink()
    return len(header)


def holds_records(stream: IO[bytes]) -> bool:
    """Say whether a seekable file looks like written records (vCon, JSON, CSV, ...), not sound.

    The content decides; the stream is left at its beginning.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    if sniff_bytes(head) is not None:
        return False
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in head and not wide:
        return False
    text = head.decode("utf-16" if wide else "utf-8", errors="ignore")
    return sniff_text(text) != "unknown"
