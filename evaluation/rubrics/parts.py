"""The parts that a rubric is made of, as plain data. Texts are by language: {"en": ..., "es": ...}.

Reading them from JSON is in `evaluation.rubrics.schema`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evaluation.rubric_score import (
    CriterionSpec,
    Critical,
    Kind,
    RubricSpec,
    SectionSpec,
    Weighs,
)
from evaluation.rubrics.conditions import Condition

Texts = Mapping[str, str]
Metric = Literal[
    "handle_time_ratio", "handle_seconds", "transfers", "agent_talk_share", "turn_balance",
    "agent_words_per_minute", "agent_monologue_seconds", "agent_questions",
    "agent_open_questions", "overtalk_share", "interruptions", "dead_air_count",
    "longest_silence_seconds", "hold_count", "longest_hold_seconds", "first_response_seconds",
    "response_median_seconds", "response_p90_seconds",
]  # fmt: skip
"""What an automatic question can be answered from. Shares are 0-1, times are seconds;
``handle_time_ratio`` is the handle time over what such a contact should take (1 is as expected)."""


@dataclass(frozen=True)
class Level:
    """One answer that can be chosen: its value and what it means, by language."""

    value: float
    texts: Texts


@dataclass(frozen=True)
class Step:
    """Measured values up to (and with) ``up_to`` earn these points, 0-100."""

    up_to: float
    points: float


@dataclass(frozen=True)
class Automatic:
    """How a measured value becomes points: the first step that reaches it, else ``above``.

    ``override``: the evaluator may set other points, with a reason; else nobody may.
    """

    metric: Metric
    steps: tuple[Step, ...]
    above: float
    override: bool = False

    def points(self, measured: float) -> float:
        """Points, 0-100, for a measured value."""
        return next((step.points for step in self.steps if measured <= step.up_to), self.above)


@dataclass(frozen=True)
class Cause:
    """A reason that an evaluator can name for a low answer; its key is counted across versions."""

    key: str
    texts: Texts


@dataclass(frozen=True)
class RootCauses:
    """Causes that are asked for when the answer is below a limit on the question's own range."""

    below: float
    causes: tuple[Cause, ...]
    required: bool = False

    def asked_for(self, value: float | None) -> bool:
        """Whether this answer needs a cause."""
        return value is not None and value < self.below


@dataclass(frozen=True)
class Band:
    """A named stretch of the score, from this lower bound (0-100) up to the next one's."""

    lower: float
    name: Texts


@dataclass(frozen=True)
class Criterion:
    """One question of the form, with everything an evaluator reads."""

    key: str
    name: Texts
    guidance: Texts
    competency: str | None
    kind: Kind
    weight: float
    critical: Critical
    bonus: bool
    allow_na: bool
    minimum: float
    maximum: float
    anchors: tuple[Level, ...]
    options: tuple[Level, ...]
    shown_if: Condition | None = None
    automatic: Automatic | None = None
    root_causes: RootCauses | None = None

    def spec(self, section: str) -> CriterionSpec:
        """What scoring needs to know of this question."""
        return CriterionSpec(
            key=self.key,
            section=section,
            weight=self.weight,
            kind=self.kind,
            minimum=self.minimum,
            maximum=self.maximum,
            critical=self.critical,
            bonus=self.bonus,
            shown_if=self.shown_if,
        )


@dataclass(frozen=True)
class Section:
    """A group of questions under one heading. The floor is in points, 0-100, or None."""

    key: str
    name: Texts
    weight: float
    criteria: tuple[Criterion, ...]
    floor: float | None = None


@dataclass(frozen=True)
class Rubric:
    """A whole form. Weights in percent; the quality floor in points 0-100, or None."""

    name: Texts
    description: Texts
    quality_weight: float
    speed_weight: float
    quality_floor: float | None
    weighs: Weighs
    sections: tuple[Section, ...]
    bands: tuple[Band, ...] = ()

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for section in self.sections for criterion in section.criteria)

    def spec(self) -> RubricSpec:
        """What scoring needs to know of this rubric."""
        return RubricSpec(
            sections=tuple(SectionSpec(s.key, s.weight, s.floor) for s in self.sections),
            criteria=tuple(c.spec(s.key) for s in self.sections for c in s.criteria),
            quality_weight=self.quality_weight,
            speed_weight=self.speed_weight,
            quality_floor=self.quality_floor,
            weighs=self.weighs,
            bands=tuple(band.lower for band in self.bands),
        )


def band_at(bands: Sequence[Band], lower: float | None) -> Band | None:
    """The band with this lower bound (as a score names it), or None."""
    return next((band for band in bands if band.lower == lower), None)
