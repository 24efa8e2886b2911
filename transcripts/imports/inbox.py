"""A watched folder on disk: which files are complete, taken, done with, or in quarantine.

Pure of the database. Everything happens inside the folder: files are moved to ``.taken`` (one
rename, so nobody takes a file twice), read there, and moved on to ``done`` or ``quarantine``. Files
in folders below keep their place: ``north/call.wav`` becomes ``done/north/call.wav``.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from transcripts.formats.reasons import REASONS

TAKEN, DONE, QUARANTINE = ".taken", "done", "quarantine"
OURS = frozenset((TAKEN, DONE, QUARANTINE))
MAX_LEVELS = 16
MARKER, REASON = ".done", ".reason.txt"
SETTLED_SECONDS = 30.0
WAITING_SECONDS = 3600.0
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
    if OURS & set(parts):
        raise FolderError("this name is used by the watch itself")
    place = root.resolve().joinpath(*parts)
    if place.resolve() != place:
        raise FolderError("the folder is a link to another place")
    return place


def prepare(folder: Path) -> None:
    """Make the folder with the ones inside that files are moved to.

    Raises FolderError for links, FileExistsError where a file has one of their names.
    """
    for place in (folder, *(folder / name for name in OURS)):
        place.mkdir(parents=True, exist_ok=True)
        refuse_link(place)


def made(folder: Path, inside: Path) -> Path:
    """Make a folder inside another, and those between; FolderError where one is a link.

    Where a file has its name, another one is used, the same for all that comes from it.
    """
    place = folder
    for name in inside.parts:
        place /= name
        while place.is_file():
            place = place.with_name(f"{place.name}-2")
        place.mkdir(exist_ok=True)
        refuse_link(place)
    return place


def refuse_link(place: Path) -> None:
    """Raise FolderError for a folder that is a link."""
    if place.is_symlink():
        raise FolderError("the folder is a link to another place")


@dataclass(frozen=True, slots=True)
class Odd:
    """Something in the folder that is no file to read, and the reason."""

    path: Path
    reason: str


def take_complete(
    folder: Path,
    settled: float = SETTLED_SECONDS,
    leave: Collection[Path] = (),
    belongs: Callable[[Path], bool] = lambda _path: False,
) -> list[Odd]:
    """Move the files that are complete into ``.taken``; return what is no ordinary file.

    Files in one folder whose names begin alike (``call.wav``, ``call.json``) go together. They are
    complete when each has a marker beside it (``call.wav.done``, or ``call.done`` for all) or has
    not changed for ``settled`` seconds. A file alone that ``belongs`` to another one waits for
    that an hour, marker or not. Hidden names and those that end in .part or .tmp are
    left, and so are the folders below that ``leave`` names or that may not be read.
    """
    together: dict[tuple[Path, str], list[os.DirEntry[str]]] = {}
    odd = []
    for entry in entries_below(folder, leave):
        path = Path(entry.path)
        if reason := oddity(entry):
            odd.append(Odd(path, reason))
        else:
            together.setdefault((path.parent, group_of(entry.name)), []).append(entry)
    taken = 0
    for entries in together.values():
        files = [entry for entry in entries if not entry.name.endswith(MARKER)]
        if taken >= MOST_AT_ONCE or not are_complete(entries, settled):
            continue
        waits = len(files) == 1 and is_new(files[0]) and belongs(Path(files[0].path))
        if not waits:
            taken += len(files)
            for entry in (*files, *(e for e in entries if e not in files)):
                taken_in(Path(entry.path), folder)
    return odd


def entries_below(
    folder: Path, leave: Collection[Path], levels: int = MAX_LEVELS
) -> Iterator[os.DirEntry[str]]:
    """Yield what lies in a folder and those below, in order of name; a folder only if it is odd."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield entry
        elif entry.name in OURS or Path(entry.path) in leave or not may_look_into(entry.path):
            continue
        elif not levels or not entry.name.isprintable():
            yield entry
        else:
            yield from entries_below(Path(entry.path), leave, levels - 1)


def may_look_into(path: str) -> bool:
    """Say whether a folder is open to us; ``lost+found`` at the root of a disk is not."""
    return os.access(path, os.R_OK | os.X_OK)


def oddity(entry: os.DirEntry[str]) -> str | None:
    """Return why an entry is not to be read: a link, a pipe, or a name that hides something."""
    mode = entry.stat(follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        return REASONS["is_a_link"]
    if not entry.name.isprintable():
        return REASONS["bad_name"]
    if stat.S_ISDIR(mode):
        return REASONS["folder_too_deep"] % {"limit": MAX_LEVELS}
    return None if stat.S_ISREG(mode) else REASONS["not_a_file"]


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
    names = {entry.name for entry in entries}
    files = [entry for entry in entries if not entry.name.endswith(MARKER)]
    open_ones = [
        entry.stat(follow_symlinks=False).st_ctime
        for entry in files
        if not {entry.name + MARKER, group_of(entry.name) + MARKER} & names
    ]
    return bool(files) and max(open_ones, default=0.0) <= time.time() - settled


def is_new(entry: os.DirEntry[str]) -> bool:
    """Say whether a file came within the last hour."""
    return entry.stat(follow_symlinks=False).st_ctime > time.time() - WAITING_SECONDS


def taken_in(path: Path, folder: Path) -> None:
    """Move one file to ``.taken``, or forget a marker; somebody quicker is no trouble."""
    try:
        if path.name.endswith(MARKER):
            path.unlink()
        else:
            moved(path, folder, TAKEN, path.relative_to(folder))
    except FileNotFoundError:
        return


def taken_files(folder: Path) -> list[Path]:
    """Return what lies in ``.taken``, also from a scan that was cut off, folder by folder."""
    found = [Path(place) / name for place, _, names in os.walk(folder / TAKEN) for name in names]
    plain = (path for path in found if path.is_file() and not path.is_symlink())
    return sorted(plain, key=lambda path: (path.parent, path.name))


def dealt_with(folder: Path) -> dict[Path, Path]:
    """Return what lies in ``done`` and ``quarantine``, each with its place among what arrived."""
    return {
        Path(place) / name: (Path(place) / name).relative_to(top)
        for top in (folder / DONE, folder / QUARANTINE)
        for place, _, names in os.walk(top)
        for name in names
    }


def put_away(folder: Path, paths: Iterable[Path], refused: dict[str, list[str]]) -> None:
    """Move files on: those with reasons to ``quarantine`` with them, all others to ``done``.

    ``refused`` holds the reasons by the file's path in ``.taken``. What goes together stays
    together.
    """
    bad = {together_with(Path(name)) for name in refused}
    for path in paths:
        inside = path.relative_to(folder / TAKEN)
        if together_with(inside) in bad:
            quarantine(folder, path, inside, refused.get(inside.as_posix(), []))
        else:
            moved(path, folder, DONE, inside)


def together_with(inside: Path) -> tuple[Path, str]:
    """Return what files that belong together have in common."""
    return inside.parent, group_of(inside.name)


def quarantine(folder: Path, path: Path, inside: Path, reasons: Iterable[str]) -> None:
    """Move one file to ``quarantine``, with its reasons in a text beside it."""
    name = "".join(sign if sign.isprintable() else "_" for sign in path.name)
    place = moved(path, folder, QUARANTINE, inside.with_name(name))
    lines = list(reasons)
    if lines:
        text = "\n".join(lines) + "\n"
        place.with_name(place.name + REASON).write_text(text, "utf-8", errors="replace")


def moved(path: Path, folder: Path, where: str, inside: Path) -> Path:
    """Move something to its place in one of our folders, which nothing has yet; return it."""
    place = free_place(made(folder / where, inside.parent), inside.name)
    return path.rename(place)


def refuse_odd(folder: Path, odd: Sequence[Odd]) -> None:
    """Put what cannot be read into quarantine; of a link only the link itself is moved."""
    for one in odd:
        quarantine(folder, one.path, one.path.relative_to(folder), [one.reason])


def free_place(folder: Path, name: str) -> Path:
    """Return a path in the folder that nothing has yet."""
    place, number = folder / name, 1
    while os.path.lexists(place):
        number += 1
        stem, dot, suffix = name.partition(".")
        place = folder / f"{stem}-{number}{dot}{suffix}"
    return place
