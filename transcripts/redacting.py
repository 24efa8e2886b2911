"""Redaction of timed words: the text and its words lose the same things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transcripts.privacy.spans import Span
from transcripts.redaction import redact

TimedWord = list[Any]  # [text, start, end, probability]


def redacted_words(
    text: str, words: Sequence[TimedWord], language: str | None
) -> tuple[str, list[TimedWord]]:
    """Return the redacted text and words of one turn, seen by itself."""
    shown, spans = redact(text, language)
    return shown, words_without(text, words, spans)


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
