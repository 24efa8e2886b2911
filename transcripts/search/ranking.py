"""Which of the conversations found speak most of what was looked for.

BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009,
equation 3.15 with k1 = 1.2, b = 0.75) over the conversations at hand, worked out here so that
both databases give the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from transcripts.search.documents import COLUMNS, FORM, Tokens, readings
from transcripts.search.syntax import Query, Term

K1, B = 1.2, 0.75
ABOUT_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation that was found, with its tokens."""

    key: int
    tokens: Tokens


def ranked(candidates: Sequence[Candidate], query: Query) -> list[int]:
    """Return the keys of the candidates, the most relevant first, the newest of equals first."""
    terms = list(dict.fromkeys(term for group in query.groups for term in group))
    counts = [[occurrences(one.tokens, term) for term in terms] for one in candidates]
    lengths = [length(one.tokens) for one in candidates]
    usual = sum(lengths) / len(lengths) if lengths else 1.0
    weights = [rarity([row[place] for row in counts]) for place in range(len(terms))]
    scores = {
        one.key: sum(
            weight * saturated(count, size, usual)
            for weight, count in zip(weights, row, strict=True)
        )
        for one, row, size in zip(candidates, counts, lengths, strict=True)
    }
    return sorted(scores, key=lambda key: (-scores[key], -key))


def occurrences(tokens: Tokens, term: Term) -> int:
    """Count how often a term is there; in what it is about, each counts three times."""
    total = 0
    for column in COLUMNS if term.column is None else (term.column,):
        text = getattr(tokens, column)
        weight = ABOUT_WEIGHT if column == "about" else 1
        total += weight * sum(text.count(needle) for needle in needles(term))
    return total


def needles(term: Term) -> list[str]:
    """Return what a column's text contains where the term is."""
    end = "" if term.prefix else " "
    found = [f" {' '.join(reading)}{end}" for reading in readings(term)]
    if term.prefix and len(term.words) == 1:
        found.append(f" {FORM}{term.words[0]}")
    return found


def length(tokens: Tokens) -> float:
    """Return about how many tokens there are: the characters over six."""
    return 1 + sum(len(getattr(tokens, column)) for column in COLUMNS) / 6


def rarity(counts: Sequence[int]) -> float:
    """Return the inverse document frequency, never negative."""
    having = sum(1 for count in counts if count)
    return log(1 + (len(counts) - having + 0.5) / (having + 0.5))


def saturated(count: int, size: float, usual: float) -> float:
    """Return how much ``count`` occurrences weigh in a text of this size."""
    return count * (K1 + 1) / (count + K1 * (1 - B + B * size / usual))
