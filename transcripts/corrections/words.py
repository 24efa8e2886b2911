"""Edited text beside the times of the words that stood there, and beside what was taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from transcripts.privacy.words import MARK, TimedWord, words_before

MOST_MARKS = 8  # in one turn; of more nobody could check what each stands for
Place = tuple[int, int]
PUNCTUATION = ".,;:!?¿¡…\"'“”‘’«»()"


def retimed(words: Sequence[TimedWord], text: str) -> list[TimedWord]:
    """The words of ``text``, each with its time.

    A word that stood there before keeps its time and its probability, also where only its case or
    punctuation changed. Words that replace others share their time by length; inserted ones lie in
    the pause between their neighbours. What a person wrote has no probability: None.
    """
    old, new = list(single(words)), text.split()
    matcher = SequenceMatcher(None, [bare(w[0]) for w in old], [bare(w) for w in new], False)
    found: list[TimedWord] = []
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(old[i:i_end], new[j:j_end], strict=True)
            found += [[text, *word[1:]] for word, text in pairs]
        else:
            found += _shared(new[j:j_end], *_room(old, i, i_end))
    return found


def single(words: Sequence[TimedWord]) -> list[TimedWord]:
    """The same words where each entry is one word; some engines give several as one."""
    found: list[TimedWord] = []
    for text, start, end, probability in words:
        pieces = _shared(text.split(), start, end)
        found += [[*piece[:3], probability] for piece in pieces]
    return found


def bare(word: str) -> str:
    """A word without what makes no difference to how it sounds: case and punctuation."""
    return word.strip(PUNCTUATION).casefold()


def _room(old: Sequence[TimedWord], first: int, stop: int) -> tuple[float, float]:
    """The time of the words from ``first`` to before ``stop``; of the pause there if none."""
    if stop > first:
        return old[first][1], old[stop - 1][2]
    before = old[first - 1][2] if first else (old[first][1] if first < len(old) else 0.0)
    after = old[first][1] if first < len(old) else before
    return before, max(before, after)


def _shared(texts: Sequence[str], start: float, end: float) -> list[TimedWord]:
    whole = sum(map(len, texts))
    found: list[TimedWord] = []
    at = start
    for text in texts:
        until = at + (end - start) * len(text) / whole
        found.append([text, round(at, 2), round(until, 2), None])
        at = until
    return found


def full_words(values: dict[str, Any]) -> list[TimedWord]:
    """The timed words of a turn before redaction; none where it has no times."""
    words, original = values.get("words") or [], values.get("original")
    return words if original is None else words_before(original, words)


def put_back(edited: str, shown: str, full: str) -> str:
    """``edited`` with the secrets of ``full`` in place of the marks that ``shown`` has for them.

    Kind by kind, in order. A mark that somebody deleted takes its secret along; one that somebody
    typed stays a mark. Raises ValueError where it cannot be told what each mark stands for.
    """
    secrets = secrets_of(shown, full)

    def secret(mark: re.Match[str]) -> str:
        waiting = secrets.get(mark.group(), [])
        return waiting.pop(0) if waiting else mark.group()

    return MARK.sub(secret, edited)


def secrets_of(shown: str, full: str) -> dict[str, list[str]]:
    """What each mark of ``shown``, such as ``[card]``, stands for in ``full``, in order.

    Raises ValueError where ``shown`` is not ``full`` with marks, or could be so in two ways.
    """
    marks = MARK.findall(shown)
    if len(marks) > MOST_MARKS:
        raise ValueError("too many marks to tell apart")
    read = places_of_marks(shown, full)
    first, last = ([full[slice(*place)] for place in places] for places in read or ((), ()))
    if read is None or first != last:
        raise ValueError("it cannot be told what was taken out where")
    found: dict[str, list[str]] = {}
    for mark, secret in zip(marks, first, strict=True):
        found.setdefault(mark, []).append(secret)
    return found


def places_of_marks(shown: str, full: str) -> tuple[list[Place], list[Place]] | None:
    """Where in ``full`` each mark of ``shown`` has its text: as early, and as late as can be.

    None where ``shown`` is not ``full`` with marks.
    """
    pieces = MARK.split(shown)
    early = early_gaps(pieces, full)
    mirrored = early_gaps([piece[::-1] for piece in reversed(pieces)], full[::-1])
    if early is None or mirrored is None:
        return None
    return early, [(len(full) - end, len(full) - start) for start, end in reversed(mirrored)]


def early_gaps(pieces: Sequence[str], text: str) -> list[Place] | None:
    """What stands between pieces of a text, at least a sign each, as early as can be.

    The first piece begins the text and the last one ends it. None where they do not fit. A pattern
    would do the same, but in twice the time for each further piece.
    """
    if len(pieces) == 1:
        return [] if pieces[0] == text else None
    first, *between, last = pieces
    gaps, at, end = [], len(first), len(text) - len(last)
    for piece in between:
        found = text.find(piece, at + 1, end)
        if found < 0:
            return None
        gaps.append((at, found))
        at = found + len(piece)
    fits = text.startswith(first) and text.endswith(last) and at < end
    return [*gaps, (at, end)] if fits else None
