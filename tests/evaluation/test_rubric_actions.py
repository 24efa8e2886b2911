"""Rubrics come in as JSON, go out the same, and never change once they have been used."""

import json

import pytest
from sqlalchemy import delete, func, select, update

from core.db import db
from evaluation.rubrics import schema
from evaluation.rubrics.actions import import_rubric, install_default_rubric, mark_used, publish
from evaluation.rubrics.adapters import criteria_of, document_of, spec_of
from evaluation.rubrics.freeze import FrozenVersion
from evaluation.rubrics.models import Competency, Criterion, Rubric, RubricVersion, Section
from evaluation.rubrics.queries import version_in_use, whole_version
from people.models import AuditEvent
from tests.evaluation.factories import make_version, small_rubric
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("app")


def test_the_default_rubric_is_installed_once():
    first = install_default_rubric()
    again = install_default_rubric()

    assert again.id == first.id
    assert db.session.scalar(select(func.count()).select_from(Rubric)) == 1
    assert first.published_at is not None
    keys = set(db.session.scalars(select(Competency.key)))
    assert {"product_knowledge", "probing", "empathy", "adaptability", "compliance"} <= keys


def test_the_default_rubric_comes_out_as_it_went_in():
    document = json.loads(schema.DEFAULT_RUBRIC.read_text(encoding="utf-8"))
    version = install_default_rubric()
    db.session.expire_all()

    assert document_of(whole_version(version.id)) == schema.rubric_to_json(
        schema.rubric_from_json(document)
    )


def test_the_rows_score_as_the_document_does():
    document = small_rubric()
    assert spec_of(make_version(document)) == schema.rubric_from_json(document).spec()


def test_importing_again_makes_the_next_version_and_only_publishing_lets_it_be_used():
    lead = make_user("qa_lead")
    first = publish(lead, import_rubric(lead, small_rubric()))
    second = import_rubric(lead, small_rubric(quality_floor=60))

    assert (first.number, second.number) == (1, 2)
    assert second.rubric_id == first.rubric_id
    assert version_in_use(first.rubric_id).id == first.id
    publish(lead, second)
    db.session.flush()
    assert version_in_use(first.rubric_id).id == second.id


def test_imports_and_publications_are_in_the_audit_trail():
    lead = make_user("qa_lead")
    publish(lead, import_rubric(lead, small_rubric()))
    db.session.flush()
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.user_id == lead.id))
    assert list(verbs) == ["rubric.imported", "rubric.published"]


def test_a_mistake_in_the_document_is_named_and_nothing_is_made():
    with pytest.raises(ValueError, match="quality_weight and speed_weight must reach 100"):
        import_rubric(None, small_rubric(quality_weight=90))
    assert db.session.scalar(select(func.count()).select_from(Rubric)) == 0


def test_marking_a_version_used_keeps_the_first_time():
    version = make_version()
    mark_used(version)
    first = version.used_at
    mark_used(version)
    assert version.used_at == first
    assert version.is_frozen


@pytest.fixture
def used() -> RubricVersion:
    version = make_version()
    mark_used(version)
    db.session.commit()
    return version


def test_a_used_version_cannot_change(used):
    used.quality_floor = 10
    with pytest.raises(FrozenVersion):
        db.session.flush()


def test_nor_can_its_sections(used):
    used.sections[0].weight = 50
    with pytest.raises(FrozenVersion):
        db.session.flush()


def test_nor_can_its_criteria(used):
    criteria_of(used)[0].guidance = {"en": "Something else"}
    with pytest.raises(FrozenVersion):
        db.session.flush()


def test_no_criterion_can_be_added_to_it(used):
    used.sections[0].criteria.append(
        Criterion(key="new", position=9, kind="yes_no", name={"en": "New"}, weight=0)
    )
    with pytest.raises(FrozenVersion):
        db.session.flush()


def test_no_criterion_can_be_taken_from_it(used):
    db.session.delete(criteria_of(used)[0])
    with pytest.raises(FrozenVersion):
        db.session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        update(Criterion).values(weight=1),
        update(Section).values(weight=1),
        update(RubricVersion).values(quality_floor=1),
        delete(Criterion),
    ],
)
def test_nor_in_bulk(used, statement):
    with pytest.raises(FrozenVersion):
        db.session.execute(statement)


def test_a_draft_version_may_still_change():
    version = make_version()
    criteria_of(version)[0].guidance = {"en": "Better words"}
    db.session.flush()
    assert criteria_of(version)[0].guidance == {"en": "Better words"}
