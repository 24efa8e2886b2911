"""The pages of imports: bring files, look at the columns, follow the report."""

import csv
import io
import json
from collections.abc import Iterator
from typing import cast

from flask import (
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from core.db import db
from core.texts import cell
from core.web.access import allowed
from people.scope import may
from transcripts.formats.fields import KINDS
from transcripts.imports import queries
from transcripts.imports.actions import begin, correct_columns, discard, start_import
from transcripts.imports.forms import FORMS, ImportForm
from transcripts.imports.models import OUTCOMES, Import, ImportRecord
from transcripts.imports.preview import Preview, mapping_from, preview_of, problem_of
from transcripts.imports.wording import FIELD_WORDS, OUTCOME_WORDS, STATE_WORDS, problem_sentence
from transcripts.incoming import IncomingFile, RecordingRefused
from transcripts.intake import forget
from transcripts.wording import place_words, problem_words, reason_words

COLUMNS = ("number", "outcome", "file", "place", "id", "reason", "interaction")


@allowed("interaction.upload")
def imports() -> ResponseReturnValue:
    """Show the latest imports."""
    found = queries.imports_for(current_user)
    return render_template("imports/imports.html", imports=found, states=STATE_WORDS)


@allowed("interaction.upload")
def new_import() -> ResponseReturnValue:
    """Show the place to bring files to."""
    return render_template("imports/new.html", form=offered_form())


def offered_form() -> ImportForm:
    """Return the form with the sources to choose from, of which there is always one."""
    return ImportForm().offer(queries.sources_to_choose())


@allowed("interaction.upload")
def create_import() -> ResponseReturnValue:
    """Keep the files; a table waits until somebody looked at its columns."""
    form = offered_form()
    files = [file for file in request.files.getlist("files") if file.filename]
    if not form.validate() or not files:
        flash(_("Choose at least one file, and a source."), "error")
        return redirect(url_for("imports.new_import"))
    incoming = [IncomingFile(file.stream, file.filename or "") for file in files]
    try:
        import_ = start_import(
            current_user,
            incoming,
            form.chosen_source_id(),
            form=form.form_name.data,
            door="page",
            draft=True,
        )
    except RecordingRefused as error:
        db.session.rollback()
        flash(problem_words(error.code, error.params), "error")
        return redirect(url_for("imports.new_import"))
    db.session.commit()
    if preview_of(import_):
        return redirect(url_for("imports.columns", import_id=import_.id))
    begin(import_)
    db.session.commit()
    return redirect(url_for("imports.report", import_id=import_.id))


def import_or_404(import_id: int) -> Import:
    """Return an import that this person may see, or answer that there is none."""
    found = queries.import_for(current_user, import_id)
    if found is None:
        abort(404)
    return found


@allowed("interaction.upload")
def report(import_id: int) -> ResponseReturnValue:
    """Show how far an import is, and what became of each record."""
    import_ = import_or_404(import_id)
    if import_.is_draft:
        return redirect(url_for("imports.columns", import_id=import_id))
    outcome = request.args.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ""
    page = queries.lines_of(import_, outcome, request.args.get("page", 1, type=int))
    return render_template(
        "imports/report.html",
        report=import_,
        page=page,
        outcome=outcome,
        words=OUTCOME_WORDS,
        states=STATE_WORDS,
        reason_words=reason_words,
        place_words=place_words,
        sentence=sentence(import_),
    )


def sentence(import_: Import) -> str:
    """Say in a line what became of the records so far."""
    parts = [
        ngettext("%(num)s record imported", "%(num)s records imported", import_.imported),
        ngettext("%(num)s was here already", "%(num)s were here already", import_.already),
        ngettext("%(num)s refused", "%(num)s refused", import_.refused),
    ]
    return ", ".join(parts)


@allowed("interaction.upload")
def status(import_id: int) -> ResponseReturnValue:
    """Tell a script how far an import is."""
    import_ = import_or_404(import_id)
    state = str(STATE_WORDS[import_.state])
    if import_.total:
        state = _("%(seen)s of %(total)s records", seen=import_.seen, total=import_.total)
    return jsonify(
        share=import_.share,
        state=sentence(import_) if import_.is_over else state,
        done=import_.state == "done",
        failed=import_.state == "broken",
        url=url_for("imports.report", import_id=import_id),
    )


@allowed("interaction.upload")
def columns(import_id: int) -> ResponseReturnValue:
    """Show what the columns of a draft's table seem to mean, and let somebody correct it."""
    import_ = draft_or_404(import_id)
    kind = request.args.get("kind", "")
    look = preview_of(import_, kind if kind in KINDS else "")
    if look is None:
        abort(404)
    return show_columns(import_, look)


def draft_or_404(import_id: int) -> Import:
    """Return a draft that this person may see, or answer that there is none."""
    import_ = import_or_404(import_id)
    if not import_.is_draft:
        abort(404)
    return import_


def show_columns(import_: Import, look: Preview, problem: str = "") -> ResponseReturnValue:
    """Show the columns with what is wrong, if anything is."""
    if look.problem and not problem:
        problem = problem_sentence(*look.problem)
    page = render_template(
        "imports/columns.html",
        draft=import_,
        look=look,
        problem=problem,
        fields={field: FIELD_WORDS[field] for field in KINDS[look.kind]},
        kinds={kind: FORMS[kind] for kind in KINDS},
        may_remember=may(current_user, "source.edit"),
    )
    return page, 422 if request.method == "POST" else 200


@allowed("interaction.upload")
def confirm(import_id: int) -> ResponseReturnValue:
    """Take the columns as somebody chose them, and begin."""
    kind = request.form.get("kind", "")
    look = preview_of(draft_or_404(import_id), kind) if kind in KINDS else None
    if look is None:
        abort(404)
    import_, known = draft_or_404(import_id), KINDS[kind]
    asked = {c.index: request.form.get(f"column-{c.index}", "") for c in look.columns}
    chosen = {index: field for index, field in asked.items() if field in known}
    header = [column.title for column in look.columns]
    try:
        mapping = mapping_from(chosen, header, kind)
    except ValueError as error:
        words = _("Two columns cannot both be “%(field)s”.", field=FIELD_WORDS[str(error)])
        return show_columns(import_, look, words)
    used = {field: index for index, field in chosen.items()}
    if wrong := problem_of(kind, used):
        return show_columns(import_, look, problem_sentence(*wrong))
    remember = may(current_user, "source.edit") and "remember" in request.form
    correct_columns(current_user, import_, kind, mapping, header, remember=remember)
    begin(import_)
    db.session.commit()
    return redirect(url_for("imports.report", import_id=import_id))


@allowed("interaction.upload")
def drop(import_id: int) -> ResponseReturnValue:
    """Discard a draft with its files."""
    keys = discard(current_user, draft_or_404(import_id))
    db.session.commit()
    forget(keys)
    flash(_("The draft and its files are gone."), "success")
    return redirect(url_for("imports.imports"))


@allowed("interaction.upload")
def download(import_id: int, form: str) -> ResponseReturnValue:
    """Give the whole report as CSV or JSON Lines, as it comes out of the database."""
    import_or_404(import_id)
    if form not in ("csv", "jsonl"):
        abort(404)
    lines = (row_of(line) for line in queries.all_lines(import_id))
    body = as_csv(lines) if form == "csv" else as_json_lines(lines)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/x-ndjson"
    answer = Response(cast(Iterator[str], stream_with_context(body)), content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{import_id}.{form}"'
    return answer


def row_of(line: ImportRecord) -> dict[str, object]:
    """Return one line of the report under the names that programs read."""
    reason = reason_words(line.code, line.params) if line.code else ""
    values = (line.number, line.outcome, line.path, line.place, line.external_id, reason)
    return dict(zip(COLUMNS, (*values, line.interaction_id), strict=True))


def as_csv(rows: Iterator[dict[str, object]]) -> Iterator[str]:
    """Write rows as CSV. A cell that a spreadsheet would take for a formula gets a quote before."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(cell(value) for value in row.values())
        if target.tell() > 1 << 16:
            yield target.getvalue()
            target.seek(0)
            target.truncate()
    yield target.getvalue()


def as_json_lines(rows: Iterator[dict[str, object]]) -> Iterator[str]:
    """Write rows as JSON Lines."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"
