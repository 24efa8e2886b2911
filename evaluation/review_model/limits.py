"""From which size on a measure of a contact is worth a person's look.

Pure. Where the centre has enough contacts in a channel, a measure is judged against them: worth a
look is what 95 in 100 of them do not reach. With fewer the fixed limit holds. The strictest limit
keeps what is plainly fine from being flagged where everybody does well.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

ENOUGH_CONTACTS = 100
USUAL_SHARE = 0.95
REPLY_SECONDS = {"chat": 120.0, "email": 86_400.0}
OTHER_REPLY_SECONDS = 3_600.0

Usual = Mapping[str, Mapping[str, tuple[int, float]]]
"""By channel and signal: of how many contacts, and what 95 in 100 of them do not reach."""


@dataclass(frozen=True)
class Measured:
    """A signal that one measure gives. ``fixed`` and ``strictest`` in the measure's own unit.

    ``unit``: "seconds", "share" (0-1) or "rate" (a minute). ``below``: small is what stands out.
    """

    signal: str
    column: str
    unit: str
    fixed: float
    strictest: float
    below: bool = False

    def beyond(self, value: float, limit: float) -> bool:
        """Say whether a value stands out from its limit; equal to it does not."""
        return value < limit if self.below else value > limit


MEASURED = (
    Measured("long_silence", "longest_silence_seconds", "seconds", 20.0, 10.0),
    Measured("long_hold", "longest_hold_seconds", "seconds", 120.0, 60.0),
    Measured("overtalk", "overtalk_share", "share", 0.12, 0.06),
    Measured("agent_interrupts", "interruptions", "rate", 1.0, 0.5),
    Measured("slow_first_response", "first_response_seconds", "seconds", OTHER_REPLY_SECONDS, 0.0),
    Measured("agent_talks_most", "agent_talk_share", "share", 0.8, 0.65),
    Measured("agent_talks_little", "agent_talk_share", "share", 0.2, 0.35, below=True),
)
COLUMNS = tuple(dict.fromkeys(each.column for each in MEASURED))


@dataclass(frozen=True)
class Limit:
    """Beyond ``value`` a measure stands out; ``contacts``: how many say so, None if it is fixed."""

    value: float
    contacts: int | None = None


def figures_of(measures: Any, seconds: float | None) -> dict[str, float | None]:
    """Return the figure behind each signal, from an object with the measures' columns.

    ``seconds``: how long the contact lasts. Interruptions are told as a rate a minute.
    """
    figures = {each.signal: getattr(measures, each.column, None) for each in MEASURED}
    count = figures["agent_interrupts"]
    figures["agent_interrupts"] = 60 * count / seconds if count is not None and seconds else None
    return figures


def places_of(measures: Any) -> dict[str, Any]:
    """Return where each signal can be seen, from the same object: (start, end, ...) in seconds."""
    cuts = getattr(measures, "interruption_spans", None) or ()
    return {
        "long_silence": getattr(measures, "silences", None) or (),
        "long_hold": getattr(measures, "holds", None) or (),
        "overtalk": getattr(measures, "overtalks", None) or (),
        "agent_interrupts": [cut for cut in cuts if cut[2] == "agent"],
        "slow_first_response": (getattr(measures, "responses", None) or ())[:1],
    }


def fit_usual(contacts: Iterable[tuple[str, Mapping[str, float | None]]]) -> Usual:
    """Learn what is usual in each channel, from (channel, figures) of contacts."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for channel, figures in contacts:
        for signal, value in figures.items():
            if value is not None:
                values[channel][signal].append(value)
    return {
        channel: {
            each.signal: (len(found), _edge(each, found))
            for each in MEASURED
            if len(found := by_signal[each.signal]) >= ENOUGH_CONTACTS
        }
        for channel, by_signal in values.items()
    }


def _edge(measured: Measured, values: list[float]) -> float:
    """What 95 in 100 of the values do not reach (linear between ordered values)."""
    share = 1 - USUAL_SHARE if measured.below else USUAL_SHARE
    return round(float(np.quantile(values, share)), 4)


def limits_of(channel: str, usual: Usual) -> dict[str, Limit]:
    """Return the limit of each signal in a channel."""
    return {each.signal: _limit(each, channel, usual) for each in MEASURED}


def _limit(measured: Measured, channel: str, usual: Usual) -> Limit:
    fixed, strictest = measured.fixed, measured.strictest
    if measured.signal == "slow_first_response":
        fixed = REPLY_SECONDS.get(channel, fixed)
        strictest = fixed / 4
    contacts, edge = usual.get(channel, {}).get(measured.signal, (0, 0.0))
    if not contacts:
        return Limit(fixed)
    return Limit(min(edge, strictest) if measured.below else max(edge, strictest), contacts)
