"""How far two answers lie apart, and how much two different answers still agree."""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Metric = Literal["nominal", "ordinal", "interval", "ratio"]


def squared_differences(values: Floats, metric: Metric, totals: Floats | None = None) -> Floats:
    """The squared distance of each pair of answers, as Krippendorff (2011) defines it.

    ``values`` are the answers in rising order, shape (q,); ``totals`` how often each was given,
    which the ordinal distance depends on. Returns (q, q). Raises ValueError for an unknown metric
    and for a ratio distance between negative answers.
    """
    if metric == "nominal":
        return 1.0 - np.eye(values.size)
    if metric == "interval":
        return (values[:, None] - values[None, :]) ** 2
    if metric == "ratio":
        if np.any(values < 0):
            raise ValueError("a ratio scale has no negative answers")
        sums = values[:, None] + values[None, :]
        return ((values[:, None] - values[None, :]) / np.where(sums == 0, 1, sums)) ** 2
    if metric == "ordinal":
        often = np.ones(values.size) if totals is None else totals
        middle = np.cumsum(often) - often / 2
        return (middle[:, None] - middle[None, :]) ** 2
    raise ValueError(f"unknown metric: {metric!r}; use one of {', '.join(get_args(Metric))}")


def agreement_weights(values: Floats, metric: Metric | Literal["linear"]) -> Floats:
    """How much two answers count as agreeing: 1 for the same, down to 0 for the farthest apart.

    "interval" gives quadratic weights; "ordinal" those of Gwet (2014), by the number of pairs of
    neighbouring answers between the two; "linear" falls with the plain distance.
    """
    if metric == "ordinal":
        steps = np.abs(np.subtract.outer(np.arange(values.size), np.arange(values.size)))
        distance = (steps + 1) * steps / 2.0
    elif metric == "linear":
        distance = np.abs(values[:, None] - values[None, :])
    else:
        distance = squared_differences(values, metric)
    farthest = distance.max(initial=0.0)
    return 1.0 - distance / farthest if farthest > 0 else np.ones_like(distance)
