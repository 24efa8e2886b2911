"""Turns out of captions: WebVTT and SRT."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import takewhile

from transcripts.formats.records import MAX_TURNS, FormatError, InteractionRecord, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.values import clean, content_id, seconds
from transcripts.formats.voices import Said, with_roles

_CLOCK = r"(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})"
_STAMP = r"[\d:]{4,12}[.,]\d{3}"
_TIMING = re.compile(rf"\s*{_CLOCK}\s+-->\s+{_CLOCK}", re.ASCII)
_IN_LINE = re.compile(rf"(?m)^\[({_STAMP} --> {_STAMP})\] *(.*)$")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>]{1,80})>")
_TAG = re.compile(r"</?[^<>]{0,200}>")
_SPEAKS = re.compile(r"\s*(?:\[([\w .'-]{1,40})\]:?|([^\W_][\w .'-]{0,39}):)\s+(?=\S)")


def read_captions(text: str) -> Iterator[InteractionRecord]:
    """A WebVTT or SRT file as one voice interaction.

    So is what Whisper prints while it works, with the times before the text in one line. Speakers
    are those of `<v Agent>`, "Agent:" or "[SPEAKER_01]:"; names count as speakers where
    most captions have one. Raises `FormatError` `no_turns` where no caption is timed.
    """
    if text.count("-->") > MAX_TURNS:
        raise FormatError("too_many_turns", limit=MAX_TURNS)
    cues, unread = _cues(clean_lines(_IN_LINE.sub(r"\1\n\2\n", text)))
    named = sum(_SPEAKS.match(cue.body) is not None or cue.voice is not None for cue in cues)
    said = [one for cue in cues if (one := _said(cue, all_named=2 * named > len(cues)))]
    turns, warnings = with_roles(said)
    if not turns:
        raise FormatError("no_turns")
    yield InteractionRecord(
        external_id=content_id(text),
        channel="voice",
        turns=turns,
        metadata={"warnings": warnings + ["captions_left_out"] * unread},
    )


def clean_lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them."""
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


@dataclass(frozen=True, slots=True)
class _Cue:
    start: float | None
    end: float | None
    voice: str | None
    body: str


def _cues(lines: Sequence[str]) -> tuple[list[_Cue], bool]:
    """The timed captions, and whether there are some whose time cannot be read.

    A caption reaches to an empty line, or to the next time where the empty line is missing.
    """
    cues: list[_Cue] = []
    times = [number for number, line in enumerate(lines) if "-->" in line]
    timings = [_TIMING.match(lines[number]) for number in times]
    for timing, number, following in zip(timings, times, [*times, len(lines)][1:], strict=True):
        body = list(takewhile(str.strip, lines[number + 1 : following]))
        if number + 1 + len(body) == following < len(lines) and body and body[-1].strip().isdigit():
            body.pop()  # the number of the next caption
        if timing and body:
            cues.append(_cue(timing, "\n".join(body)))
    return cues, not all(timings)


def _cue(timing: re.Match[str], body: str) -> _Cue:
    start, end = (seconds(_seconds(timing.groups()[i : i + 4])) for i in (0, 4))
    if start is not None and end is not None:
        end = max(start, end)
    voice = _VOICE.search(body)
    return _Cue(start, end, unescape(voice.group(1)) if voice else None, clean(_TAG.sub("", body)))


def _said(cue: _Cue, *, all_named: bool) -> Said | None:
    label, words = cue.voice, unescape(cue.body)
    found = None if label else _SPEAKS.match(words)
    if found and (all_named or speaker_of(found.group(1) or found.group(2)) != "unknown"):
        label, words = found.group(1) or found.group(2), words[found.end() :]
    words = clean(words)
    return (label, TurnRecord("unknown", words, start=cue.start, end=cue.end)) if words else None


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, whole, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + whole + thousandths / 1000
