"""The ladders: reading them, editing them, and carrying them in and out as files."""

import json

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from coaching.careers import actions, queries
from coaching.careers.forms import MOST_FILE_BYTES, ImportForm, NewPathForm, stage_form
from coaching.careers.models import CareerPath, Stage
from coaching.careers.path_file import (
    PathDocument,
    PathFileError,
    StageDocument,
    read_path,
    write_path,
)
from coaching.careers.wording import file_error_words
from core.db import db
from core.web.access import allowed
from evaluation.refusals import Refused
from people.scope import may
from scorecards.queries import competencies


@allowed("path.read")
def paths() -> ResponseReturnValue:
    """Show every ladder, with the people on each stage for those who may see others."""
    found = queries.all_paths()
    sees_people = may(current_user, "team.read")
    return render_template(
        "careers/paths.html",
        paths=found,
        ordered=queries.ordered,
        sees_people=sees_people,
        people=queries.people_by_stage(current_user, found) if sees_people else {},
        import_form=ImportForm(formdata=None),
    )


def path_or_404(path_id: int) -> CareerPath:
    """The path with this id."""
    return queries.path_by_id(path_id) or abort(404)


def stage_or_404(stage_id: int) -> Stage:
    """The stage with this id."""
    return queries.stage_by_id(stage_id) or abort(404)


def to_paths(said: str, category: str = "success") -> ResponseReturnValue:
    """Go back to the ladders with a message."""
    flash(said, category)
    return redirect(url_for("careers.paths"))


def refused(refusal: Refused) -> ResponseReturnValue:
    """Undo what was begun, go back and say why."""
    db.session.rollback()
    return to_paths(str(refusal), "error")


@allowed("path.edit")
def new_path() -> ResponseReturnValue:
    """Create a path with its first stage."""
    form = NewPathForm()
    if form.validate_on_submit():
        first = StageDocument({"en": (form.first_stage.data or "").strip()}, {}, 0, (), {})
        document = PathDocument(form.key.data or "", form.texts("name"), (first,))
        try:
            actions.create_path(current_user, document)
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            form.key.errors = [str(refusal)]
        else:
            return to_paths(_("The path is there. Add the stages above its first one."))
    return render_template("careers/form.html", form=form, title=_("New path"))


@allowed("path.edit")
def new_stage(path_id: int) -> ResponseReturnValue:
    """Add a stage above the highest one."""
    path = path_or_404(path_id)
    form = stage_form(competencies())
    if form.validate_on_submit():
        actions.add_stage(current_user, path, form.document())
        db.session.commit()
        return to_paths(_("The stage is there."))
    return render_template("careers/form.html", form=form, title=_("New stage"))


@allowed("path.edit")
def edit_stage(stage_id: int) -> ResponseReturnValue:
    """Change what a stage is called and asks for."""
    stage = stage_or_404(stage_id)
    form = stage_form(competencies(), stage)
    if form.validate_on_submit():
        actions.change_stage(current_user, stage, form.document())
        db.session.commit()
        return to_paths(_("Saved."))
    return render_template("careers/form.html", form=form, title=_("Change a stage"), stage=stage)


@allowed("path.edit")
def raise_stage(stage_id: int) -> ResponseReturnValue:
    """Move a stage one step up."""
    actions.raise_stage(current_user, stage_or_404(stage_id))
    db.session.commit()
    return to_paths(_("Moved."))


@allowed("path.edit")
def remove_stage(stage_id: int) -> ResponseReturnValue:
    """Take a stage out that nobody stands on."""
    try:
        actions.remove_stage(current_user, stage_or_404(stage_id))
        db.session.commit()
    except Refused as refusal:
        return refused(refusal)
    return to_paths(_("The stage is gone."))


@allowed("path.edit")
def install_default() -> ResponseReturnValue:
    """Begin with the path that Rubrica brings."""
    try:
        actions.install_default_path(current_user)
        db.session.commit()
    except PathFileError:
        db.session.rollback()
        return to_paths(_("A rubric with the four attributes comes first."), "warning")
    return to_paths(_("The path is there. Make it yours."))


@allowed("path.read")
def export(path_id: int) -> ResponseReturnValue:
    """Download a path as a file."""
    path = path_or_404(path_id)
    text = json.dumps(write_path(actions.path_document(path)), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="path-{path.key}.json"'}
    return Response(text + "\n", content_type="application/json", headers=headers)


@allowed("path.edit")
def import_path() -> ResponseReturnValue:
    """Take in a path from a file."""
    form = ImportForm()
    if not form.validate_on_submit():
        return to_paths(_("Choose a file first."), "error")
    raw = form.file.data.read(MOST_FILE_BYTES + 1)
    if len(raw) > MOST_FILE_BYTES:
        return to_paths(_("That file is too large for a path."), "error")
    try:
        document = read_path(json.loads(raw), actions.competencies_by_key())
        actions.create_path(current_user, document)
        db.session.commit()
    except PathFileError as error:
        return to_paths(file_error_words(error), "error")
    except Refused as refusal:
        return refused(refusal)
    except (ValueError, RecursionError):
        return to_paths(_("This is not JSON."), "error")
    return to_paths(_("The path is there."))
