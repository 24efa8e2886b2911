"""Arithmetic on stretches of time, (start, end) in seconds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice, pairwise

Span = tuple[float, float]


def seconds_of(spans: Sequence[Span]) -> float:
    """The total length of the spans."""
    return float(sum(end - start for start, end in spans))


def union(spans: Sequence[Span]) -> list[Span]:
    """The time covered by at least one span, in order."""
    covered: list[Span] = []
    for start, end in sorted(spans):
        if covered and start <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], end))
        else:
            covered.append((start, end))
    return covered


def overlaps(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """The time covered by both, for spans in order that do not overlap among themselves."""
    shared: list[Span] = []
    i = j = 0
    while i < len(first) and j < len(second):
        start, end = max(first[i][0], second[j][0]), min(first[i][1], second[j][1])
        if start < end:
            shared.append((start, end))
        if first[i][1] <= second[j][1]:
            i += 1
        else:
            j += 1
    return shared


def without(spans: Sequence[Span], cut: Span) -> list[Span]:
    """What is left of the spans when the time of ``cut`` is taken out."""
    left = []
    for start, end in spans:
        if start < min(end, cut[0]):
            left.append((start, min(end, cut[0])))
        if max(start, cut[1]) < end:
            left.append((max(start, cut[1]), end))
    return left


def silences_between(covered: Sequence[Span], at_least: float) -> list[Span]:
    """Pauses of ``at_least`` seconds between covered stretches."""
    return [
        (first[1], second[0])
        for first, second in pairwise(covered)
        if second[0] - first[1] >= at_least
    ]


def rounded(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans to a hundredth of a second, for keeping."""
    return tuple((round(start, 2), round(end, 2)) for start, end in spans)


def inside(spans: Sequence[Span], window: Span) -> list[Span]:
    """The parts of the spans that lie within a window; spans in order, not overlapping."""
    first = bisect_right(spans, window[0], key=lambda span: span[1])
    found = []
    for start, end in islice(spans, first, None):
        if start >= window[1]:
            break
        found.append((max(start, window[0]), min(end, window[1])))
    return found
