"""Turns out of running text: "Agent: ..." lines, WebVTT and SRT captions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transcripts.formats.records import MAX_TURNS, FormatError, InteractionRecord, TurnRecord
from transcripts.formats.speakers import speaker_of
from transcripts.formats.values import clean, content_id, seconds

_LABELLED = re.compile(r"\s*(?:[\[(][\d:.,\s/-]{4,25}[\])]\s*)?([^\W\d_][\w .'-]{0,39}):\s+(\S.*)")
_CLOCK = r"(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})"
_TIMING = re.compile(rf"\s*{_CLOCK}\s+-->\s+{_CLOCK}", re.ASCII)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>]{1,80})>")
_TAG = re.compile(r"</?[^<>]{0,200}>")
_NOT_CUES = ("WEBVTT", "NOTE", "STYLE", "REGION")


def split_turns(text: str) -> list[TurnRecord]:
    """The turns of a transcript with a label before each ("Agent: hello"), one per line.

    Lines without a known label go on with the turn before; a text without any is one turn.
    """
    turns: list[tuple[str, list[str]]] = []
    for line in clean(text).splitlines():
        found = _LABELLED.match(line)
        if found and speaker_of(found.group(1)) != "unknown":
            turns.append((found.group(1), [found.group(2)]))
        elif turns:
            turns[-1][1].append(line)
        elif line.strip():
            turns.append(("", [line]))
    joined = ((label, clean("\n".join(lines))) for label, lines in turns)
    return [TurnRecord(speaker_of(label), words) for label, words in joined if words]


def read_captions(text: str) -> Iterator[InteractionRecord]:
    """A WebVTT or SRT file as one voice interaction; speakers from `<v Agent>` or "Agent:".

    Raises `FormatError` `no_turns` where no caption is timed.
    """
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.count("-->") > MAX_TURNS:
        raise FormatError("too_many_turns", limit=MAX_TURNS)
    found = [_cue(block) for block in blocks]
    turns = tuple(turn for turn in found if turn)
    if not turns:
        raise FormatError("no_turns")
    unread = sum(turn is None and "-->" in block for turn, block in zip(found, blocks, strict=True))
    unknown = all(turn.speaker == "unknown" for turn in turns)
    yield InteractionRecord(
        external_id=content_id(text),
        channel="voice",
        turns=turns,
        metadata={
            "warnings": ["roles_unknown"] * unknown + ["captions_left_out"] * bool(unread),
        },
    )


def _cue(block: str) -> TurnRecord | None:
    lines = block.lstrip("\ufeff").strip().split("\n")
    timed = next((i for i, line in enumerate(lines[:3]) if _TIMING.match(line)), None)
    timing = _TIMING.match(lines[timed]) if timed is not None else None
    if timed is None or timing is None or lines[0].startswith(_NOT_CUES[1:]):
        return None
    body = "\n".join(lines[timed + 1 :])
    voice = _VOICE.search(body)
    words = clean(_TAG.sub("", body))
    labelled = _LABELLED.match(words)
    label = voice.group(1) if voice else ""
    if not voice and labelled and speaker_of(labelled.group(1)) != "unknown":
        label, words = labelled.group(1), clean(words[labelled.start(2) :])
    if not words:
        return None
    start, end = (seconds(_seconds(timing.groups()[i : i + 4])) for i in (0, 4))
    if start is not None and end is not None:
        end = max(start, end)
    return TurnRecord(speaker_of(label), words, start=start, end=end)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, whole, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + whole + thousandths / 1000
