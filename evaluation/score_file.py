"""Scoring a file of answers against a file with a rubric: no database, no web."""

from typing import Any

from evaluation.rubric_score import missing_answers, score_evaluation
from evaluation.rubrics.conditions import Answer
from evaluation.rubrics.reading import Place
from evaluation.rubrics.schema import Criterion, Rubric, rubric_from_json

YES_NO = {"yes": 1.0, "no": 0.0, True: 1.0, False: 0.0}


def score_files(rubric_json: Any, answers_json: Any) -> dict[str, Any]:
    """Score `{"answers": {key: value or "na"}, "handle_time_ratio": optional}` by a rubric.

    Yes/no questions take true, false, "yes", "no", 1 or 0; automatic ones the measured value, which
    for the handle-time ratio may be left to the ratio of the whole.

    Gives quality, speed, composite and unadjusted (0-100 or None) and the keys of the critical
    criteria that failed.

    Raises ValueError that names the place: a mistake in the rubric, an unknown or missing answer,
    a value out of range, a ratio that is not above 0.
    """
    rubric = rubric_from_json(rubric_json)
    place = Place.root(answers_json, "answers file")
    place.only("answers", "handle_time_ratio")
    given = Place.root(place.fields.get("answers"), "answers")
    given.only(*(criterion.key for criterion in rubric.criteria))
    ratio = None
    if place.fields.get("handle_time_ratio") is not None:
        ratio = place.number("handle_time_ratio")
    answers = _from_the_clock(rubric, ratio) | {
        criterion.key: _answer(given, criterion)
        for criterion in rubric.criteria
        if criterion.key in given.fields
    }
    spec = rubric.spec()
    if missing := missing_answers(spec, answers):
        words = 'no answer to %(names)s ("na" says that one does not apply)'
        given.refuse(words, names=", ".join(missing))
    score = score_evaluation(spec, answers, ratio)
    return {
        "quality": score.quality,
        "speed": score.speed,
        "composite": score.composite,
        "unadjusted": score.unadjusted,
        "critical_failed": list(score.critical_failed),
    }


def _from_the_clock(rubric: Rubric, ratio: float | None) -> dict[str, Answer]:
    """The answers to the automatic questions that the handle-time ratio alone answers."""
    if ratio is None:
        return {}
    return {
        criterion.key: Answer(criterion.automatic.points(ratio))
        for criterion in rubric.criteria
        if criterion.automatic and criterion.automatic.metric == "handle_time_ratio"
    }


def _answer(given: Place, criterion: Criterion) -> Answer:
    key = criterion.key
    value = given.fields[key]
    if value is None or criterion.kind == "text":
        return Answer()
    if criterion.automatic:
        if value == "na":
            return Answer(not_applicable=True)
        return Answer(criterion.automatic.points(given.number(key)))
    if value == "na":
        if not criterion.allow_na:
            given.refuse('%(name)s cannot be answered "na"', name=key)
        return Answer(not_applicable=True)
    if criterion.kind == "yes_no":
        return Answer(_yes_or_no(given, key))
    number = given.number(key)
    if criterion.kind == "choice" and number not in [option.value for option in criterion.options]:
        given.refuse("%(name)s: %(value)s is not one of the options", name=key, value=number)
    return Answer(number)


def _yes_or_no(given: Place, key: str) -> float:
    """1 for yes and 0 for no, in any of the ways people write it in JSON."""
    value = given.fields[key]
    if not isinstance(value, str | bool | int | float) or value not in YES_NO:
        given.refuse("%(name)s must be yes or no", name=key)
    return YES_NO[value]
