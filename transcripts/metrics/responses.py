"""How long customers wait for replies in writing.

A wait begins with the customer's first message that nobody has answered yet and ends with the
agent's next one: further messages of the customer meanwhile are part of the same wait, further
ones of the agent part of the same reply. What a system or a virtual agent sends is no reply of an
agent; where only a virtual agent answers, its messages are the replies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Responses:
    """Waits as (asked, answered) in seconds from the start, and what they come to, in seconds.

    The first response may be later than the first message. Median and 90th percentile are linear
    between the ordered waits (Hyndman and Fan's type 7). All None where nothing was answered.
    """

    waits: tuple[tuple[float, float], ...] = ()

    @property
    def seconds(self) -> list[float]:
        return [answered - asked for asked, answered in self.waits]

    @property
    def first(self) -> float | None:
        return round(self.seconds[0], 2) if self.waits else None

    @property
    def median(self) -> float | None:
        return self._quantile(0.5)

    @property
    def p90(self) -> float | None:
        return self._quantile(0.9)

    @property
    def longest(self) -> float | None:
        return round(max(self.seconds), 2) if self.waits else None

    def _quantile(self, share: float) -> float | None:
        return round(float(np.quantile(self.seconds, share)), 2) if self.waits else None


def response_times(messages: Iterable[tuple[str, float]]) -> Responses:
    """Find the waits among messages given as (speaker, seconds from the start), in any order."""
    ordered = sorted(messages, key=lambda message: message[1])
    answers = "agent" if any(who == "agent" for who, _ in ordered) else "bot"
    waits, asked = [], None
    for who, at in ordered:
        if who == "customer" and asked is None:
            asked = at
        elif who == answers and asked is not None:
            waits.append((asked, at))
            asked = None
    return Responses(tuple(waits))
