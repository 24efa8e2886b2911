"""Imports by the API: files in, a report out. The work is done in the background."""

from itertools import islice
from typing import Any

from flask import abort, jsonify, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.web.access import allowed
from core.web.api import refuse
from transcripts.formats.detect import CHOICES
from transcripts.formats.values import clean
from transcripts.imports.actions import start_import
from transcripts.imports.models import Import
from transcripts.imports.queries import import_for, refused_lines
from transcripts.incoming import IncomingFile, RecordingRefused, clean_name
from transcripts.queries import source_named
from transcripts.schemas import MAX_FILES, MAX_REFUSED
from transcripts.wording import problem_words, reason_words

DEFAULT_SOURCE = "Imports"


@allowed("interaction.upload")
def create_import() -> ResponseReturnValue:
    """Keep files of any known format, and queue their import."""
    if request.mimetype != "multipart/form-data":
        refuse(415, _("Send the files as multipart/form-data."))
    db.session.rollback()  # receiving files must hold up nobody
    files = [IncomingFile(file.stream, clean_name(file.filename or "")) for file in sent_files()]
    form = request.form.get("format", "auto")
    if form not in CHOICES:
        wrong = {"parameter": "format", "detail": ", ".join(CHOICES)}
        refuse(422, _("A parameter is not right."), wrong)
    name = clean(request.form.get("source", DEFAULT_SOURCE))
    if not 0 < len(name) <= 120:
        wrong = {"parameter": "source", "detail": "1-120"}
        refuse(422, _("A parameter is not right."), wrong)
    source = source_named(name)
    db.session.flush()
    try:
        import_ = start_import(current_user, files, source.id, form=form, door="api")
    except RecordingRefused as error:
        db.session.rollback()
        refuse(507 if error.code == "storage_full" else 422, problem_words(error.code))
    db.session.commit()
    answer = make_response(jsonify(in_words(import_)), 202)
    answer.headers["Location"] = address_of(import_)
    return answer


def sent_files() -> list[Any]:
    """Return the files of this request; ends it with 422 where there are none, or too many."""
    files = request.files.getlist("files")
    if not 0 < len(files) <= MAX_FILES:
        wrong = {"parameter": "files", "detail": f"1-{MAX_FILES}"}
        refuse(422, _("Send one file or several as “files”."), wrong)
    return files


@allowed("interaction.upload")
def get_import(import_id: int) -> ResponseReturnValue:
    """Say how far an import is, and which records were refused."""
    import_ = import_for(current_user, import_id)
    if import_ is None:
        abort(404)
    return jsonify(in_words(import_))


def address_of(import_: Import) -> str:
    """The address of an import in the API."""
    return url_for("api.get_import", import_id=import_.id)


def in_words(import_: Import) -> dict[str, Any]:
    """An import as a program reads it."""
    answer = {
        "id": import_.id,
        "source": import_.source.name,
        "state": import_.state,
        "progress": import_.share,
        "imported": import_.imported,
        "already": import_.already,
        "refused_count": import_.refused,
        "problem": import_.problem,
        "url": address_of(import_),
    }
    lines = islice(refused_lines(import_.id), MAX_REFUSED)
    refused = [
        {"path": line.path, "place": line.place, "reason": reason_words(line.code, line.params)}
        for line in lines
    ]
    return answer | {"refused": refused}
