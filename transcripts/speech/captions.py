"""Captions of a transcript: WebVTT, SubRip and plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Protocol

from transcripts.speech.results import UNKNOWN, TurnResult, WordResult

CUE_SECONDS = 6.0
SHORTEST_SECONDS = 1.0  # of a cue whose end is not known
CUE_CHARACTERS = 84  # two lines of 42, as broadcasters do

Cue = tuple[float, float, str, str]


class Spoken(Protocol):
    """Anything with turns: a transcription, or what a database kept of one."""

    @property
    def turns(self) -> Sequence[TurnResult]: ...


def to_webvtt(result: Spoken) -> str:
    """WebVTT with a voice tag for each known speaker."""
    blocks = ["WEBVTT"]
    for start, end, speaker, text in _cues(result.turns):
        voice = "" if speaker == UNKNOWN else f"<v {speaker}>"
        times = f"{_clock(start, '.')} --> {_clock(end, '.')}"
        blocks.append(f"{times}\n{voice}{escape(text, quote=False)}")
    return "\n\n".join(blocks) + "\n"


def to_srt(result: Spoken) -> str:
    """SubRip, with the speaker's name before the words where it is known."""
    blocks = []
    for number, (start, end, speaker, text) in enumerate(_cues(result.turns), 1):
        times = f"{_clock(start, ',')} --> {_clock(end, ',')}"
        blocks.append(f"{number}\n{times}\n{_named(speaker, text)}\n")
    return "\n".join(blocks)


def to_text(result: Spoken) -> str:
    """One line for each turn: time, speaker, words."""
    return "".join(line(turn.start, turn.speaker, turn.text) for turn in result.turns)


def line(start: float | None, speaker: str, text: str) -> str:
    """What one turn says; further lines of it are set in, so that none passes for another turn."""
    time = "" if start is None else f"[{_clock(start, '.')}] "
    return f"{time}{_named(speaker, text)}".replace("\n", "\n    ") + "\n"


def _named(speaker: str, text: str) -> str:
    return text if speaker == UNKNOWN else f"{speaker.capitalize()}: {text}"


def _clock(seconds: float, decimal: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{decimal}{rest % 1000:03d}"


def _cues(turns: Iterable[TurnResult]) -> Iterator[Cue]:
    """Cues with words, each on one line, since an empty one would end it; they last."""
    for turn in turns:
        for start, end, text in _stretches(turn):
            words = " ".join(text.split())
            if words:
                yield start, end if end > start else start + SHORTEST_SECONDS, turn.speaker, words


def _stretches(turn: TurnResult) -> Iterator[tuple[float, float, str]]:
    if not turn.words:
        yield turn.start, turn.end, turn.text
    for words in _pieces(turn.words) if turn.words else ():
        yield words[0].start, words[-1].end, " ".join(word.text for word in words)


def _pieces(words: Sequence[WordResult]) -> Iterator[Sequence[WordResult]]:
    """Words of a turn in pieces short enough to be read while they are shown."""
    first, characters = 0, 0
    for position, word in enumerate(words):
        characters += len(word.text) + 1
        late = word.end - words[first].start > CUE_SECONDS
        if position > first and (late or characters > CUE_CHARACTERS):
            yield words[first:position]
            first, characters = position, len(word.text) + 1
    yield words[first:]
