"""Rubrics and their versions: reading them, and taking one along as JSON."""

import json

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from core.web.access import allowed
from core.web.ids import row_id
from evaluation.rubrics import queries
from evaluation.rubrics.adapters import document_of
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
    version = asked_version(rubric_id)
    versions = queries.rubric_with_versions(rubric_id)
    return render_template("rubrics/rubric.html", version=version, rubric=versions)


@blueprint.get("/rubrics/<int:rubric_id>/download")
@allowed("rubric.read")
def download(rubric_id: int) -> ResponseReturnValue:
    """Give a version as JSON, to keep or to import elsewhere."""
    version = asked_version(rubric_id)
    text = json.dumps(document_of(version), ensure_ascii=False, indent=2) + "\n"
    name = f"{version.rubric.key}-v{version.number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, content_type="application/json; charset=utf-8", headers=headers)


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
