"""Reading and writing what a question may have beside its scale: condition, metric, root causes.

And what holds between questions: conditions look back only, bands rise from 0.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, get_args

from core.texts import N_
from evaluation.rubrics.conditions import Condition
from evaluation.rubrics.parts import (
    Automatic,
    Band,
    Cause,
    Criterion,
    Metric,
    RootCauses,
    Step,
)
from evaluation.rubrics.reading import Place

NOT_EARLIER = N_("criterion %(key)r: shown_if: %(question)r is not an earlier question")
NO_TEXT = N_("criterion %(key)r: shown_if: %(question)r is a text, which no condition can judge")
NO_NA = N_("criterion %(key)r: shown_if: %(question)r cannot be answered “not applicable”")
NO_SUCH_ANSWER = N_("criterion %(key)r: shown_if: %(question)r has no such answer")
TESTS = ("one_of", "not_applicable", "at_most", "at_least")


def condition_in(place: Place) -> Condition | None:
    """The condition under which a question is asked; ValueError unless it has exactly one test."""
    inner = _inner(place, "shown_if")
    if inner is None:
        return None
    inner.only("question", *TESTS)
    if sum(name in inner.fields for name in TESTS) != 1:
        inner.refuse(N_("needs exactly one of %(names)s"), names=", ".join(TESTS))
    question = inner.key("question")
    if "not_applicable" in inner.fields:
        if inner.fields["not_applicable"] is not True:
            inner.refuse(N_("not_applicable must be true"))
        return Condition(question, not_applicable=True)
    if "one_of" in inner.fields:
        return Condition(question, one_of=tuple(inner.numbers("one_of")))
    if "at_most" in inner.fields:
        return Condition(question, at_most=inner.number("at_most"))
    return Condition(question, at_least=inner.number("at_least"))


def automatic_in(place: Place, *, required: bool) -> Automatic | None:
    """How an automatic question gets its points."""
    inner = _inner(place, "automatic")
    if inner is None:
        if required:
            place.refuse(N_("an automatic question needs “automatic”: its metric and steps"))
        return None
    inner.only("metric", "steps", "above", "override")
    steps = []
    for item in inner.items("steps"):
        item.only("up_to", "points")
        steps.append(Step(item.number("up_to"), item.number("points", 0, 100)))
    if any(later.up_to <= sooner.up_to for sooner, later in pairwise(steps)):
        inner.refuse(N_("each step's up_to must be above the one before"))
    return Automatic(
        metric=inner.one_of("metric", get_args(Metric)),
        steps=tuple(steps),
        above=inner.number("above", 0, 100),
        override=inner.flag("override", default=False),
    )


def root_causes_in(place: Place) -> RootCauses | None:
    """The causes that a low answer asks for."""
    inner = _inner(place, "root_causes")
    if inner is None:
        return None
    inner.only("below", "causes", "required")
    causes = []
    for item in inner.items("causes"):
        item.only("key", "texts")
        causes.append(Cause(item.key("key"), item.texts("texts")))
    keys = [cause.key for cause in causes]
    if len(set(keys)) < len(keys):
        inner.refuse(N_("a cause's key appears more than once"))
    return RootCauses(
        below=inner.number("below"),
        causes=tuple(causes),
        required=inner.flag("required", default=False),
    )


def band_in(place: Place) -> Band:
    """One performance band."""
    place.only("from", "name")
    return Band(lower=place.number("from", 0, 100), name=place.texts("name"))


def check_bands(place: Place, bands: Sequence[Band]) -> None:
    """Refuse bands that do not rise, or that leave the lowest scores without one."""
    if not bands:
        return
    if bands[0].lower != 0:
        place.refuse(N_("the first band must begin at 0"))
    if any(later.lower <= sooner.lower for sooner, later in pairwise(bands)):
        place.refuse(N_("each band must begin above the one before"))


def check_conditions(place: Place, criteria: Sequence[Criterion]) -> None:
    """Refuse a condition on a question that comes later, that is a text or cannot pass it."""
    for index, criterion in enumerate(criteria):
        condition = criterion.shown_if
        if condition is None:
            continue
        asked = next((c for c in criteria[:index] if c.key == condition.question), None)
        where = {"key": criterion.key, "question": condition.question}
        if asked is None:
            place.refuse(NOT_EARLIER, **where)
        if asked.kind == "text":
            place.refuse(NO_TEXT, **where)
        if condition.not_applicable and not (asked.allow_na or asked.kind == "automatic"):
            place.refuse(NO_NA, **where)
        bounds = condition.one_of or (condition.at_most, condition.at_least)
        if any(b is not None and not asked.minimum <= b <= asked.maximum for b in bounds):
            place.refuse(NO_SUCH_ANSWER, **where)


def details_of(criterion: Criterion) -> dict[str, Any]:
    """The parts of a question that most do not have, as JSON data."""
    found: dict[str, Any] = {}
    if criterion.shown_if:
        found["shown_if"] = criterion.shown_if.to_json()
    if automatic := criterion.automatic:
        found["automatic"] = {
            "metric": automatic.metric,
            "steps": [{"up_to": s.up_to, "points": s.points} for s in automatic.steps],
            "above": automatic.above,
            "override": automatic.override,
        }
    if asked := criterion.root_causes:
        found["root_causes"] = {
            "below": asked.below,
            "required": asked.required,
            "causes": [{"key": c.key, "texts": dict(c.texts)} for c in asked.causes],
        }
    return found


def _inner(place: Place, name: str) -> Place | None:
    inner = place.fields.get(name)
    return None if inner is None else Place.root(inner, f"{place.path}.{name}")
