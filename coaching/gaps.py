"""Where coaching is most surely needed: gaps between what is seen and what is expected."""

from collections.abc import Mapping
from dataclasses import dataclass

from scorecards.estimates import Estimate


@dataclass(frozen=True)
class Gap:
    """A competency that seems below its target (points 0-100).

    `size` is target minus estimate, in points; `probability_below` how sure it is that the true
    mean lies below the target.
    """

    competency: str
    estimate: Estimate
    target: float
    probability_below: float
    size: float


def rank_gaps(
    estimates: Mapping[str, Estimate | None], target: float | Mapping[str, float]
) -> list[Gap]:
    """The competencies whose estimate is below target, the surest gap first, then the largest.

    `target` is one number for all or one for each competency. Competencies without a score, or
    without a target, are left out: nothing can be said of them. A list may hold gaps that are not
    sure at all; the probability says so.
    """
    gaps = []
    for competency, estimate in estimates.items():
        goal = target.get(competency) if isinstance(target, Mapping) else target
        if estimate is None or goal is None or estimate.value >= goal:
            continue
        chance = estimate.probability_below(goal)
        gaps.append(Gap(competency, estimate, goal, chance, goal - estimate.value))
    return sorted(gaps, key=lambda gap: (-gap.probability_below, -gap.size, gap.competency))
