"""The turns of a vCon: out of its text dialogs and of the transcripts among its analyses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from transcripts.formats.encoding import parse_json
from transcripts.formats.records import FormatError, Speaker, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.speech_json import objects, timed_turn, transcript_turns
from transcripts.formats.values import parse_number, parse_time, text_or_none
from transcripts.formats.vcon_dialogs import Dialog
from transcripts.formats.vcon_parties import Party

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
) -> tuple[TurnRecord, ...]:
    """Everything said or written, in order of time where times are known."""
    written = [
        TurnRecord(_role(dialog.speaker, parties), dialog.text, at=dialog.start)
        for dialog in dialogs
        if dialog.text
    ]
    spoken = [turn for entry in transcripts for turn in _spoken(entry.get("body"), parties)]
    if spoken and written:
        return tuple(sorted(spoken + written, key=lambda turn: turn.at or _LATE))
    return tuple(sorted(written, key=lambda turn: turn.at or _LATE)) or tuple(spoken)


def _role(index: int | None, parties: list[Party]) -> Speaker:
    return parties[index].role if index is not None and index < len(parties) else "unknown"


def _spoken(body: Any, parties: list[Party]) -> list[TurnRecord]:
    if isinstance(body, str):
        text = text_or_none(body)
        return [TurnRecord("unknown", text)] if text else []
    if isinstance(body, list):
        return [turn for entry in objects(body) if (turn := _utterance(entry, parties))]
    return list(transcript_turns(body)) or _plain(body)


def _plain(body: Any) -> list[TurnRecord]:
    text = (
        text_or_none(body.get("text", body.get("transcript"))) if isinstance(body, dict) else None
    )
    return [TurnRecord("unknown", text)] if text else []


def _utterance(entry: dict[str, Any], parties: list[Party]) -> TurnRecord | None:
    text = entry.get("message") or entry.get("text") or entry.get("transcript")
    speaker = speaker_of(entry.get("speaker", entry.get("role")))
    index = entry.get("parties", entry.get("party"))
    if speaker == "unknown" and isinstance(index, int) and not isinstance(index, bool):
        speaker = _role(index, parties) if index >= 0 else "unknown"
    if speaker == "unknown":
        speaker = _by_name(entry.get("speaker"), parties)
    start, length = entry.get("start"), parse_number(entry.get("duration"))
    begin = parse_number(start)
    end = begin + length if begin is not None and length is not None else entry.get("end")
    turn = timed_turn(text, begin, end, speaker)
    clock = parse_time(start) if isinstance(start, str) and begin is None else None
    return TurnRecord(turn.speaker, turn.text, clock, turn.start, turn.end) if turn else None


def _by_name(label: Any, parties: list[Party]) -> Speaker:
    name = (text_or_none(label) or "").casefold()
    found = (p.role for p in parties if name and p.name and p.name.casefold() == name)
    return next(found, "unknown")
