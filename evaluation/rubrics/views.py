"""Rubrics and their versions: reading them, and taking one along as JSON."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from core.clock import now
from core.web.access import allowed
from core.web.downloads import json_file
from core.web.ids import row_id
from evaluation.rubrics import builder_page, publish_page, queries
from evaluation.rubrics.adapters import document_of
from evaluation.rubrics.builder_words import METRICS
from evaluation.rubrics.models import RubricVersion

blueprint = Blueprint("rubrics", __name__)


@blueprint.get("/rubrics")
@allowed("rubric.read")
def rubrics() -> ResponseReturnValue:
    """List what the centre calls good service."""
    return render_template("rubrics/rubrics.html", rubrics=queries.all_rubrics())


@blueprint.get("/rubrics/<int:rubric_id>")
@allowed("rubric.read")
def rubric(rubric_id: int) -> ResponseReturnValue:
    """Show one version of a rubric as people read it; ``?version=`` names an older one."""
    rubric = queries.rubric_with_versions(rubric_id)
    if rubric is None:
        abort(404)
    if not rubric.versions:  # so far it is only a draft
        return render_template("rubrics/unpublished.html", rubric=rubric)
    version = asked_version(rubric_id)
    return render_template(
        "rubrics/rubric.html", version=version, rubric=rubric, now=now, metrics=METRICS
    )


@blueprint.get("/rubrics/<int:rubric_id>/download")
@allowed("rubric.read")
def download(rubric_id: int) -> ResponseReturnValue:
    """Give a version as JSON, to keep or to import elsewhere."""
    version = asked_version(rubric_id)
    return json_file(document_of(version), f"{version.rubric.key}-v{version.number}.json")


def asked_version(rubric_id: int) -> RubricVersion:
    """The version that the address names, else the one in use, else the first; 404 without one."""
    number = request.args.get("version", type=row_id)
    if number is not None:
        version = queries.version_numbered(rubric_id, number)
    else:
        version = queries.version_in_use(rubric_id) or queries.version_numbered(rubric_id, 1)
    if version is None:
        abort(404)
    return version


ONE = "/rubrics/<int:rubric_id>"
for rule, view, methods in (
    ("/rubrics/new", builder_page.create, ["POST"]),
    ("/rubrics/import", publish_page.bring, ["POST"]),
    (f"{ONE}/edit", builder_page.edit, ["GET"]),
    (f"{ONE}/edit/save", builder_page.save, ["POST"]),
    (f"{ONE}/edit/try", builder_page.try_form, ["POST"]),
    (f"{ONE}/edit/plain", builder_page.plain, ["POST"]),
    (f"{ONE}/edit/discard", builder_page.discard, ["POST"]),
    (f"{ONE}/edit/download", publish_page.draft_download, ["GET"]),
    (f"{ONE}/publish", publish_page.check, ["GET"]),
    (f"{ONE}/publish", publish_page.publish, ["POST"]),
    (f"{ONE}/compare", publish_page.compare, ["GET"]),
):
    blueprint.add_url_rule(rule, view_func=view, methods=methods)
