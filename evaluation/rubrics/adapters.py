"""Between the rubric as rows, as JSON data and as what scoring needs to know."""

from typing import Any

from evaluation.rubrics import schema
from evaluation.rubrics.models import Criterion, RubricVersion
from evaluation.scoring import CriterionSpec, RubricSpec, SectionSpec


def spec_of(version: RubricVersion) -> RubricSpec:
    """What scoring needs to know of a version. Criteria are known to it by their keys."""
    return RubricSpec(
        sections=tuple(SectionSpec(section.key, section.weight) for section in version.sections),
        criteria=tuple(
            _criterion_spec(criterion, section.key)
            for section in version.sections
            for criterion in section.criteria
        ),
        quality_weight=version.quality_weight,
        speed_weight=version.speed_weight,
        quality_floor=version.quality_floor,
        weighs=version.weighs,  # type: ignore[arg-type]
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
    )


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
            )
            for section in version.sections
        ),
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
    )


def levels_of(criterion: schema.Criterion) -> list[dict[str, Any]]:
    """The answers as they are kept: a value, its name (of an option) and its anchor."""
    names = {option.value: dict(option.texts) for option in criterion.options}
    anchors = {anchor.value: dict(anchor.texts) for anchor in criterion.anchors}
    return [
        {"value": value, "name": names.get(value, {}), "anchor": anchors.get(value, {})}
        for value in sorted(names.keys() | anchors.keys())
    ]
