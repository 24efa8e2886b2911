"""A watched folder on disk: which files are complete, taken, done with, or in quarantine.

Pure of the database. Everything happens inside the folder: files are moved to ``.taken`` (one
rename, so nobody takes a file twice), read there, and moved on to ``done`` or ``quarantine``.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from transcripts.formats.reasons import REASONS

TAKEN, DONE, QUARANTINE = ".taken", "done", "quarantine"
MARKER, REASON = ".done", ".reason.txt"
SETTLED_SECONDS = 30.0
MOST_AT_ONCE = 500
UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload")
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,5}$")
_PLAIN_PART = re.compile(r"[\w][\w .-]{0,99}")


class FolderError(ValueError):
    """A folder that may not be watched; the message says why, in plain English."""


def folder_in(root: Path, name: str) -> Path:
    """Return the watched folder called ``name`` below ``root``.

    Raises FolderError for a name that is no plain relative path, or that leads out by a link.
    """
    parts = name.strip().split("/")
    if not name.strip() or any(_PLAIN_PART.fullmatch(part) is None for part in parts):
        raise FolderError("give the name of a folder, such as calls or office/calls")
    if {TAKEN, DONE, QUARANTINE} & set(parts):
        raise FolderError("this name is used by the watch itself")
    place = root.resolve().joinpath(*parts)
    if place.resolve() != place:
        raise FolderError("the folder is a link to another place")
    return place


def prepare(folder: Path) -> None:
    """Make the folder with the ones inside that files are moved to; FolderError for links."""
    for name in ("", TAKEN, DONE, QUARANTINE):
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        if place.is_symlink():
            raise FolderError("the folder is a link to another place")


@dataclass(frozen=True, slots=True)
class Odd:
    """Something in the folder that is no file to read, and the code of the reason."""

    path: Path
    code: str


def take_complete(folder: Path, settled: float = SETTLED_SECONDS) -> list[Odd]:
    """Move the files that are complete into ``.taken``; return what is no ordinary file.

    Files whose names begin alike (``call.wav``, ``call.json``) go together. They are complete when
    one of them has a marker beside it (``call.wav.done`` or ``call.done``), or when none has
    changed for ``settled`` seconds. Hidden names and those that end in .part or .tmp are left.
    """
    together: dict[str, list[os.DirEntry[str]]] = {}
    odd = []
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.is_dir(follow_symlinks=False):
            continue
        if code := oddity(entry):
            odd.append(Odd(Path(entry.path), code))
        else:
            together.setdefault(group_of(entry.name), []).append(entry)
    taken = 0
    for entries in together.values():
        files = [entry for entry in entries if not entry.name.endswith(MARKER)]
        if taken < MOST_AT_ONCE and are_complete(entries, settled):
            taken += len(files)
            for entry in (*files, *(e for e in entries if e not in files)):
                taken_in(Path(entry.path), folder)
    return odd


def oddity(entry: os.DirEntry[str]) -> str | None:
    """Return why an entry is not to be read: a link, a pipe, or a name that hides something."""
    mode = entry.stat(follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        return "is_a_link"
    if not stat.S_ISREG(mode):
        return "not_a_file"
    return None if entry.name.isprintable() else "bad_name"


def group_of(name: str) -> str:
    """Return what the names of files that belong together have in common."""
    bare = name.removesuffix(MARKER)
    bare = bare.removesuffix(".json").removesuffix(".JSON")
    return _SUFFIX.sub("", bare)


def are_complete(entries: Sequence[os.DirEntry[str]], settled: float) -> bool:
    """Say whether files that go together have all arrived.

    The time of the last change of the inode counts, because a copy may set the other time back.
    """
    if any(entry.name.lower().endswith(UNFINISHED) for entry in entries):
        return False
    if any(entry.name.endswith(MARKER) for entry in entries):
        return len(entries) > 1
    newest = max(entry.stat(follow_symlinks=False).st_ctime for entry in entries)
    return newest <= time.time() - settled


def taken_in(path: Path, folder: Path) -> None:
    """Move one file to ``.taken``, or forget a marker; somebody quicker is no trouble."""
    try:
        if path.name.endswith(MARKER):
            path.unlink()
        else:
            path.rename(free_place(folder / TAKEN, path.name))
    except FileNotFoundError:
        return


def taken_files(folder: Path) -> list[Path]:
    """Return what lies in ``.taken``, also from a scan that was cut off, in order of name."""
    entries = sorted(os.scandir(folder / TAKEN), key=lambda entry: entry.name)
    return [Path(entry.path) for entry in entries if entry.is_file(follow_symlinks=False)]


def put_away(folder: Path, paths: Sequence[Path], refused: dict[str, list[str]]) -> None:
    """Move files on: those with reasons to ``quarantine`` with them, all others to ``done``.

    ``refused`` holds the reasons by name of file. What goes together stays together.
    """
    bad = {group_of(name) for name in refused}
    for path in paths:
        if group_of(path.name) in bad:
            quarantine(folder, path, refused.get(path.name, []))
        else:
            path.rename(free_place(folder / DONE, path.name))


def quarantine(folder: Path, path: Path, reasons: Iterable[str]) -> None:
    """Move one file to ``quarantine``, with its reasons in a text beside it."""
    name = "".join(sign if sign.isprintable() else "_" for sign in path.name)
    place = free_place(folder / QUARANTINE, name)
    lines = list(reasons)
    if lines:
        text = "\n".join(lines) + "\n"
        place.with_name(place.name + REASON).write_text(text, "utf-8", errors="replace")
    path.rename(place)


def refuse_odd(folder: Path, odd: Sequence[Odd]) -> None:
    """Put what cannot be read into quarantine; of a link only the link itself is moved."""
    for one in odd:
        quarantine(folder, one.path, [REASONS[one.code]])


def free_place(folder: Path, name: str) -> Path:
    """Return a path in the folder that nothing has yet."""
    place, number = folder / name, 1
    while os.path.lexists(place):
        number += 1
        stem, dot, suffix = name.partition(".")
        place = folder / f"{stem}-{number}{dot}{suffix}"
    return place
