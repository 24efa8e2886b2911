"""Conversations in plain text, a line for each message: "Agent: hello", "[10:05] Ana: hola"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transcripts.formats.columns import day_comes_first
from transcripts.formats.records import MAX_TURNS, FormatError, InteractionRecord, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.values import clean, content_id, duration, parse_time
from transcripts.formats.voices import Said, with_roles

LATE = 3600.0  # seconds; a first time beyond is that of a clock and not of a recording
_LOOKED_AT = 30
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:\s?[ap]\.?\s?m\.?)?"
_STAMP = rf"(?P<stamp>(?:\d[\d/.\-]{{5,9}}(?:,?\s|T))?{_CLOCK})"
_STAMPED = re.compile(
    rf"\s*[\[(]?{_STAMP}[\])]?\s*(?:[-–]\s+)?(?:(?P<label>[^:\n]{{1,60}}?):(?=\s|$))?(?P<text>.*)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"\s*\[?(?P<label>[^\W\d_][\w .'()-]{0,39})\]?:\s+(?P<text>\S.*)")


@dataclass(slots=True)
class _Line:
    stamp: str
    label: str | None
    text: str


def is_chat_text(head: str) -> bool:
    """Say whether a text begins as a conversation: two lines with a time and a name, or a role."""
    lines = [line for line in unmarked(head).splitlines()[:_LOOKED_AT] if line.strip()]
    stamped = [found for line in lines if (found := _STAMPED.match(line)) and found["label"]]
    labels = Counter(found["label"] for line in lines if (found := _LABELLED.match(line)))
    voices = {label for label, n in labels.items() if n > 1 or speaker_of(label) != "unknown"}
    first = bool(lines) and (_STAMPED.match(lines[0]) or _LABELLED.match(lines[0]))
    return bool(first) and "-->" not in head and (len(stamped) > 1 or len(voices) > 1)


def read_chat_text(text: str) -> Iterator[InteractionRecord]:
    """One conversation; a call where its times are those of a recording.

    A line without name goes on with the one before; one with a time but no name is of the system.
    Raises `FormatError` (`no_turns`, `too_many_turns`).
    """
    lines = _lines(clean(text.lstrip("\ufeff")))
    if len(lines) > MAX_TURNS:
        raise FormatError("too_many_turns", limit=MAX_TURNS)
    day_first = day_comes_first([line.stamp for line in lines])
    said = [one for line in lines if (one := _said(line, day_first=day_first))]
    turns, warnings = with_roles(said)
    if not turns:
        raise FormatError("no_turns")
    times = [turn.at for turn in turns if turn.at]
    offsets = [turn.start for turn in turns if turn.start is not None]
    yield InteractionRecord(
        external_id=content_id(text),
        channel="voice" if offsets and offsets[0] < LATE else "chat",
        started_at=min(times, default=None),
        ended_at=max(times, default=None),
        turns=turns,
        metadata={"warnings": warnings} if warnings else {},
    )


def _lines(text: str) -> list[_Line]:
    """The messages; where some have a time, only a time begins a new one."""
    rows = unmarked(text).splitlines()
    timed = any((found := _STAMPED.match(row)) and found["label"] for row in rows[:_LOOKED_AT])
    lines: list[_Line] = []
    for row in rows:
        found = (_STAMPED if timed else _LABELLED).match(row)
        known = found and (timed or _is_label(found["label"], rows))
        if found and known:
            lines.append(_Line(found["stamp"] if timed else "", found["label"], found["text"]))
        elif lines:
            lines[-1].text += f"\n{row}"
    return lines


def unmarked(text: str) -> str:
    """The text without signs that only direct its writing, narrow spaces as spaces."""
    return re.sub("[\u200e\u200f\u202a-\u202c]", "", text).replace("\u202f", " ")


def _is_label(label: str, rows: Sequence[str]) -> bool:
    """A role, or a name that begins more than one line."""
    if speaker_of(label) != "unknown":
        return True
    return sum(row.lstrip(" [").startswith((f"{label}:", f"{label}]:")) for row in rows) > 1


def _said(line: _Line, *, day_first: bool) -> Said | None:
    text = clean(line.text)
    if not text:
        return None
    at = parse_time(line.stamp, day_first=day_first)
    offset = duration(line.stamp) if at is None else None
    return line.label or ("system" if line.stamp else None), TurnRecord("unknown", text, at, offset)
