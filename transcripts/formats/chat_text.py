"""Conversations in plain text, a line for each message: "Agent: hello", "[10:05] Ana: hola"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
    rf"\s*[\[(]?{_STAMP}(?:\s*-\s*{_CLOCK})?[\])]?\s*(?:[-–]\s+)?"
    r"(?:(?P<label>[^:\n]{1,60}?):(?=\s|$))?(?P<text>.*)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"\s*\[?(?P<label>[^\W\d_][\w .'()-]{0,39})\]?:\s+(?P<text>\S.*)")
_LEVEL = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL|SEVERE)\b"
_LOGGED = re.compile(
    rf"\s*[\[(]?(?:{_STAMP}\S*[^:\n]{{0,60}}?\b(?:{_LEVEL}|\w+\[\d+\]:)"
    rf"|{_LEVEL}(?:\]|\s*[:|-]\s))",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Line:
    stamp: str
    label: str | None
    text: str


def is_chat_text(head: str) -> bool:
    """Say whether a text begins as a conversation: two lines with a time and a name, or a role."""
    rows = [row for row in unmarked(head).splitlines()[:_LOOKED_AT] if row.strip()]
    first = bool(rows) and (_STAMPED.match(rows[0]) or _LABELLED.match(rows[0]))
    several = len(_timed_labels(rows)) > 1 or len(_voices(rows)) > 1
    return bool(first) and "-->" not in head and several


def is_log(head: str) -> bool:
    """Say whether a text begins as a program's log, whose lines only look like a conversation's.

    They have a level ("INFO:"), mostly after a time, or a process ("sshd[42]:") after a time.
    """
    rows = [row for row in unmarked(head).splitlines()[:_LOOKED_AT] if row.strip()]
    logged = [_LOGGED.match(row) is not None for row in rows]
    begun = sum(
        _STAMPED.match(row) is not None or log for row, log in zip(rows, logged, strict=True)
    )
    return any(logged[:1]) and 2 * sum(logged) > begun


def read_chat_text(text: str) -> Iterator[InteractionRecord]:
    """One conversation; a call where its times are those of a recording.

    What stands before the first name is about the conversation and no part of it. Raises
    `FormatError` (`no_turns`, `too_many_turns`).
    """
    said = [one for one in said_in(text.lstrip("\ufeff")) if one[0]]
    if len(said) > MAX_TURNS:
        raise FormatError("too_many_turns", limit=MAX_TURNS)
    turns, warnings = with_roles(said)
    if not turns:
        raise FormatError("no_turns")
    times = [turn.at for turn in turns if turn.at]
    yield InteractionRecord(
        external_id=content_id(text),
        channel="voice" if is_spoken(turns) else "chat",
        started_at=min(times, default=None),
        ended_at=max(times, default=None),
        turns=turns,
        metadata={"warnings": warnings} if warnings else {},
    )


def is_spoken(turns: Iterable[TurnRecord]) -> bool:
    """Say whether turns have the times of a recording, and not those of a clock."""
    first = next((turn.start for turn in turns if turn.start is not None), None)
    return first is not None and first < LATE and not any(turn.at for turn in turns)


def said_in(text: str) -> list[Said]:
    """What is said in a text with a voice before each turn, in a file as in a cell or a vCon.

    A voice is a role, or one of several names that begin more than one line. Where lines have a
    time before the voice, only a time begins a new one; a time without a voice is of the system.
    Other lines go on with the one before; what stands before the first has no voice.
    """
    rows = unmarked(clean(text)).splitlines()
    labels = _timed_labels(rows[:_LOOKED_AT])
    timed = len(labels) > 1 or any(speaker_of(label) != "unknown" for label in labels)
    voices = set() if timed else _voices(rows)
    lines = [_Line("", None, "")]
    for row in rows:
        found = (_STAMPED if timed else _LABELLED).match(row)
        if found and (timed or found["label"] in voices):
            lines.append(_Line(found["stamp"] if timed else "", found["label"], found["text"]))
        else:
            lines[-1].text += f"\n{row}"
    day_first = day_comes_first([line.stamp for line in lines])
    return [one for line in lines if (one := _said(line, day_first=day_first))]


def _timed_labels(rows: Sequence[str]) -> list[str]:
    """The voices of the lines that begin with a time and a voice."""
    return [found["label"] for row in rows if (found := _STAMPED.match(row)) and found["label"]]


def _voices(rows: Sequence[str]) -> set[str]:
    """The labels that are roles, and with them, if they are several, names that come again."""
    labels = Counter(found["label"] for row in rows if (found := _LABELLED.match(row)))
    roles = {label for label in labels if speaker_of(label) != "unknown"}
    named = roles | {label for label, count in labels.items() if count > 1}
    return named if len(named) > 1 else roles


def unmarked(text: str) -> str:
    """The text without signs that only direct its writing, narrow spaces as spaces."""
    return re.sub("[\u200e\u200f\u202a-\u202c]", "", text).replace("\u202f", " ")


def _said(line: _Line, *, day_first: bool) -> Said | None:
    text = clean(line.text)
    if not text:
        return None
    at = parse_time(line.stamp, day_first=day_first)
    offset = duration(line.stamp) if at is None else None
    return line.label or ("system" if line.stamp else None), TurnRecord("unknown", text, at, offset)
