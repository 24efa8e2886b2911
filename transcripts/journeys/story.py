"""What a journey comes to: its outcome, its waits, its moves, its cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

OUTCOME_OF = {
    "resolved": "resolved", "solved": "resolved", "closed": "resolved", "sold": "resolved",
    "unresolved": "unresolved", "failed": "unresolved", "follow_up": "unresolved",
    "transferred": "unresolved", "escalated": "unresolved", "open": "unresolved",
    "pending": "unresolved",
    "abandoned": "abandoned", "missed": "abandoned", "dropped": "abandoned",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One contact of a journey, as its totals need it.

    ``solved`` is the customer's own answer to "is your matter solved?", ``csat`` 1 to 5.
    """

    at: datetime
    channel: str
    outcome: str = ""
    duration_seconds: float | None = None
    handle_seconds: float | None = None
    csat: int | None = None
    solved: bool | None = None


@dataclass(frozen=True)
class Outcome:
    """How a journey ended, and who says so: "survey", "source", "quiet" or "" for unknown."""

    word: str
    known_from: str


@dataclass(frozen=True)
class Totals:
    """A journey in numbers; ``handled`` and ``costed`` say how many contacts a sum is of."""

    contacts: int
    days: float
    channels: tuple[str, ...]
    handle_minutes: float
    handled: int
    cost: float
    costed: int
    csat: float | None
    answered: int


def outcome_told(steps: Sequence[Step]) -> Outcome:
    """What customer or source say of the end, the customer first; unknown where neither does.

    Steps in order of time. The last contact decides: an answer or an outcome of an earlier one is
    overtaken by what came after it.
    """
    if not steps:
        return Outcome("unknown", "")
    last = steps[-1]
    if last.solved is not None:
        return Outcome("resolved" if last.solved else "unresolved", "survey")
    word = meaning_of(last.outcome)
    return Outcome(word, "source") if word else Outcome("unknown", "")


def meaning_of(outcome: str) -> str:
    """What a source's word for the end of a contact means for the matter; "" for nothing."""
    return OUTCOME_OF.get(outcome.strip().lower(), "")


def outcome_now(
    told: Outcome, last_at: datetime | None, now: datetime, window: timedelta
) -> Outcome:
    """The same, where silence speaks too: nobody came back within the window, so it is resolved.

    Only where nobody said anything: a matter known as unresolved stays so however quiet it is.
    """
    if told.word == "unknown" and last_at is not None and now - last_at > window:
        return Outcome("resolved", "quiet")
    return told


def is_open(outcome: Outcome, last_at: datetime | None, now: datetime, window: timedelta) -> bool:
    """Whether something may still come: not resolved or abandoned, and the window not over."""
    ended = outcome.word in ("resolved", "abandoned")
    return not ended and last_at is not None and now - last_at <= window


def channel_moves(channels: Sequence[str]) -> int:
    """How often the next contact came in another channel than the one before."""
    return sum(first != second for first, second in pairwise(channels))


def waits_between(steps: Sequence[Step]) -> list[timedelta | None]:
    """For each contact the time since the one before it ended; None for the first.

    Never negative: contacts may overlap.
    """
    waits: list[timedelta | None] = [None]
    for before, after in pairwise(steps):
        ended = before.at + timedelta(seconds=before.duration_seconds or 0)
        waits.append(max(after.at - ended, timedelta()))
    return waits[: len(steps)]


def totals_of(steps: Sequence[Step], cost_per_minute: Mapping[str, float]) -> Totals:
    """Add a journey up. Steps in order of time.

    ``days`` from the first contact's beginning to the last one's end. A contact costs its handle
    minutes times its channel's cost; where either is not known it is left out and not counted.
    """
    ends = [step.at + timedelta(seconds=step.duration_seconds or 0) for step in steps]
    handled = [step for step in steps if step.handle_seconds is not None]
    costed = [step for step in handled if step.channel in cost_per_minute]
    marks = [step.csat for step in steps if step.csat is not None]
    return Totals(
        contacts=len(steps),
        days=(max(ends) - steps[0].at) / timedelta(days=1) if steps else 0.0,
        channels=tuple(dict.fromkeys(step.channel for step in steps)),
        handle_minutes=sum(step.handle_seconds or 0.0 for step in handled) / 60,
        handled=len(handled),
        cost=sum((s.handle_seconds or 0.0) / 60 * cost_per_minute[s.channel] for s in costed),
        costed=len(costed),
        csat=sum(marks) / len(marks) if marks else None,
        answered=len(marks),
    )
