"""What files and folders hold, record by record, with what lies beside them and in their names."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from transcripts.formats.contact_csv import Mappings
from transcripts.formats.detect import sniff_bytes
from transcripts.formats.encoding import parse_json
from transcripts.formats.reader import is_about_the_folder, read_path
from transcripts.formats.records import (
    FormatError,
    InteractionRecord,
    MediaRecord,
    Outcome,
    Refusal,
)
from transcripts.formats.vcon_signatures import NOBODY, Trust
from transcripts.imports.call_facts import (
    NAMES,
    CallFacts,
    facts_of_name,
    read_facts,
    with_facts,
)
from transcripts.imports.workbooks import sheets
from transcripts.imports.zips import MAX_LEVELS, Unpacked, is_workbook, is_zip, unpack
from transcripts.incoming import clean_name, title_of

MAX_SIDECAR = 64 << 10
RAW_SOUNDS = frozenset((".gsm", ".ulaw", ".alaw", ".ul", ".al", ".pcmu", ".pcma", ".g711"))
Found = tuple[str, Outcome]
"""The name of the file, as people should see it, and one outcome of reading it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are to be read: ``form`` is one of `detect.CHOICES`, ``pattern`` of the source.

    ``trust`` says whose signatures on vCons count.
    """

    form: str = "auto"
    mappings: Mappings = field(default_factory=dict)
    pattern: str | None = None
    trust: Trust = NOBODY


@dataclass(frozen=True, slots=True)
class Named:
    """A file on disk, the name to show for it, and its place below what was given."""

    path: Path
    shown: str
    inside: str


def outcomes(
    paths: Sequence[Path], reading: Reading, shown: Callable[[Path], str] = str
) -> Iterator[Found]:
    """Everything that files, folders and zip archives hold, in an order that is always the same.

    Files given together may lie beside each other: a recording that a record names becomes its
    sound, and ``call.wav.json`` (or ``call.json``) with facts tells about ``call.wav``. In folders
    hidden files, links and papers about the folder are passed over. A recording is to be used
    before the next outcome is asked for: what was unpacked is gone afterwards. ``shown`` gives
    the name to report for each of ``paths``.
    """
    files = [Named(path, shown(path), shown(path)) for path in paths if not path.is_dir()]
    yield from of_files(files, reading)
    for path in paths:
        if path.is_dir():
            yield from of_folder(Named(path, shown(path), ""), reading, MAX_LEVELS)


def of_folder(folder: Named, reading: Reading, levels: int) -> Iterator[Found]:
    """A folder: its files, then the folders in it."""
    try:
        entries = sorted(os.scandir(folder.path), key=lambda entry: entry.name)
    except OSError:
        yield folder.shown, Refusal(folder.shown, "", "unreadable_file")
        return
    kept = [e for e in entries if not e.is_symlink() and not is_about_the_folder(e.name)]
    named = {
        entry.name: Named(
            Path(entry.path), f"{folder.shown}/{entry.name}", f"{folder.inside}{entry.name}"
        )
        for entry in kept
    }
    yield from of_files([named[entry.name] for entry in kept if entry.is_file()], reading)
    for inner in (named[entry.name] for entry in kept if entry.is_dir()):
        if levels:
            below = replace(inner, inside=f"{inner.inside}/")
            yield from of_folder(below, reading, levels - 1)
        else:
            yield inner.shown, Refusal(inner.shown, "", "folder_too_deep", {"limit": MAX_LEVELS})


def of_files(files: Sequence[Named], reading: Reading) -> Iterator[Found]:
    """Files that lie together: texts first, then archives, then recordings nobody named."""
    sidecars = sidecars_of(files)
    sounds, archives, claimed = [], [], set()
    for file in files:
        if file in sidecars.values():
            continue
        if is_sound(file.path):
            sounds.append(file)
            continue
        if is_archive(file.path):
            archives.append(file)
            continue
        for outcome in of_text(file, sidecars.get(file), reading):
            if isinstance(outcome, InteractionRecord):
                claimed |= {medium.path for medium in outcome.media if medium.path}
            yield file.shown, outcome
    for file in archives:
        yield from (of_workbook if is_workbook(file.path) else of_archive)(file, reading)
    for file in sounds:
        if str(file.path) not in claimed:
            yield file.shown, of_sound(file, sidecars.get(file), reading)


def of_text(file: Named, sidecar: Named | None, reading: Reading) -> Iterator[Outcome]:
    """The records of one file, with what is known of it beside."""
    try:
        facts = facts_about(file, sidecar, reading)
    except FormatError as error:
        yield error.refusal(file.shown)
        return
    for outcome in read_path(file.path, reading.form, reading.mappings, reading.trust):
        yield with_facts(outcome, facts) if isinstance(outcome, InteractionRecord) else outcome


def of_sound(file: Named, sidecar: Named | None, reading: Reading) -> Outcome:
    """A recording as a call that is still to be transcribed."""
    name = clean_name(file.path.name)
    try:
        facts = facts_about(file, sidecar, reading)
        with file.path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except FormatError as error:
        return error.refusal(file.shown)
    except OSError:
        return Refusal(file.shown, "", "unreadable_file")
    medium = MediaRecord(name, "audio/unknown", path=str(file.path))
    call = InteractionRecord(f"sha256:{digest}", facts.channel or "voice", media=(medium,))
    known = with_facts(call, facts)
    return known if known.subject else with_facts(known, CallFacts({"subject": title_of([name])}))


def of_archive(file: Named, reading: Reading) -> Iterator[Found]:
    """What a zip archive holds, unpacked for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="rubrica-zip-") as place:
        try:
            for found in unpack(file.path, Path(place)):
                if not isinstance(found, Unpacked):
                    yield f"{file.shown}/{found.path}", found
        except FormatError as error:
            yield file.shown, error.refusal(file.shown)
            return
        yield from of_folder(Named(Path(place), file.shown, ""), reading, MAX_LEVELS)


def of_workbook(file: Named, reading: Reading) -> Iterator[Found]:
    """What the sheets of a workbook hold, written out for as long as they are read."""
    with tempfile.TemporaryDirectory(prefix="rubrica-workbook-") as place:
        try:
            for sheet in sheets(file.path, Path(place)):
                table = replace(file, path=sheet.path, shown=f"{file.shown}/{sheet.name}")
                for outcome in of_text(table, None, reading):
                    yield table.shown, outcome
                sheet.path.unlink()
        except FormatError as error:
            yield file.shown, error.refusal(file.shown)


def facts_about(file: Named, sidecar: Named | None, reading: Reading) -> CallFacts:
    """What the file beside and the file's own name tell; the former knows better."""
    whole = "/" in (reading.pattern or "")
    by_name = facts_of_name(reading.pattern, file.inside if whole else file.path.name)
    if sidecar is None:
        return by_name
    return read_facts(sidecar_content(sidecar.path) or {}).over(by_name)


def sidecars_of(files: Iterable[Named]) -> dict[Named, Named]:
    """For each file the JSON beside it that holds facts about it and no conversation."""
    listed = list(files)
    found: dict[Named, Named] = {}
    papers = [f for f in listed if f.path.suffix.lower() == ".json"]
    for paper in papers:
        stem = paper.path.name[: -len(".json")]
        owner = next((f for f in listed if f != paper and stem in (f.path.name, f.path.stem)), None)
        if owner and owner not in papers and sidecar_content(paper.path) is not None:
            found.setdefault(owner, paper)
    return found


def is_sidecar(path: Path) -> bool:
    """Say whether a file holds facts about another one and no conversation."""
    return path.suffix.lower() == ".json" and sidecar_content(path) is not None


def sidecar_content(path: Path) -> dict[str, object] | None:
    """The facts of a sidecar; None for a file that is none: too large, or a conversation."""
    try:
        if path.is_symlink() or path.stat().st_size > MAX_SIDECAR:
            return None
        document = parse_json(path.read_text("utf-8-sig"))
    except (OSError, UnicodeError, FormatError):
        return None
    if not isinstance(document, dict) or any(isinstance(v, list) for v in document.values()):
        return None
    known = {name for names in NAMES.values() for name in names.split()}
    return document if document.keys() & known else None


def is_sound(path: Path) -> bool:
    """Say whether a file is a recording: by its content, or by its name where it has no head."""
    head = head_of(path)
    if path.suffix.lower() in RAW_SOUNDS:
        return bool(head)
    return sniff_bytes(head) == "audio"


def is_archive(path: Path) -> bool:
    """Say whether a file is a zip archive."""
    return head_of(path)[:4] == b"PK\x03\x04" and is_zip(path)


def head_of(path: Path) -> bytes:
    """The first bytes of a file; none of one that cannot be read, which is reported later."""
    try:
        with path.open("rb") as stream:
            return stream.read(512)
    except OSError:
        return b""
