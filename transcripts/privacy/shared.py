"""Numbers that one speaker says over several turns, while the other says "mm-hm" or "go on"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transcripts.privacy.numerals import Run
from transcripts.privacy.spans import Kind, Span

INTERJECTION_WORDS = 8
LEAD_WORDS = 4
MOST_BETWEEN = 3  # turns
MOST_PARTS = 6
ECHO_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Said:
    """A turn: who speaks and the words before redaction."""

    speaker: str
    text: str


def chains(turns: Sequence[Said], runs: Sequence[Sequence[Run]]) -> Iterator[Run]:
    """Runs at the end of a turn, joined with what goes on with them; the longest first."""
    for place, found in enumerate(runs):
        if not found or not found[-1].is_last:
            continue
        parts = [found[-1]]
        at: int | None = place
        while at is not None and len(parts) < MOST_PARTS:
            at = _next_part(turns, runs, at)
            if at is None:
                break
            parts.append(runs[at][0])
            if not runs[at][0].is_last:
                break
        for count in range(len(parts), 1, -1):
            yield _joined(parts[:count])


def _next_part(turns: Sequence[Said], runs: Sequence[Sequence[Run]], at: int) -> int | None:
    """The turn in which the same speaker goes on with digits, if it comes soon."""
    for place in range(at + 1, min(at + 2 + MOST_BETWEEN, len(turns))):
        if turns[place].speaker == turns[at].speaker:
            if not runs[place]:
                return None
            lead = turns[place].text[: runs[place][0].digits[0].start]
            return place if len(lead.split()) <= LEAD_WORDS else None
        if len(turns[place].text.split()) > INTERJECTION_WORDS:
            return None
    return None


def _joined(parts: Sequence[Run]) -> Run:
    digits = tuple(digit for part in parts for digit in part.digits)
    return Run(digits, any(part.spoken for part in parts), parts[-1].is_last)


def pieces(run: Run, window: tuple[int, int], kind: Kind) -> Iterator[tuple[int, Span]]:
    """The places of a run's digits, one for each turn that has some."""
    digits = run.digits[window[0] : window[1]]
    for turn in sorted({digit.turn for digit in digits}):
        own = [digit for digit in digits if digit.turn == turn]
        yield turn, Span(own[0].start, own[-1].end, kind)


def echoes(runs: Sequence[Sequence[Run]], kind: Kind) -> Iterator[tuple[int, Span]]:
    """Digits that others repeat while the number is being said."""
    for found in runs:
        for run in found:
            if len(run) >= ECHO_DIGITS:
                yield run.digits[0].turn, Span(run.digits[0].start, run.digits[-1].end, kind)
