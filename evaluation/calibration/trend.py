"""Whether agreement or severity has really changed. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.calibration.coefficient import Agreement

REACH = 1.959963984540054


@dataclass(frozen=True)
class Change:
    """Later minus earlier with its 95% interval."""

    difference: float
    lower: float
    upper: float

    @property
    def is_real(self) -> bool:
        """Whether the interval excludes 0; only then is an arrow drawn."""
        return self.lower > 0 or self.upper < 0


def change_in_agreement(before: Agreement | None, after: Agreement | None) -> Change | None:
    """The change between two independent coefficients, from their intervals.

    Source: Zou (2007), Psychological Methods 12: 399-413 (MOVER). None where either has none.
    """
    if before is None or after is None or before.interval is None or after.interval is None:
        return None
    difference = after.value - before.value
    return Change(
        difference,
        difference - math.hypot(after.value - after.interval[0], before.interval[1] - before.value),
        difference + math.hypot(after.interval[1] - after.value, before.value - before.interval[0]),
    )


def drift(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Change | None:
    """How an evaluator's severity has moved between two stretches without a review in common.

    Both are shrunk, so that the movement is rather under- than overstated. None where either
    stretch says nothing of them.
    """
    if before is None or after is None:
        return None
    difference = float(after["value"]) - float(before["value"])
    reach = REACH * math.hypot(float(before["error"]), float(after["error"]))
    return Change(difference, difference - reach, difference + reach)
