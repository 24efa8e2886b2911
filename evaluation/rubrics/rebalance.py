"""Weights that stay at 100 while one of them is typed.

The rule: the weight that is typed stays as typed (at most what the locked ones leave); the others
that are not locked share the rest in proportion to what they had, equally if they had nothing.
Shares are whole percents where that is possible, else hundredths, rounded by largest remainder so
that the sum is exact. `static/js/rubric-weights.js` is the same rule for the page.
"""

from collections.abc import Collection, Sequence

HUNDREDTHS = 100
MOST_WHOLE = 20


def rebalance(
    weights: Sequence[float], typed: int | None = None, locked: Collection[int] = ()
) -> list[float]:
    """New weights, in percent, for a group that is to reach 100.

    ``typed`` is the index of the weight just set (None: all may move), ``locked`` those that stay.
    Where nothing may move, the weights come back as they are and may miss 100.
    """
    fixed = sum(weights[i] for i in locked if i != typed)
    new = list(weights)
    free = [i for i in range(len(weights)) if i != typed and i not in locked]
    if typed is not None:
        new[typed] = min(max(weights[typed], 0.0), max(100 - fixed, 0.0))
        fixed += new[typed]
    if free:
        shares = _share(100 - fixed, [weights[i] for i in free])
        for i, share in zip(free, shares, strict=True):
            new[i] = share
    return new


def _share(total: float, parts: Sequence[float]) -> list[float]:
    """``total`` parted in proportion to ``parts``, exactly, in whole percents or hundredths."""
    units = round(max(total, 0.0) * HUNDREDTHS)
    whole = units % HUNDREDTHS == 0 and len(parts) <= MOST_WHOLE
    grain = HUNDREDTHS if whole else 1
    count = units // grain
    sum_of_parts = sum(parts)
    ideal = [
        count * (part / sum_of_parts if sum_of_parts > 0 else 1 / len(parts)) for part in parts
    ]
    given = [int(share + 1e-9) for share in ideal]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(round(ideal[i] - given[i], 9)), i))
    for i in by_remainder[: count - sum(given)]:
        given[i] += 1
    return [units * grain / HUNDREDTHS for units in given]
