"""What came of disputes: how many, the share that was accepted, how long a decision took; pure."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from statistics import median

from core.proportions import Proportion, wilson_interval


@dataclass(frozen=True)
class Outcome:
    """One dispute: what it is counted under, and what came of it.

    ``accepted`` and ``days`` (from objection to decision) are None while it is open.
    """

    key: Hashable
    accepted: bool | None
    days: float | None


@dataclass(frozen=True)
class Line:
    """The disputes under one key. ``accepted`` is of those decided: None before there is one."""

    key: Hashable
    disputes: int
    waiting: int
    accepted: Proportion | None
    median_days: float | None


def summed_up(outcomes: Iterable[Outcome]) -> list[Line]:
    """A line for each key, most disputes first, with the Wilson interval of what was accepted."""
    by_key: dict[Hashable, list[Outcome]] = {}
    for outcome in outcomes:
        by_key.setdefault(outcome.key, []).append(outcome)
    lines = [line_of(key, group) for key, group in by_key.items()]
    return sorted(lines, key=lambda line: -line.disputes)


def line_of(key: Hashable, outcomes: list[Outcome]) -> Line:
    """The line of one key."""
    decided = [each for each in outcomes if each.accepted is not None]
    days = [each.days for each in decided if each.days is not None]
    return Line(
        key,
        disputes=len(outcomes),
        waiting=len(outcomes) - len(decided),
        accepted=wilson_interval(sum(bool(each.accepted) for each in decided), len(decided)),
        median_days=median(days) if days else None,
    )
