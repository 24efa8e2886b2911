"""Answering automatic questions: what was measured of a contact, turned into points.

The evaluator sees both. Where the question allows it, other points may be set with a reason; the
measured value stays beside them.
"""

from dataclasses import dataclass

from evaluation import speed
from evaluation.rubrics.adapters import automatic_of, criteria_of
from evaluation.rubrics.models import RubricVersion
from evaluation.rubrics.parts import Automatic, Metric
from evaluation.speed_norm import SpeedNorm
from transcripts.models import Interaction


@dataclass(frozen=True)
class Measured:
    """The answer to an automatic question: points 0-100, or None where the value is not known.

    Without points the question is "not applicable": nobody is scored on what was not measured.
    """

    metric: Metric
    value: float | None
    points: float | None

    @property
    def not_applicable(self) -> bool:
        return self.points is None


def measured_answers(version: RubricVersion, interaction: Interaction) -> dict[int, Measured]:
    """The answers to the automatic questions of a version, by the criterion's id."""
    return {
        criterion.id: measured(automatic, interaction)
        for criterion in criteria_of(version)
        if (automatic := automatic_of(criterion))
    }


def measured(
    automatic: Automatic, interaction: Interaction, norm: SpeedNorm | None = None
) -> Measured:
    """What one automatic question finds; ``norm`` is the stored one where it is at hand."""
    value = _value(automatic.metric, interaction, norm)
    return Measured(automatic.metric, value, None if value is None else automatic.points(value))


def _value(metric: Metric, interaction: Interaction, norm: SpeedNorm | None) -> float | None:
    """One metric of a contact: shares 0-1, times in seconds; None where it is not known."""
    if metric == "handle_time_ratio":
        return speed.speed_ratio(interaction, norm)
    if metric in ("handle_seconds", "transfers"):
        value = getattr(interaction, metric)
    else:
        value = getattr(interaction.speech_metrics, metric, None)
    return None if value is None else float(value)
