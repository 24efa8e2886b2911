"""Archives of files, unpacked into a folder of ours within limits that no archive can talk away."""

from __future__ import annotations

import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from transcripts.formats.records import FormatError, Refusal
from transcripts.formats.values import safe_filename

MAX_MEMBERS = 20_000
MAX_DIRECTORY_BYTES = 16 << 20
MAX_TOTAL_BYTES = 4 << 30
MAX_RATIO = 200
FREE_BYTES = 10 << 20
"""What a member may unpack to whatever its ratio: small texts shrink well."""
MAX_LEVELS = 16
CHUNK = 1 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OFFICE = frozenset(("[Content_Types].xml", "META-INF/manifest.xml"))
_WORKBOOK = "xl/workbook.xml"
_START, _END, _END_64 = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A file out of an archive, where it lies now and what it was called inside."""

    path: Path
    name: str


def is_zip(path: Path) -> bool:
    """Say whether a file begins as a zip archive does."""
    with path.open("rb") as stream:
        return stream.read(4) in (_START, _END)


def is_workbook(path: Path) -> bool:
    """Say whether a zip archive is an Excel workbook (`.xlsx`, `.xlsm`), by what it contains."""
    try:
        with path.open("rb") as stream:
            check_directory(stream)
        with zipfile.ZipFile(path) as archive:
            return _WORKBOOK in archive.namelist()
    except _BROKEN:
        return False


def unpack(path: Path, folder: Path) -> Iterator[Unpacked | Refusal]:
    """Unpack the members of an archive into ``folder``, in order of name.

    Names become harmless ones inside the folder; links, locked and overblown members and archives
    in archives are refused one by one, with place and reason. Raises `FormatError` (`zip_bad`,
    `office_file`, `zip_too_many`, `zip_too_large`) where the archive as a whole cannot be trusted.
    """
    with path.open("rb") as stream:
        check_directory(stream)
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted(archive.infolist(), key=lambda member: member.filename)
            if _OFFICE & {member.filename for member in members}:
                raise FormatError("office_file")
            if len(members) > MAX_MEMBERS:
                raise FormatError("zip_too_many", limit=MAX_MEMBERS)
            left = MAX_TOTAL_BYTES
            for number, member in enumerate(members):
                if member.is_dir():
                    continue
                found = _unpacked(archive, member, folder, number, left)
                if isinstance(found, Unpacked):
                    left -= found.path.stat().st_size
                yield found
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError("zip_bad") from error


def packed_in(content: bytes, most: int) -> Iterator[tuple[str, bytes]]:
    """Name and first ``most`` bytes of all that is packed in an archive or a workbook, 4 GB in all.

    Also of a workbook in an archive. Nothing of what is no archive or is damaged.
    """
    left = MAX_TOTAL_BYTES

    def below(content: bytes, levels: int) -> Iterator[tuple[str, bytes]]:
        nonlocal left
        if not content.startswith(_START):
            return
        try:
            check_directory(io.BytesIO(content))
            archive = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN:
            return
        for member in archive.infolist():
            try:
                with archive.open(member) as stream:
                    part = stream.read(min(most, left))
            except (*_BROKEN, zlib.error, lzma.LZMAError):
                part = b""
            left -= len(part)
            yield member.filename, part
            if levels:
                yield from below(part, levels - 1)

    return below(content, 1)


def check_directory(stream: BinaryIO) -> None:
    """Refuse an archive whose table of contents would fill the memory, before it is read."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - (1 << 16) - 64))
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise FormatError("zip_bad")
    entries = int.from_bytes(tail[at + 10 : at + 12], "little")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    if _END_64 in tail[max(0, at - 20) : at] or directory > MAX_DIRECTORY_BYTES:
        raise FormatError("zip_too_many", limit=MAX_MEMBERS)
    if entries > MAX_MEMBERS:
        raise FormatError("zip_too_many", limit=MAX_MEMBERS)


def _unpacked(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, number: int, left: int
) -> Unpacked | Refusal:
    name = member.filename
    try:
        target = folder.joinpath(*_harmless(name))
        _check(member)
        if target.exists():
            target = target.with_name(f"{number}-{target.name}"[-200:])
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as stream, target.open("xb") as copy:
            _copy(stream, copy, min(left, _most(member)))  # type: ignore[arg-type]
        if is_zip(target) and not is_workbook(target):
            raise FormatError("zip_nested")
    except FormatError as error:
        if error.code in ("zip_too_large", "zip_nested"):
            target.unlink(missing_ok=True)
        return error.refusal(name[:300])
    except (*_BROKEN, zlib.error):
        return Refusal(name[:300], "", "zip_bad_member")
    return Unpacked(target, name[:300])


def _harmless(name: str) -> tuple[str, ...]:
    """The parts of a member's name; FormatError for one that tries to leave its folder."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0] == "/" or parts[0].endswith(":"):
        raise FormatError("zip_bad_name")
    if len(parts) > MAX_LEVELS:
        raise FormatError("folder_too_deep", limit=MAX_LEVELS)
    return tuple(safe_filename(part, "file") for part in parts)


def _check(member: zipfile.ZipInfo) -> None:
    mode = member.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_IFMT(mode) == 0):
        raise FormatError("zip_link")
    if member.flag_bits & 1:
        raise FormatError("zip_locked")
    if member.compress_type not in _METHODS:
        raise FormatError("zip_bad_member")
    if member.file_size > _most(member):
        raise FormatError("zip_too_large", limit_mb=_most(member) >> 20)


def _most(member: zipfile.ZipInfo) -> int:
    return min(MAX_TOTAL_BYTES, max(FREE_BYTES, member.compress_size * MAX_RATIO))


def _copy(stream: BinaryIO, copy: BinaryIO, limit: int) -> None:
    """Copy at most ``limit`` bytes; what the archive says of its sizes is not believed."""
    size = 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > limit:
            raise FormatError("zip_too_large", limit_mb=limit >> 20)
        copy.write(piece)
