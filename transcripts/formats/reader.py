"""The one door to all formats: a file or a folder in, records and refusals out."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from transcripts.formats.beside import attach_neighbours
from transcripts.formats.chat_json import read_chat_json
from transcripts.formats.contact_csv import KINDS, Mappings, read_table
from transcripts.formats.detect import CHOICES, kind_of_document, sniff_bytes, sniff_text
from transcripts.formats.email_file import read_email
from transcripts.formats.encoding import MENDED, Undisturbed, guess_encoding, parse_json
from transcripts.formats.records import (
    FormatError,
    InteractionRecord,
    Outcome,
    Refusal,
    SurveyRecord,
    placed,
)
from transcripts.formats.speech_json import read_contact_lens, read_speech
from transcripts.formats.star import read_star
from transcripts.formats.tables import opened_table
from transcripts.formats.turn_text import read_captions
from transcripts.formats.vcon import read_compact, read_vcon

MAX_DOCUMENT_BYTES = 64 << 20
MAX_TABLE_BYTES = 2 << 30
MAX_LINES = 5_000_000
MAX_LINE = 16 << 20
MAX_FOLDERS = 16
_HEAD = 16_384
Results = Iterable[InteractionRecord | SurveyRecord | FormatError]
_ABOUT = re.compile(r"\.|(readme|licen[cs]e|notice|source|manifest|changelog)(\.[a-z.]+)?$", re.I)
_TABLES = ("chat_csv", "jsonl")


def read_path(
    path: str | os.PathLike[str],
    format: str = "auto",  # noqa: A002  (the name of the option on the command line)
    mappings: Mappings | None = None,
) -> Iterator[Outcome]:
    """Everything that a file, or a folder with all below it, holds; in order of names.

    `format` is one of `detect.CHOICES`; `auto` looks at the content. `mappings` (kind of table ->
    field -> column) correct the guess for tables. In folders, hidden files, symbolic links and
    papers about the folder (README, LICENSE, MANIFEST and the like) are passed over. A recording
    that lies beside a record naming it becomes its medium, so give folders only of one owner;
    uploads go to `read_stream`.
    Never raises for what a file holds: what cannot be read comes as a `Refusal`, in its place.
    """
    root = Path(path)
    if format not in CHOICES:
        yield Refusal(str(root), "", "unknown_format_name", {"name": format[:40]})
    elif root.is_dir():
        yield from _folder(root, format, mappings, MAX_FOLDERS)
    elif not root.exists():
        yield Refusal(str(root), "", "missing_file")
    elif not root.is_file():
        yield Refusal(str(root), "", "not_a_file")
    else:
        yield from _file(root, format, mappings)


def _folder(
    folder: Path, format_: str, mappings: Mappings | None, levels: int
) -> Iterator[Outcome]:
    """A folder; recordings that a record beside them names are not reported on their own."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield Refusal(str(folder), "", "unreadable_file")
        return
    claimed: set[str] = set()
    late: list[Refusal] = []
    for entry in entries:
        if entry.is_symlink() or _ABOUT.match(entry.name):
            continue
        if entry.is_dir():
            if levels:
                yield from _folder(Path(entry.path), format_, mappings, levels - 1)
            else:
                yield Refusal(entry.path, "", "folder_too_deep", {"limit": MAX_FOLDERS})
        elif entry.is_file():
            for outcome in _file(Path(entry.path), format_, mappings):
                if isinstance(outcome, Refusal) and outcome.reason_code == "audio_file":
                    late.append(outcome)
                    continue
                if isinstance(outcome, InteractionRecord):
                    claimed |= {m.path for m in outcome.media if m.path}
                yield outcome
    yield from (refusal for refusal in late if refusal.path not in claimed)


def _file(path: Path, format_: str, mappings: Mappings | None) -> Iterator[Outcome]:
    try:
        with path.open("rb") as stream:
            for outcome in read_stream(str(path), stream, format_, mappings):
                if isinstance(outcome, InteractionRecord):
                    outcome = attach_neighbours(outcome, path.parent)
                yield outcome
    except OSError:
        yield Refusal(str(path), "", "unreadable_file")


def read_stream(
    name: str,
    stream: BinaryIO,
    format: str = "auto",  # noqa: A002  (see read_path)
    mappings: Mappings | None = None,
) -> Iterator[Outcome]:
    """What an open, seekable file holds; `name` is what refusals call it. See `read_path`."""
    try:
        yield from placed(name, _results(stream, format, mappings))
    except FormatError as error:
        yield error.refusal(name)


def _results(stream: BinaryIO, format_: str, mappings: Mappings | None) -> Results:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    head = stream.read(_HEAD)
    if not head.strip(b"\x00 \t\r\n"):
        raise FormatError("empty_file")
    if binary := sniff_bytes(head):
        raise FormatError("audio_file" if binary == "audio" else "archive")
    encoding = guess_encoding(stream)
    start = head.decode(encoding, errors=MENDED)
    kind: str = sniff_text(start)
    if format_ in KINDS:
        kind = "chat_csv"
    elif format_ in ("email", "vtt", "srt") or (format_ == "vcon" and kind == "vcon"):
        kind = format_
    elif format_ != "auto" and kind not in ("json", "jsonl"):
        kind = "json"
    limit = MAX_TABLE_BYTES if kind in _TABLES else MAX_DOCUMENT_BYTES
    if size > limit:
        raise FormatError("too_large", limit_mb=limit >> 20)
    if kind == "chat_csv":
        return _table(stream, format_, mappings or {})
    if kind == "jsonl":
        return _json_lines(stream, encoding, format_)
    return _document(stream.read(), encoding, kind, format_)


def _table(stream: BinaryIO, kind: str, mappings: Mappings) -> Results:
    with opened_table(stream) as table:
        yield from read_table(table, kind, mappings)


def _document(raw: bytes, encoding: str, kind: str, format_: str) -> Results:
    if kind == "email":
        return read_email(raw)
    text = raw.decode(encoding, errors=MENDED)
    if kind == "json":
        return _parsed(parse_json(text), format_)
    if kind in ("vtt", "srt"):
        return read_captions(text)
    if kind == "vcon":
        return read_compact(text)
    raise FormatError("markup" if kind == "markup" else "unknown_format")


def _parsed(document: Any, format_: str = "auto") -> Results:
    kind = kind_of_document(document) if format_ == "auto" else format_
    if kind == "chat_json":
        return read_chat_json(document)
    if not isinstance(document, dict):
        raise FormatError("unknown_json")
    if kind == "contact_lens":
        return read_contact_lens(document)
    if kind in ("whisper", "deepgram", "wtf"):
        return read_speech(document, kind)
    return read_star(document) if kind == "star" else read_vcon(document)


def _json_lines(stream: BinaryIO, encoding: str, format_: str) -> Results:
    """JSON Lines: a conversation per line, each read on its own."""
    with io.TextIOWrapper(Undisturbed(stream), encoding=encoding, errors=MENDED) as text:
        number = 0
        while line := text.readline(MAX_LINE):
            number += 1
            if number > MAX_LINES:
                raise FormatError("too_many_rows", limit=MAX_LINES)
            try:
                if len(line) == MAX_LINE:
                    _skip_rest(text)
                    raise FormatError("line_too_long", limit=MAX_LINE)
                if line.strip():
                    yield from _parsed(parse_json(line), format_)
            except FormatError as error:
                place = " ".join(part for part in (f"line {number}", error.place) if part)
                yield FormatError(error.code, place=place, **error.params)


def _skip_rest(text: TextIO) -> None:
    """Read on to the end of the line, keeping nothing."""
    while (piece := text.readline(MAX_LINE)) and not piece.endswith("\n"):
        pass
