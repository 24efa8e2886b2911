"""Timed words before and after redaction, and where in the sound something is to be silenced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from transcripts.privacy.spans import Kind

TimedWord = list[Any]  # [text, start, end, probability]
MARK = re.compile(r"\[(?:" + "|".join(map(re.escape, get_args(Kind))) + r")\]")


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
