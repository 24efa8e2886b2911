"""Reads about rubrics. Each takes the same number of queries however large the rubric is."""

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import selectinload

from core.clock import now
from core.db import db
from evaluation.rubrics.models import Criterion, Rubric, RubricVersion, Section

WHOLE_VERSION = (
    selectinload(RubricVersion.rubric),
    selectinload(RubricVersion.sections)
    .selectinload(Section.criteria)
    .selectinload(Criterion.competency),
)


def all_rubrics() -> list[Rubric]:
    """All rubrics with their versions and questions, for the list."""
    return list(
        db.session.scalars(
            select(Rubric)
            .order_by(Rubric.id)
            .options(
                selectinload(Rubric.draft),
                selectinload(Rubric.versions)
                .selectinload(RubricVersion.sections)
                .selectinload(Section.criteria),
            )
        )
    )


def rubric_with_versions(rubric_id: int) -> Rubric | None:
    """One rubric with the numbers of its versions."""
    return db.session.scalar(
        select(Rubric)
        .where(Rubric.id == rubric_id)
        .options(selectinload(Rubric.versions), selectinload(Rubric.draft))
    )


def whole_version(version_id: int) -> RubricVersion:
    """One version with every section and question; raises NoResultFound where there is none."""
    return db.session.scalars(_whole().where(RubricVersion.id == version_id)).one()


def version_numbered(rubric_id: int, number: int) -> RubricVersion | None:
    """One version of a rubric by its number."""
    return db.session.scalar(
        _whole().where(RubricVersion.rubric_id == rubric_id, RubricVersion.number == number)
    )


def is_in_force() -> ColumnElement[bool]:
    """The condition on RubricVersion: published, and not only announced for a later day."""
    return RubricVersion.published_at <= now()


def is_in_use() -> ColumnElement[bool]:
    """The condition on Rubric: it has a version that is in force."""
    return Rubric.versions.any(is_in_force())


def rubrics_in_use() -> list[Rubric]:
    """The rubrics that have a version in force."""
    return list(db.session.scalars(select(Rubric).where(is_in_use()).order_by(Rubric.id)))


def version_in_use(rubric_id: int) -> RubricVersion | None:
    """The newest version that is in force: the one that new reviews follow."""
    return db.session.scalar(
        _whole()
        .where(RubricVersion.rubric_id == rubric_id, is_in_force())
        .order_by(RubricVersion.number.desc())
        .limit(1)
    )


def newest_version(rubric_id: int) -> RubricVersion | None:
    """The version with the highest number, published or not: the one to go on from."""
    return db.session.scalar(
        _whole()
        .where(RubricVersion.rubric_id == rubric_id)
        .order_by(RubricVersion.number.desc())
        .limit(1)
    )


def _whole() -> Select[RubricVersion]:
    return select(RubricVersion).options(*WHOLE_VERSION)
