"""Transcript rows as the plain results that the caption writers read."""

from collections.abc import Iterable
from dataclasses import dataclass

from transcripts.models import Turn
from transcripts.speech.captions import line, to_srt, to_webvtt
from transcripts.speech.results import TurnResult, WordResult


@dataclass(frozen=True)
class KeptTurns:
    """The turns of a call that was transcribed earlier."""

    turns: tuple[TurnResult, ...]


def webvtt(turns: Iterable[Turn]) -> str:
    """Return the redacted words of a call as WebVTT; turns without times are left out."""
    return to_webvtt(timed(turns))


def subrip(turns: Iterable[Turn]) -> str:
    """Return the redacted words of a call as SubRip; turns without times are left out."""
    return to_srt(timed(turns))


def text_of(turns: Iterable[Turn]) -> str:
    """Return the redacted words of any conversation as text, a paragraph for each turn."""
    return "".join(line(turn.start, turn.speaker, turn.text) for turn in turns)


def timed(turns: Iterable[Turn]) -> KeptTurns:
    """Return the turns that have a time."""
    return KeptTurns(tuple(result_of(turn) for turn in turns if turn.start is not None))


def result_of(turn: Turn) -> TurnResult:
    """Return a turn as a recogniser would have given it."""
    start = turn.start or 0.0
    words = tuple(
        WordResult(turn.speaker, begin, end, text, probability)
        for text, begin, end, probability in turn.words or ()
    )
    return TurnResult(turn.speaker, start, turn.end or start, turn.text, words)
