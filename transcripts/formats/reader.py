"""The one door to all formats: a file or a folder in, records and refusals out."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from transcripts.formats.assemblyai import read_assemblyai
from transcripts.formats.beside import attach_neighbours
from transcripts.formats.captions import read_captions
from transcripts.formats.chat_json import read_chat_json
from transcripts.formats.chat_text import read_chat_text
from transcripts.formats.contact_csv import Mappings, read_table
from transcripts.formats.detect import CHOICES, kind_of_document, sniff_bytes, sniff_text
from transcripts.formats.email_file import read_mailbox
from transcripts.formats.encoding import MENDED, Undisturbed, guess_encoding, parse_json
from transcripts.formats.fields import KINDS
from transcripts.formats.other_engines import read_other_engine
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
from transcripts.formats.tables import MAX_TABLE_BYTES, opened_table
from transcripts.formats.vcon import read_compact, read_vcon
from transcripts.formats.vcon_signatures import NOBODY, Trust

MAX_DOCUMENT_BYTES = 64 << 20
MAX_LINES = 1_000_000
MAX_LINE = 16 << 20
MAX_FOLDERS = 16
_HEAD = 16_384
Results = Iterable[InteractionRecord | SurveyRecord | FormatError]
_ABOUT = re.compile(r"\.|(readme|licen[cs]e|notice|source|manifest|changelog)(\.[a-z.]+)?$", re.I)
_TEXTS = ("email", "vtt", "srt", "chat_text")
_BINARY = {"audio": "audio_file", "office": "office_file"}
_TABLES = ("chat_csv", "jsonl")


@dataclass(frozen=True, slots=True)
class _Way:
    """How to read: as what, with which columns, and trusting whom."""

    format: str
    mappings: Mappings
    trust: Trust


def read_path(
    path: str | os.PathLike[str],
    format: str = "auto",  # noqa: A002  (the name of the option on the command line)
    mappings: Mappings | None = None,
    trust: Trust = NOBODY,
) -> Iterator[Outcome]:
    """Everything that a file, or a folder with all below it, holds; in order of names.

    `format` is one of `detect.CHOICES`; `auto` looks at the content. `mappings` (kind of table ->
    field -> column) correct the guess for tables; `trust` says whose signatures count. In folders,
    hidden files, symbolic links and papers about the folder (README, LICENSE, MANIFEST and the
    like) are passed over. A recording that lies beside a record naming it becomes its medium, so
    give folders only of one owner; uploads go to `read_stream`.
    Never raises for what a file holds: what cannot be read comes as a `Refusal`, in its place.
    """
    root, way = Path(path), _Way(format, mappings or {}, trust)
    if format not in CHOICES:
        yield Refusal(str(root), "", "unknown_format_name", {"name": format[:40]})
    elif root.is_dir():
        yield from _folder(root, way, MAX_FOLDERS)
    elif not root.exists():
        yield Refusal(str(root), "", "missing_file")
    elif not root.is_file():
        yield Refusal(str(root), "", "not_a_file")
    else:
        yield from _file(root, way)


def _folder(folder: Path, way: _Way, levels: int) -> Iterator[Outcome]:
    """A folder; recordings that a record beside them names are not reported on their own."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield Refusal(str(folder), "", "unreadable_file")
        return
    claimed: set[str] = set()
    late: list[Refusal] = []
    for entry in entries:
        if entry.is_symlink() or is_about_the_folder(entry.name):
            continue
        if entry.is_dir():
            if levels:
                yield from _folder(Path(entry.path), way, levels - 1)
            else:
                yield Refusal(entry.path, "", "folder_too_deep", {"limit": MAX_FOLDERS})
        elif entry.is_file():
            for outcome in _file(Path(entry.path), way):
                if isinstance(outcome, Refusal) and outcome.reason_code == "audio_file":
                    late.append(outcome)
                    continue
                if isinstance(outcome, InteractionRecord):
                    claimed |= {m.path for m in outcome.media if m.path}
                yield outcome
    yield from (refusal for refusal in late if refusal.path not in claimed)


def is_about_the_folder(name: str) -> bool:
    """Say whether a file is hidden or a paper about its folder, and so no record."""
    return _ABOUT.match(name) is not None


def _file(path: Path, way: _Way) -> Iterator[Outcome]:
    try:
        with path.open("rb") as stream:
            for outcome in _stream(str(path), stream, way):
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
    trust: Trust = NOBODY,
) -> Iterator[Outcome]:
    """What an open, seekable file holds; `name` is what refusals call it. See `read_path`."""
    yield from _stream(name, stream, _Way(format, mappings or {}, trust))


def _stream(name: str, stream: BinaryIO, way: _Way) -> Iterator[Outcome]:
    try:
        yield from placed(name, _results(stream, way))
    except FormatError as error:
        yield error.refusal(name)


def _results(stream: BinaryIO, way: _Way) -> Results:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    head = stream.read(_HEAD)
    if not head.strip(b"\x00 \t\r\n"):
        raise FormatError("empty_file")
    if binary := sniff_bytes(head):
        raise FormatError(_BINARY.get(binary, "archive"))
    encoding = guess_encoding(stream)
    start = head.decode(encoding, errors=MENDED)
    kind: str = sniff_text(start)
    if way.format in KINDS:
        kind = "chat_csv"
    elif way.format in _TEXTS or (way.format == "vcon" and kind == "vcon"):
        kind = way.format
    elif way.format != "auto" and kind not in ("json", "jsonl"):
        kind = "json"
    limit = MAX_TABLE_BYTES if kind in _TABLES else MAX_DOCUMENT_BYTES
    if size > limit:
        raise FormatError("too_large", limit_mb=limit >> 20)
    if kind == "chat_csv":
        return _table(stream, way)
    if kind == "jsonl":
        return _json_lines(stream, encoding, way)
    return _document(stream.read(), encoding, kind, way)


def _table(stream: BinaryIO, way: _Way) -> Results:
    with opened_table(stream) as table:
        yield from read_table(table, way.format, way.mappings)


def _document(raw: bytes, encoding: str, kind: str, way: _Way) -> Results:
    if kind == "email":
        return read_mailbox(raw)
    text = raw.decode(encoding, errors=MENDED)
    if kind == "json":
        return _parsed(parse_json(text), way)
    if kind == "chat_text":
        return read_chat_text(text)
    if kind in ("vtt", "srt"):
        return read_captions(text)
    if kind == "vcon":
        return read_compact(text, way.trust)
    raise FormatError({"markup": "markup", "log": "program_log"}.get(kind, "unknown_format"))


def _parsed(document: Any, way: _Way) -> Results:
    kind = kind_of_document(document) if way.format == "auto" else way.format
    if kind == "chat_json":
        return read_chat_json(document)
    if kind in ("whisper", "deepgram", "wtf"):
        return read_speech(document, kind)
    if not isinstance(document, dict):
        raise FormatError("unknown_json")
    if kind == "engine":
        return read_other_engine(document)
    if kind == "assemblyai":
        return read_assemblyai(document)
    if kind == "contact_lens":
        return read_contact_lens(document)
    return read_star(document) if kind == "star" else read_vcon(document, way.trust)


def _json_lines(stream: BinaryIO, encoding: str, way: _Way) -> Results:
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
                    yield from _parsed(parse_json(line), way)
            except FormatError as error:
                place = " ".join(part for part in (f"line {number}", error.place) if part)
                yield FormatError(error.code, place=place, **error.params)


def _skip_rest(text: TextIO) -> None:
    """Read on to the end of the line, keeping nothing."""
    while (piece := text.readline(MAX_LINE)) and not piece.endswith("\n"):
        pass
