"""Timed words before and after redaction, and where in the sound something is to be silenced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from transcripts.privacy.spans import Kind, Span

TimedWord = list[Any]  # [text, start, end, probability]
MARK = re.compile(r"\[(?:" + "|".join(map(re.escape, get_args(Kind))) + r")\]")


def words_without(text: str, words: Sequence[TimedWord], spans: Sequence[Span]) -> list[TimedWord]:
    """Return the words of ``text`` without the spans, which are in order.

    ``words`` are [text, start, end, probability] in order. Those that touch something taken out
    become one word, such as ``[card]``, from the first one's start to the last one's end, as
    unsure as the least sure of them; so the player can still follow the sound.
    """
    if not spans:
        return [list(word) for word in words]
    kept: list[TimedWord] = []
    last: Span | None = None
    at = 0
    for word in words:
        found = text.find(word[0], at)
        start = at if found < 0 else found
        at = start + len(word[0])
        span = next((s for s in spans if s.start < at and start < s.end), None)
        if span is None:
            kept.append(list(word))
        elif span is last:
            kept[-1][2:] = [word[2], least(kept[-1][3], word[3])]
        else:
            kept.append([f"[{span.kind}]", *word[1:]])
        last = span
    return kept


def least(first: float | None, second: float | None) -> float | None:
    """Return the smaller probability, None where neither is known."""
    known = [value for value in (first, second) if value is not None]
    return min(known, default=None)


def words_before(original: str, words: Sequence[TimedWord]) -> list[TimedWord]:
    """The words of a turn before redaction, from its original text and its redacted words.

    What stands between two words that were not taken out belongs to the mark between them; its
    words share the mark's time evenly.
    """
    found: list[TimedWord] = []
    at = 0
    for place, word in enumerate(words):
        if not MARK.search(str(word[0])):
            start = original.find(word[0], at)
            at = start + len(word[0]) if start >= 0 else at
            found.append(list(word))
            continue
        end = _next_known(original, at, words[place + 1 :])
        hidden = original[at:end].split()
        marks_left = _marks_ahead(words[place:])
        share = -(-len(hidden) // marks_left)  # several marks in a row: an equal part for each
        mine = hidden[:share]
        if mine:
            last = original.find(mine[-1], at) if marks_left > 1 else -1
            at = last + len(mine[-1]) if last >= 0 else end
        found += _spread(mine, word)
    return found


def _next_known(original: str, at: int, following: Sequence[TimedWord]) -> int:
    for word in following:
        if not MARK.search(str(word[0])):
            start = original.find(word[0], at)
            if start >= 0:
                return start
    return len(original)


def _marks_ahead(words: Sequence[TimedWord]) -> int:
    count = 0
    for word in words:
        if not MARK.search(str(word[0])):
            break
        count += 1
    return max(count, 1)


def _spread(hidden: Sequence[str], mark: TimedWord) -> list[TimedWord]:
    """Words that share the time of a mark."""
    _text, start, end, probability = mark
    step = (end - start) / max(len(hidden), 1)
    return [
        [text, start + step * place, start + step * (place + 1), probability]
        for place, text in enumerate(hidden)
    ]


def places_to_silence(turns: Iterable[Any]) -> list[list[float]] | None:
    """[start, end] in seconds of all that was taken out of turns with text, words and times.

    A turn without timed words is silenced as a whole; None where one has no times either.
    """
    found: list[list[float]] = []
    for turn in turns:
        if not MARK.search(turn.text):
            continue
        if turn.words:
            marks = [word for word in turn.words if MARK.search(str(word[0]))]
            found += [[float(word[1]), float(word[2])] for word in marks]
            if marks:
                continue
        if turn.start is None or turn.end is None or turn.end <= turn.start:
            return None
        found.append([float(turn.start), float(turn.end)])
    return sorted(found)
