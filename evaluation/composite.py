"""Speed points, and quality and speed weighed into one number."""

import math

SLOWEST_RATIO_WITH_POINTS = 1.5


def speed_points(ratio: float) -> float:
    """Points, 0-100, for a handle-time ratio (actual over expected; 1 is as expected).

    100 up to a ratio of 1, then down in a straight line to 0 at 1.5. Nothing is earned by being
    faster than expected, so that rushing never pays.

    Raises ValueError when the ratio is not a positive number.
    """
    if math.isnan(ratio) or ratio <= 0:
        raise ValueError(f"a handle-time ratio must be above 0, not {ratio}")
    late = SLOWEST_RATIO_WITH_POINTS - max(ratio, 1.0)
    return 100.0 * min(max(late / (SLOWEST_RATIO_WITH_POINTS - 1.0), 0.0), 1.0)


def ratio_of(points: float) -> float:
    """A handle-time ratio that earns these points, 0-100: `speed_points` turned round."""
    return SLOWEST_RATIO_WITH_POINTS - (SLOWEST_RATIO_WITH_POINTS - 1.0) * points / 100


def composite_score(
    quality: float | None,
    speed: float | None,
    quality_weight: float,
    speed_weight: float,
    *,
    floor: float | None = None,
    critical_failed: bool = False,
) -> float | None:
    """The weighted mean, 0-100, of quality and speed points (each 0-100).

    Without quality there is no composite (None); without speed it is the quality. Speed cannot
    lift a contact whose quality is under the `floor` (0-100) or where a critical criterion failed:
    there the composite is never above the quality.

    Raises ValueError for points outside 0-100 and for weights that are negative or both 0.
    """
    if not (quality_weight >= 0 and speed_weight >= 0 and quality_weight + speed_weight > 0):
        raise ValueError("the weights of quality and speed must be 0 or more, and not both 0")
    if quality is None:
        return None
    _check_points("quality", quality)
    if speed is None:
        return float(quality)
    _check_points("speed", speed)
    total = quality_weight + speed_weight
    composite = (quality_weight * quality + speed_weight * speed) / total
    held_down = critical_failed or (floor is not None and quality < floor)
    return min(composite, float(quality)) if held_down else composite


def _check_points(name: str, points: float) -> None:
    if not 0 <= points <= 100:
        raise ValueError(f"{name} must be between 0 and 100, not {points}")
