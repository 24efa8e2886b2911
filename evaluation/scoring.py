"""The score of one evaluation: a filled-in form in, quality, speed and composite (0-100) out.

This is the door: the arithmetic of speed and composite is in `evaluation.composite`, the form's in
`evaluation.rubric_score`.
"""

from evaluation.composite import composite_score, ratio_of, speed_points
from evaluation.rubric_score import (
    CriterionSpec,
    EvaluationScore,
    RubricSpec,
    SectionSpec,
    criterion_points,
    missing_answers,
    score_evaluation,
    weight_share,
)
from evaluation.rubrics.conditions import Answer

__all__ = [
    "Answer",
    "CriterionSpec",
    "EvaluationScore",
    "RubricSpec",
    "SectionSpec",
    "composite_score",
    "criterion_points",
    "missing_answers",
    "ratio_of",
    "score_evaluation",
    "speed_points",
    "weight_share",
]
