"""From the answers of one form to its score.

A criterion's points are scaled to 0-1; "not applicable" drops the criterion and its weight out.
A section is the weighted mean of its criteria, quality the weighted mean of the sections (or of
the criteria, where the rubric says so). Bonus criteria add points, up to 100 in all. A critical
criterion fails when it earns nothing: then its section, or the whole quality, is 0. A question that
is not asked (`evaluation.rubrics.conditions`) counts as "not applicable" does.

A section under its floor holds speed down, as a quality under its own does, and pulls the
performance band down to the section's own.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from evaluation.composite import composite_score, speed_points
from evaluation.rubrics.conditions import Answer, Condition, visible

Kind = Literal["scale", "yes_no", "choice", "number", "automatic", "text"]
NOT_ASKED_OF_PEOPLE: tuple[Kind, ...] = ("text", "automatic")
Critical = Literal["section", "all"] | None
Weighs = Literal["sections", "criteria"]


@dataclass(frozen=True)
class CriterionSpec:
    """One question. `weight` is its share in percent; for a bonus, the points it can add.

    Answers range from `minimum` (earns 0) to `maximum` (earns all). Text answers never score.
    """

    key: str
    section: str
    weight: float
    kind: Kind = "scale"
    minimum: float = 0.0
    maximum: float = 1.0
    critical: Critical = None
    bonus: bool = False
    shown_if: Condition | None = None


@dataclass(frozen=True)
class SectionSpec:
    """A group of criteria, its share of the quality in percent, its floor in points 0-100."""

    key: str
    weight: float
    floor: float | None = None


@dataclass(frozen=True)
class RubricSpec:
    """What scoring needs to know of a rubric; weights in percent, the floor in points 0-100.

    `bands` are the lower bounds of the performance bands, lowest first.
    """

    sections: tuple[SectionSpec, ...]
    criteria: tuple[CriterionSpec, ...]
    quality_weight: float = 100.0
    speed_weight: float = 0.0
    quality_floor: float | None = None
    weighs: Weighs = "sections"
    bands: tuple[float, ...] = ()


@dataclass(frozen=True)
class EvaluationScore:
    """The score of one evaluation: points 0-100, criterion points 0-1, None where nothing scored.

    `unadjusted` is the quality as it would be had no critical criterion failed: what was lost shows
    beside what remains. `floors_missed` are keys of sections; `band` is the band's lower bound.
    """

    quality: float | None
    speed: float | None
    composite: float | None
    unadjusted: float | None
    critical_failed: tuple[str, ...]
    section_scores: dict[str, float | None]
    criterion_points: dict[str, float]
    floors_missed: tuple[str, ...] = ()
    band: float | None = None


def missing_answers(spec: RubricSpec, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Keys of the criteria still to be answered, of those that are asked.

    Text and bonus criteria may stay empty, and automatic ones are not for people to answer.
    """
    asked = visible(spec, answers)
    return tuple(
        criterion.key
        for criterion in spec.criteria
        if criterion.key in asked
        if criterion.kind not in NOT_ASKED_OF_PEOPLE and not criterion.bonus
        if not _is_answered(answers.get(criterion.key))
    )


def score_evaluation(
    spec: RubricSpec, answers: Mapping[str, Answer], speed_ratio: float | None = None
) -> EvaluationScore:
    """Score the answers given so far; what is not answered counts as nothing, not as 0.

    `speed_ratio` is actual over expected handle time. Raises ValueError for an answer to a question
    that the rubric does not ask, for a value outside its criterion's range and for a ratio <= 0.
    """
    _refuse_unknown(spec, answers)
    points = _points_earned(spec, answers)
    failed = [c for c in spec.criteria if c.critical and points.get(c.key) == 0]
    zeroed = frozenset(c.section for c in failed if c.critical == "section")

    unadjusted = _quality(spec, points, frozenset())
    quality = _quality(spec, points, zeroed)
    if any(c.critical == "all" for c in failed):
        quality = 0.0
    speed = None if speed_ratio is None else speed_points(speed_ratio)
    sections = {s.key: _section_score(spec, s.key, points, zeroed) for s in spec.sections}
    missed = tuple(s.key for s in spec.sections if _under(sections[s.key], s.floor))
    composite = composite_score(
        quality,
        speed,
        spec.quality_weight,
        spec.speed_weight,
        floor=spec.quality_floor,
        critical_failed=bool(failed or missed),
    )
    return EvaluationScore(
        quality=quality,
        speed=speed,
        composite=composite,
        unadjusted=unadjusted,
        critical_failed=tuple(c.key for c in failed),
        section_scores=sections,
        criterion_points=points,
        floors_missed=missed,
        band=_band(spec.bands, [composite, *(sections[key] for key in missed)]),
    )


def _points_earned(spec: RubricSpec, answers: Mapping[str, Answer]) -> dict[str, float]:
    """The share 0-1 of each criterion that is asked and scored."""
    asked = visible(spec, answers)
    earned = {
        criterion.key: criterion_points(criterion, answers.get(criterion.key))
        for criterion in spec.criteria
    }
    return {key: share for key, share in earned.items() if share is not None and key in asked}


def _under(score: float | None, floor: float | None) -> bool:
    return score is not None and floor is not None and score < floor


def _band(bounds: Iterable[float], scores: Iterable[float | None]) -> float | None:
    """The lower bound of the band that the lowest of the scores lies in."""
    known = list(scores)
    if None in known or not known:
        return None
    lowest = min(score for score in known if score is not None)
    return max((bound for bound in bounds if bound <= lowest), default=None)


def criterion_points(criterion: CriterionSpec, answer: Answer | None) -> float | None:
    """The share 0-1 that an answer earns; None for text, N/A and no answer.

    Raises ValueError, naming the criterion, for a value outside its range.
    """
    if criterion.kind == "text" or answer is None or answer.not_applicable or answer.value is None:
        return None
    low, high = criterion.minimum, criterion.maximum
    if not low < high:
        raise ValueError(f"{criterion.key}: the maximum {high} must be above the minimum {low}")
    if not low <= answer.value <= high:  # also refuses NaN
        raise ValueError(f"{criterion.key}: {answer.value} is not between {low} and {high}")
    return (answer.value - low) / (high - low)


def _refuse_unknown(spec: RubricSpec, answers: Mapping[str, Answer]) -> None:
    known = {criterion.key for criterion in spec.criteria}
    for key in answers:
        if key not in known:
            raise ValueError(f"the rubric has no criterion {key!r}")


def _is_answered(answer: Answer | None) -> bool:
    return answer is not None and (answer.not_applicable or answer.value is not None)


def _quality(spec: RubricSpec, points: Mapping[str, float], zeroed: frozenset[str]) -> float | None:
    """Quality 0-100 with the sections in `zeroed` at 0, bonus included."""
    if spec.weighs == "criteria":
        base = _weighted_mean(
            (c.weight, 0.0 if c.section in zeroed else 100 * points[c.key])
            for c in spec.criteria
            if c.key in points and not c.bonus
        )
    else:
        scores = ((s.weight, _section_score(spec, s.key, points, zeroed)) for s in spec.sections)
        base = _weighted_mean((weight, score) for weight, score in scores if score is not None)
    if base is None:
        return None
    bonus = sum(
        c.weight * points[c.key]
        for c in spec.criteria
        if c.bonus and c.key in points and c.section not in zeroed
    )
    return min(base + bonus, 100.0)


def weight_share(spec: RubricSpec, scored: Collection[str], part: Collection[str]) -> float:
    """The share 0-1 that some of the scored criteria have in the quality; a bonus has none."""
    held = {c.key: float(c.key in part) for c in spec.criteria if c.key in scored and not c.bonus}
    return (_quality(spec, held, frozenset()) or 0.0) / 100


def _section_score(
    spec: RubricSpec, section: str, points: Mapping[str, float], zeroed: frozenset[str]
) -> float | None:
    if section in zeroed:
        return 0.0
    return _weighted_mean(
        (c.weight, 100 * points[c.key])
        for c in spec.criteria
        if c.section == section and c.key in points and not c.bonus
    )


def _weighted_mean(parts: Iterable[tuple[float, float]]) -> float | None:
    """The mean of (weight, value) pairs, or None where no weight is left."""
    pairs = list(parts)
    total = math.fsum(weight for weight, _ in pairs)
    if total <= 0:
        return None
    return math.fsum(weight * value for weight, value in pairs) / total
