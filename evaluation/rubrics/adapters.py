"""Between the rubric as rows, as JSON data and as what scoring needs to know."""

from typing import Any

from evaluation.rubrics import schema
from evaluation.rubrics.conditions import Condition
from evaluation.rubrics.details import automatic_in, root_causes_in
from evaluation.rubrics.models import Criterion, RubricVersion
from evaluation.rubrics.parts import Automatic, Band, RootCauses
from evaluation.rubrics.reading import Place
from evaluation.scoring import CriterionSpec, RubricSpec, SectionSpec

LONGEST_SCALE = 20


def spec_of(version: RubricVersion) -> RubricSpec:
    """What scoring needs to know of a version. Criteria are known to it by their keys."""
    return RubricSpec(
        sections=tuple(SectionSpec(s.key, s.weight, s.floor) for s in version.sections),
        criteria=tuple(
            _criterion_spec(criterion, section.key)
            for section in version.sections
            for criterion in section.criteria
        ),
        quality_weight=version.quality_weight,
        speed_weight=version.speed_weight,
        quality_floor=version.quality_floor,
        weighs=version.weighs,  # type: ignore[arg-type]
        bands=tuple(band["from"] for band in version.bands),
    )


def _criterion_spec(criterion: Criterion, section: str) -> CriterionSpec:
    return CriterionSpec(
        key=criterion.key,
        section=section,
        weight=criterion.weight,
        kind=criterion.kind,  # type: ignore[arg-type]
        minimum=criterion.minimum,
        maximum=criterion.maximum,
        critical=criterion.critical,  # type: ignore[arg-type]
        bonus=criterion.bonus,
        shown_if=condition_of(criterion),
    )


def condition_of(criterion: Criterion) -> Condition | None:
    """Under which earlier answer the question is asked; None: always."""
    return Condition.from_json(criterion.shown_if) if criterion.shown_if else None


def automatic_of(criterion: Criterion) -> Automatic | None:
    """From which metric the question is answered, and how it becomes points."""
    return automatic_in(Place({"automatic": criterion.automatic}, criterion.key), required=False)


def root_causes_of(criterion: Criterion) -> RootCauses | None:
    """Which causes a low answer asks for."""
    return root_causes_in(Place({"root_causes": criterion.root_causes}, criterion.key))


def bands_of(version: RubricVersion) -> tuple[Band, ...]:
    """The performance bands, lowest first."""
    return tuple(Band(band["from"], band["name"]) for band in version.bands)


def criteria_of(version: RubricVersion) -> list[Criterion]:
    """All questions of a version, in the order in which they are asked."""
    return [criterion for section in version.sections for criterion in section.criteria]


def document_of(version: RubricVersion) -> dict[str, Any]:
    """The version as JSON data; `import_rubric` makes the same rubric of it elsewhere."""
    rubric = schema.Rubric(
        name=version.rubric.name,
        description=version.rubric.description,
        quality_weight=version.quality_weight,
        speed_weight=version.speed_weight,
        quality_floor=version.quality_floor,
        weighs=version.weighs,  # type: ignore[arg-type]
        sections=tuple(
            schema.Section(
                key=section.key,
                name=section.name,
                weight=section.weight,
                criteria=tuple(_criterion_data(criterion) for criterion in section.criteria),
                floor=section.floor,
            )
            for section in version.sections
        ),
        bands=bands_of(version),
    )
    return schema.rubric_to_json(rubric)


def _criterion_data(criterion: Criterion) -> schema.Criterion:
    levels = criterion.levels
    return schema.Criterion(
        key=criterion.key,
        name=criterion.name,
        guidance=criterion.guidance,
        competency=criterion.competency.key if criterion.competency else None,
        kind=criterion.kind,  # type: ignore[arg-type]
        weight=criterion.weight,
        critical=criterion.critical,  # type: ignore[arg-type]
        bonus=criterion.bonus,
        allow_na=criterion.allows_na,
        minimum=criterion.minimum,
        maximum=criterion.maximum,
        anchors=tuple(schema.Level(x["value"], x["anchor"]) for x in levels if x["anchor"]),
        options=tuple(schema.Level(x["value"], x["name"]) for x in levels if x["name"]),
        shown_if=condition_of(criterion),
        automatic=automatic_of(criterion),
        root_causes=root_causes_of(criterion),
    )


def levels_of(criterion: schema.Criterion) -> list[dict[str, Any]]:
    """The answers as they are kept: a value, its name (of an option) and its anchor.

    Yes/no has both answers, and a scale with whole ends each whole number, anchored or not.
    """
    names = {option.value: dict(option.texts) for option in criterion.options}
    anchors = {anchor.value: dict(anchor.texts) for anchor in criterion.anchors}
    values = names.keys() | anchors.keys() | set(_usual_values(criterion))
    return [
        {"value": value, "name": names.get(value, {}), "anchor": anchors.get(value, {})}
        for value in sorted(values)
    ]


def _usual_values(criterion: schema.Criterion) -> range:
    low, high = criterion.minimum, criterion.maximum
    whole = low == int(low) and high == int(high) and high - low <= LONGEST_SCALE
    if criterion.kind == "yes_no" or (criterion.kind == "scale" and whole):
        return range(int(low), int(high) + 1)
    return range(0)
