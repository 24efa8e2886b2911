"""The turns of a vCon: out of its text dialogs and of the transcripts among its analyses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from transcripts.formats.chat_text import said_in
from transcripts.formats.encoding import parse_json
from transcripts.formats.records import FormatError, Speaker, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.speech_json import (
    language_of,
    objects,
    timed_turn,
    transcript_said,
)
from transcripts.formats.values import parse_number, parse_time, text_or_none
from transcripts.formats.vcon_dialogs import Dialog
from transcripts.formats.vcon_parties import Party
from transcripts.formats.voices import Said, with_roles

_LATE = datetime(9999, 1, 1, tzinfo=UTC)


def best_transcripts(document: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """One transcript per dialog: the plain one where there is also a redacted one."""
    chosen: dict[int, dict[str, Any]] = {}
    named = [e for e in objects(document.get("analysis")) if _is_transcript(e)]
    for entry in sorted(named, key=lambda e: len(str(e["type"]))):
        parsed = _with_parsed_body(entry)
        for number in _dialogs_of(entry, count):
            chosen.setdefault(number, parsed)
    unique = {id(entry): entry for _, entry in sorted(chosen.items())}
    return list(unique.values())


def _is_transcript(entry: dict[str, Any]) -> bool:
    return isinstance(entry.get("type"), str) and entry["type"].lower().startswith("transcript")


def _dialogs_of(entry: dict[str, Any], count: int) -> list[int]:
    """The dialogs a transcript is about; all of them, as one, where it does not say."""
    value = entry.get("dialog")
    listed = value if isinstance(value, list) else [value]
    found = [n for n in listed if isinstance(n, int) and not isinstance(n, bool) and -1 < n < count]
    return found or [-1]


def _with_parsed_body(entry: dict[str, Any]) -> dict[str, Any]:
    body = entry.get("body")
    if isinstance(body, str) and body.lstrip()[:1] in ("{", "["):
        try:
            return {**entry, "body": parse_json(body)}
        except FormatError:
            return entry  # a plain text that happens to begin with a bracket
    return entry


def turns_of(
    dialogs: list[Dialog], transcripts: list[dict[str, Any]], parties: list[Party]
) -> tuple[tuple[TurnRecord, ...], list[str]]:
    """Everything said or written, in order of time where times are known, and warnings of it."""
    written = [
        TurnRecord(_role(dialog.speaker, parties), dialog.text, at=dialog.start)
        for dialog in dialogs
        if dialog.text
    ]
    spoken: list[TurnRecord] = []
    warnings: list[str] = []
    for entry in transcripts:
        body = entry.get("body")
        turns, notes = with_roles(_spoken(body, parties), language_of(body))
        spoken += turns
        warnings += [note for note in notes if note == "roles_estimated"]
    if written:
        spoken = sorted(spoken + written, key=lambda turn: turn.at or _LATE)
    return tuple(spoken), warnings[:1]


def _role(index: int | None, parties: list[Party]) -> Speaker:
    return parties[index].role if index is not None and index < len(parties) else "unknown"


def _spoken(body: Any, parties: list[Party]) -> list[Said]:
    if isinstance(body, list):
        return [said for entry in objects(body) if (said := _utterance(entry, parties))]
    text = text_or_none(body.get("text") if isinstance(body, dict) else body)
    told = transcript_said(body) or said_in(text or "")
    return [(_role_of_label(label, parties), turn) for label, turn in told]


def _utterance(entry: dict[str, Any], parties: list[Party]) -> Said | None:
    text = entry.get("message") or entry.get("text") or entry.get("transcript")
    label = text_or_none(entry.get("speaker", entry.get("role")))
    index = entry.get("parties", entry.get("party"))
    if isinstance(index, int) and not isinstance(index, bool) and index >= 0:
        role = _role(index, parties)
        label = role if role != "unknown" and speaker_of(label) == "unknown" else label
        label = label or f"party {index}"
    start, length = entry.get("start"), parse_number(entry.get("duration"))
    begin = parse_number(start)
    end = begin + length if begin is not None and length is not None else entry.get("end")
    turn = timed_turn(text, begin, end, "unknown")
    clock = parse_time(start) if isinstance(start, str) and begin is None else None
    return (_role_of_label(label, parties), replace(turn, at=clock)) if turn else None


def _role_of_label(label: str | None, parties: list[Party]) -> str | None:
    """The role of the party that is named so, else the label itself."""
    name = (label or "").casefold()
    found = (p.role for p in parties if name and p.name and p.name.casefold() == name)
    role = next(found, "unknown")
    return role if role != "unknown" and speaker_of(label) == "unknown" else label
