"""Making rubrics: from the shipped default, from JSON, and letting evaluators use a version."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.clock import now
from core.db import db
from evaluation.rubrics import freeze, schema
from evaluation.rubrics.adapters import levels_of
from evaluation.rubrics.details import details_of
from evaluation.rubrics.models import Competency, Criterion, Rubric, RubricVersion, Section
from people.audit import record
from people.models import User

mark_used = freeze.mark_used
DEFAULT_KEY = "support"


def install_default_rubric() -> RubricVersion:
    """The published version of the shipped rubric: made on the first call, found on later ones."""
    found = db.session.scalar(select(Rubric).where(Rubric.key == DEFAULT_KEY))
    if found:
        return found.versions[-1]
    document = json.loads(schema.DEFAULT_RUBRIC.read_text(encoding="utf-8"))
    return publish(None, import_rubric(None, document, key=DEFAULT_KEY))


def import_rubric(user: User | None, document: Any, key: str | None = None) -> RubricVersion:
    """Make an unpublished version of the rubric in ``document`` (see `evaluation.rubrics.schema`).

    A rubric of that key gets its next version; otherwise it is new. Without a key the English
    name gives one. Raises ValueError that names the place of a mistake in the document.
    """
    data = schema.rubric_from_json(document)
    key = key or key_from(data.name)
    rubric = db.session.scalar(select(Rubric).where(Rubric.key == key))
    if rubric is None:
        rubric = Rubric(key=key, name=dict(data.name), description=dict(data.description))
        db.session.add(rubric)
    rubric.name, rubric.description = dict(data.name), dict(data.description)
    competencies = _competencies(data)
    version = RubricVersion(
        rubric=rubric,
        number=1 + max((version.number for version in rubric.versions), default=0),
        quality_weight=data.quality_weight,
        speed_weight=data.speed_weight,
        quality_floor=data.quality_floor,
        weighs=data.weighs,
        bands=[{"from": band.lower, "name": dict(band.name)} for band in data.bands],
        sections=[
            _section(section, position, competencies)
            for position, section in enumerate(data.sections)
        ],
    )
    db.session.add(version)
    record(user, "rubric.imported", version, key=key, number=version.number)
    return version


def publish(user: User | None, version: RubricVersion, at: datetime | None = None) -> RubricVersion:
    """Let evaluators use ``version``, now or from ``at`` on. New reviews follow the newest one."""
    if version.published_at is None:
        version.published_at = at or now()
        record(
            user, "rubric.published", version, number=version.number,
            at=version.published_at.isoformat(),
        )  # fmt: skip
    return version


def key_from(names: Mapping[str, str]) -> str:
    """A key made of a name, the English one if there is one."""
    name = names.get("en") or next(iter(names.values()), "")
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60]
    return key if key[:1].isalpha() else "rubric"


def _section(data: schema.Section, position: int, competencies: dict[str, Competency]) -> Section:
    return Section(
        key=data.key,
        position=position,
        name=dict(data.name),
        weight=data.weight,
        floor=data.floor,
        criteria=[
            Criterion(
                key=criterion.key,
                position=place,
                kind=criterion.kind,
                name=dict(criterion.name),
                guidance=dict(criterion.guidance),
                levels=levels_of(criterion),
                minimum=criterion.minimum,
                maximum=criterion.maximum,
                weight=criterion.weight,
                critical=criterion.critical,
                bonus=criterion.bonus,
                allows_na=criterion.allow_na,
                competency=competencies.get(criterion.competency or ""),
                **details_of(criterion),
            )
            for place, criterion in enumerate(data.criteria)
        ],
    )


def _competencies(data: schema.Rubric) -> dict[str, Competency]:
    """The competencies that the criteria measure; a missing one takes its section's name."""
    known = {row.key: row for row in db.session.scalars(select(Competency))}
    names = {section.key: dict(section.name) for section in data.sections}
    for criterion in data.criteria:
        key = criterion.competency
        if key and key not in known:
            name = names.get(key) or {"en": key.replace("_", " ").capitalize()}
            known[key] = Competency(key=key, name=name, position=len(known))
            db.session.add(known[key])
    return known
