"""The upload page: recordings and written records through the same door."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from core.db import db
from core.jobs.models import SOMEBODY_WAITS
from core.web.access import allowed
from core.web.errors import wants_json
from people.models import Agent
from transcripts.actions import ImportReport, import_records, receive_recording
from transcripts.formats.reader import read_stream
from transcripts.forms import UploadForm
from transcripts.imports.actions import start_import
from transcripts.incoming import IncomingFile, RecordingRefused, clean_name, holds_records, title_of
from transcripts.queries import UPLOADS, agents_to_choose, interaction_for, source_named
from transcripts.signers import trusted_signers
from transcripts.wording import problem_words

REASONS_SHOWN = 3
AT_ONCE_BYTES = 256 << 10
STATUS_OF = {"storage_full": 507, "too_long": 413}


@dataclass(frozen=True)
class Answer:
    """What became of one group of files, for the page, the script or the reader."""

    status: int
    message: str
    url: str | None = None
    status_url: str | None = None

    @property
    def accepted(self) -> bool:
        return self.status < 400

    def as_json(self) -> dict[str, str]:
        found = {"message": self.message, "url": self.url, "status_url": self.status_url}
        return {name: value for name, value in found.items() if value}


@allowed("interaction.upload")
def upload() -> ResponseReturnValue:
    """Show the place to drop files on."""
    form = UploadForm().offer(agents_to_choose(current_user))
    settings = current_app.config["SETTINGS"]
    return render_template("transcripts/upload.html", form=form, settings=settings)


@allowed("interaction.upload")
def receive() -> ResponseReturnValue:
    """Take the files: each on its own, or two as one call; answer the script or the reader."""
    form = UploadForm().offer(agents_to_choose(current_user))
    files = [file for file in request.files.getlist("files") if file.filename]
    if not form.validate() or not files:
        return refuse_form(form, _("Choose at least one file."))
    groups = [files] if form.together.data else [[file] for file in files]
    answers = [take_group(group, form) for group in groups]
    if wants_json():
        return answer_script(answers)
    return answer_reader(answers)


def take_group(files: Sequence[FileStorage], form: UploadForm) -> Answer:
    """Take the files of one call, or a file of records, and commit.

    The transaction that loaded the person is let go first: copying files must hold up nobody.
    """
    db.session.rollback()
    try:
        if len(files) == 1 and is_for_later(files[0].stream):
            return start_records(files[0])
        if len(files) == 1 and holds_records(files[0].stream):
            return take_records(files[0])
        return take_recording(files, form)
    except RecordingRefused as error:
        db.session.rollback()
        words = problem_words(error.code, error.params)
        message = f"{error.filename}: {words}" if error.filename else words
        return Answer(STATUS_OF.get(error.code, 422), message)


def take_recording(files: Sequence[FileStorage], form: UploadForm) -> Answer:
    """Receive one call and say where it can be followed."""
    incoming = [IncomingFile(file.stream, file.filename or "") for file in files]
    agent_id = int(form.agent_id.data) if form.agent_id.data else None
    received = receive_recording(
        current_user,
        incoming,
        source=source_named(UPLOADS),
        agent=db.session.get(Agent, agent_id) if agent_id else None,
        agent_channel=int(form.agent_channel.data),
        subject=form.subject.data or title_of([file.filename for file in incoming]),
        priority=SOMEBODY_WAITS,
    )
    db.session.commit()
    number = received.interaction.id
    if interaction_for(current_user, number) is None:
        return Answer(200, _("This recording is here already, with an agent of another team."))
    url = url_for("transcripts.interaction", interaction_id=number)
    if received.already:
        return Answer(200, _("This recording is here already; nothing was added."), url)
    status_url = url_for("transcripts.status", interaction_id=number)
    return Answer(201, _("Received. It is transcribed in the background."), url, status_url)


def is_for_later(stream: IO[bytes]) -> bool:
    """Say whether a file is imported in the background: an archive, or many records.

    The stream is left at its beginning.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    archive = stream.read(4) == b"PK\x03\x04"
    stream.seek(0)
    return archive or (size > AT_ONCE_BYTES and holds_records(stream))


def start_records(file: FileStorage) -> Answer:
    """Start an import of a file and say where it can be followed."""
    source_id = source_named(UPLOADS).id
    incoming = [IncomingFile(file.stream, file.filename or "")]
    import_ = start_import(current_user, incoming, source_id, door="page")
    number = import_.id
    db.session.commit()
    url = url_for("imports.report", import_id=number)
    message = _("Received. It is imported in the background.")
    return Answer(202, message, url, url_for("imports.status", import_id=number))


def take_records(file: FileStorage) -> Answer:
    """Import the written records of a file and say what became of them."""
    stream = cast(BinaryIO, file.stream)
    records = read_stream(clean_name(file.filename or ""), stream, trust=trusted_signers())
    report = import_records(records, source_named(UPLOADS), user=current_user)
    message = report_words(report)
    if not report.interaction_ids:
        return Answer(422 if report.refused else 200, message)
    if len(report.interaction_ids) == 1:
        number = report.interaction_ids[0]
        return Answer(201, message, url_for("transcripts.interaction", interaction_id=number))
    return Answer(201, message, url_for("transcripts.interactions"))


def report_words(report: ImportReport) -> str:
    """Say an import's report in one line, with the first reasons."""
    parts = []
    if report.imported:
        words = ngettext(
            "%(num)s conversation imported", "%(num)s conversations imported", report.imported
        )
        parts.append(words)
    if report.already:
        parts.append(
            ngettext("%(num)s was here already", "%(num)s were here already", report.already)
        )
    if report.refused:
        parts.append(ngettext("%(num)s refused", "%(num)s refused", len(report.refused)))
    parts += [
        f"{refused.place} {refused.reason}".strip() for refused in report.refused[:REASONS_SHOWN]
    ]
    return "; ".join(parts) or _("The file holds no conversation.")


def refuse_form(form: UploadForm, message: str) -> ResponseReturnValue:
    """Show the form again with what is wrong."""
    errors = [str(error) for found in form.errors.values() for error in found]
    words = " ".join(errors) or message
    if wants_json():
        return jsonify(message=words), 422
    flash(words, "error")
    return redirect(url_for("transcripts.upload"))


def answer_script(answers: Sequence[Answer]) -> ResponseReturnValue:
    """Answer the page's script, which sends one group at a time."""
    if len(answers) == 1:
        return jsonify(answers[0].as_json()), answers[0].status
    results = [answer.as_json() | {"status": answer.status} for answer in answers]
    return jsonify(message=" ".join(a.message for a in answers), results=results), 207


def answer_reader(answers: Sequence[Answer]) -> ResponseReturnValue:
    """Answer a form that was sent without the script."""
    for answer in answers:
        flash(answer.message, "success" if answer.accepted else "error")
    if len(answers) == 1 and answers[0].url:
        return redirect(answers[0].url)
    accepted = any(answer.accepted for answer in answers)
    return redirect(url_for("transcripts.interactions" if accepted else "transcripts.upload"))
