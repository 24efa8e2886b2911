"""Rubrics out to a file and in again by commands."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from core.db import db
from evaluation.rubrics.cli import export_rubric, import_
from evaluation.rubrics.models import Rubric, RubricVersion
from tests.evaluation.factories import make_version, small_rubric

pytestmark = pytest.mark.database


@pytest.fixture
def run(app):
    def call(command, *arguments: str):
        return CliRunner().invoke(command, list(arguments), obj=lambda: app)

    return call


def test_what_was_exported_is_imported_as_the_same(run, tmp_path):
    make_version(small_rubric(quality_floor=55))
    db.session.commit()
    file = tmp_path / "small.json"
    assert run(export_rubric, "small", "--out", str(file)).exit_code == 0
    made = run(import_, str(file), "--key", "copy", "--publish", "--json")
    assert json.loads(made.output) == {"key": "copy", "version": 1, "published": True}
    again = run(export_rubric, "copy")
    assert json.loads(again.output) == json.loads(file.read_text(encoding="utf-8"))


def test_an_unknown_rubric_and_version_are_refused(run):
    make_version()
    db.session.commit()
    assert "no rubric 'large'; there is: small" in run(export_rubric, "large").output
    missing = run(export_rubric, "small", "--version", "9")
    assert missing.exit_code == 1
    assert "no such version" in missing.output


def test_every_mistake_is_named_by_its_place_and_nothing_is_made(run, tmp_path):
    document = small_rubric()
    for criterion in document["sections"][0]["criteria"]:
        criterion["name"] = {}
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    found = run(import_, str(file))
    assert found.exit_code == 1
    assert "rubric.sections[0].criteria[0]: name" in found.output
    assert "rubric.sections[0].criteria[1]: name" in found.output
    file.write_text("{", encoding="utf-8")
    assert "not JSON" in run(import_, str(file)).output
    assert db.session.scalar(select(Rubric)) is None


def test_an_import_without_publishing_changes_nothing_for_reviews(run, tmp_path):
    make_version()
    db.session.commit()
    file = tmp_path / "next.json"
    file.write_text(json.dumps(small_rubric()), encoding="utf-8")
    assert "version 2" in run(import_, str(file), "--key", "small").output
    versions = db.session.scalars(select(RubricVersion).order_by(RubricVersion.number)).all()
    assert [v.published_at is not None for v in versions] == [True, False]
