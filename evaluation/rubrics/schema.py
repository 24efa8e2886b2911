"""A rubric as data: read from JSON with every mistake named by its place, and written back exactly.

Texts are `{"en": ..., "es": ..., "ca": ...}`. Weights are percent: the sections reach 100 and, in
each section, its criteria reach 100; where the rubric `weighs` "criteria", all criteria together
do. Text questions weigh 0; a bonus weighs the points that it can add.
"""

import json
from pathlib import Path
from typing import Any, get_args

from core.texts import N_
from evaluation.rubric_score import Kind, Weighs
from evaluation.rubrics.details import (
    automatic_in,
    band_in,
    check_bands,
    check_conditions,
    condition_in,
    details_of,
    root_causes_in,
)
from evaluation.rubrics.parts import Criterion, Level, Rubric, Section, Texts
from evaluation.rubrics.reading import Place

__all__ = ["Criterion", "Level", "Rubric", "Section", "Texts"]

FORMAT = "rubrica.rubric/1"
DEFAULT_RUBRIC = Path(__file__).with_name("default.json")
RANGES: dict[Kind, tuple[float, float]] = {"yes_no": (0, 1), "text": (0, 1), "automatic": (0, 100)}


def default_rubric() -> Rubric:
    """The rubric that ships with the product: four attributes and compliance, in en, es and ca."""
    return rubric_from_json(json.loads(DEFAULT_RUBRIC.read_text(encoding="utf-8")))


def rubric_from_json(document: Any) -> Rubric:
    """Read and check a rubric. Raises ValueError that names the place of the first mistake."""
    place = Place.root(document, "rubric")
    place.only(
        "format", "name", "description", "quality_weight", "speed_weight", "quality_floor",
        "weighs", "sections", "bands",
    )  # fmt: skip
    if place.text("format") != FORMAT:
        place.refuse(N_("format must be %(format)r"), format=FORMAT)
    rubric = Rubric(
        name=place.texts("name"),
        description=place.texts("description", required=False),
        quality_weight=place.number("quality_weight", 0, 100),
        speed_weight=place.number("speed_weight", 0, 100),
        quality_floor=place.optional_number("quality_floor", 0, 100),
        weighs=place.one_of("weighs", get_args(Weighs), default="sections"),
        sections=tuple(_section(item) for item in place.items("sections")),
        bands=tuple(band_in(item) for item in place.items("bands", required=False)),
    )
    check_rubric(place, rubric)
    return rubric


def check_rubric(place: Place, rubric: Rubric) -> None:
    """Refuse what is wrong between the parts of a rubric whose parts are right."""
    sections = [section.key for section in rubric.sections]
    _check_unique(place, N_("section %(key)r appears more than once"), sections)
    criteria = [criterion.key for criterion in rubric.criteria]
    _check_unique(place, N_("criterion %(key)r appears more than once"), criteria)
    check_conditions(place, rubric.criteria)
    check_bands(place, rubric.bands)
    _check_weights(place, rubric)


def rubric_to_json(rubric: Rubric) -> dict[str, Any]:
    """The rubric as JSON data; `rubric_from_json` gives it back.

    Every field is written out; those of conditions, causes, metrics, floors of sections and bands
    only where there is one.
    """
    bands = [{"from": band.lower, "name": dict(band.name)} for band in rubric.bands]
    return {
        "format": FORMAT,
        "name": dict(rubric.name),
        "description": dict(rubric.description),
        "quality_weight": rubric.quality_weight,
        "speed_weight": rubric.speed_weight,
        "quality_floor": rubric.quality_floor,
        "weighs": rubric.weighs,
        "sections": [
            {
                "key": section.key,
                "name": dict(section.name),
                "weight": section.weight,
                **({} if section.floor is None else {"floor": section.floor}),
                "criteria": [_criterion_to_json(criterion) for criterion in section.criteria],
            }
            for section in rubric.sections
        ],
        **({"bands": bands} if bands else {}),
    }


def _section(place: Place) -> Section:
    place.only("key", "name", "weight", "criteria", "floor")
    return Section(
        key=place.key("key"),
        name=place.texts("name"),
        weight=place.number("weight", 0, 100),
        criteria=tuple(criterion_in(item) for item in place.items("criteria")),
        floor=place.optional_number("floor", 0, 100),
    )


def criterion_in(place: Place) -> Criterion:
    """Read one question. Raises ValueError that names the place of its first mistake."""
    place.only(
        "key", "name", "guidance", "competency", "kind", "weight", "critical", "bonus", "allow_na",
        "minimum", "maximum", "anchors", "options", "shown_if", "automatic", "root_causes",
    )  # fmt: skip
    kind: Kind = place.one_of("kind", get_args(Kind))
    options = tuple(_level(item) for item in place.items("options", required=kind == "choice"))
    minimum, maximum = _answer_range(place, kind, options)
    criterion = Criterion(
        key=place.key("key"),
        name=place.texts("name"),
        guidance=place.texts("guidance", required=False),
        competency=place.optional_text("competency"),
        kind=kind,
        weight=place.number("weight", 0, 100),
        critical=place.one_of("critical", (None, "section", "all"), default=None),
        bonus=place.flag("bonus", default=False),
        allow_na=place.flag("allow_na", default=True),
        minimum=minimum,
        maximum=maximum,
        anchors=tuple(_level(item) for item in place.items("anchors", required=False)),
        options=options,
        shown_if=condition_in(place),
        automatic=automatic_in(place, required=kind == "automatic"),
        root_causes=root_causes_in(place),
    )
    _check_criterion(place, criterion)
    return criterion


def _level(place: Place) -> Level:
    place.only("value", "texts")
    return Level(value=place.number("value"), texts=place.texts("texts"))


def _answer_range(place: Place, kind: Kind, options: tuple[Level, ...]) -> tuple[float, float]:
    """Ends of the range: fixed for some kinds, the options' ends for a choice, else as written."""
    if kind in RANGES:
        fixed = RANGES[kind]
        low = place.number("minimum", default=fixed[0])
        high = place.number("maximum", default=fixed[1])
        if (low, high) != fixed:
            words = N_("a %(kind)s question ranges from %(low)s to %(high)s")
            place.refuse(words, kind=kind, low=fixed[0], high=fixed[1])
        return low, high
    if kind == "choice":
        values = [option.value for option in options]
        low = place.number("minimum", default=min(values))
        high = place.number("maximum", default=max(values))
        if (low, high) != (min(values), max(values)):
            place.refuse(N_("minimum and maximum of a choice must be those of its options"))
    else:
        low, high = place.number("minimum"), place.number("maximum")
    if not low < high:
        place.refuse(N_("maximum must be above minimum"))
    return low, high


def _check_criterion(place: Place, criterion: Criterion) -> None:
    if criterion.kind == "text" and (criterion.weight or criterion.bonus or criterion.critical):
        place.refuse(N_("a text question has weight 0 and is neither bonus nor critical"))
    if criterion.bonus and criterion.critical:
        place.refuse(N_("a criterion cannot be both bonus and critical"))
    if criterion.options and criterion.kind != "choice":
        place.refuse(N_("only a choice has options"))
    if criterion.automatic and criterion.kind != "automatic":
        place.refuse(N_("only an automatic question is answered from a metric"))
    if criterion.root_causes and criterion.kind == "text":
        place.refuse(N_("a text question asks for no root causes"))
    anchors = [level.value for level in criterion.anchors]
    _check_unique(place, N_("anchor value %(key)r appears more than once"), anchors)
    options = [level.value for level in criterion.options]
    _check_unique(place, N_("option value %(key)r appears more than once"), options)
    for anchor in criterion.anchors:
        if not criterion.minimum <= anchor.value <= criterion.maximum:
            words = N_("anchor %(value)s is outside the range of the answers")
            place.refuse(words, value=anchor.value)


def _check_unique(place: Place, words: str, keys: list[Any]) -> None:
    for key in keys:
        if keys.count(key) > 1:
            place.refuse(words, key=key)


def _check_weights(place: Place, rubric: Rubric) -> None:
    place.reach_100(
        N_("quality_weight and speed_weight must reach 100, not %(total)s"),
        [rubric.quality_weight, rubric.speed_weight],
    )
    place.reach_100(
        N_("the sections' weights must reach 100, not %(total)s"),
        [section.weight for section in rubric.sections],
    )
    if rubric.weighs == "criteria":
        weights = [c.weight for c in rubric.criteria if not c.bonus]
        place.reach_100(N_("the criteria's weights must reach 100, not %(total)s"), weights)
        return
    for section in rubric.sections:
        weights = [c.weight for c in section.criteria if not c.bonus]
        if any(weights) or section.weight:
            words = N_("section %(key)r: the criteria's weights must reach 100, not %(total)s")
            place.reach_100(words, weights, key=section.key)


def _criterion_to_json(criterion: Criterion) -> dict[str, Any]:
    return {
        "key": criterion.key,
        "name": dict(criterion.name),
        "guidance": dict(criterion.guidance),
        "competency": criterion.competency,
        "kind": criterion.kind,
        "weight": criterion.weight,
        "critical": criterion.critical,
        "bonus": criterion.bonus,
        "allow_na": criterion.allow_na,
        "minimum": criterion.minimum,
        "maximum": criterion.maximum,
        "anchors": [{"value": a.value, "texts": dict(a.texts)} for a in criterion.anchors],
        "options": [{"value": o.value, "texts": dict(o.texts)} for o in criterion.options],
        **details_of(criterion),
    }
