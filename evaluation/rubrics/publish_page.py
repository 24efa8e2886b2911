"""Before a draft is published: what changes, how past reviews would have scored, and from when."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import db
from core.web.access import allowed
from core.web.downloads import json_file
from core.web.ids import row_id
from evaluation.refusals import Refused
from evaluation.rubrics import drafting, queries
from evaluation.rubrics.adapters import document_of
from evaluation.rubrics.builder_page import rubric_or_404
from evaluation.rubrics.difference_words import sentence
from evaluation.rubrics.differences import Difference, differences
from evaluation.rubrics.mistake_words import mistake_words, words_of_mistakes
from evaluation.rubrics.models import RubricVersion
from evaluation.rubrics.past import past_reviews
from evaluation.rubrics.schema import Rubric, rubric_from_json
from evaluation.rubrics.trial import try_on

FURTHEST = timedelta(days=366)


def in_words(found: list[Difference]) -> list[tuple[str, bool]]:
    """Each difference as a sentence, and whether it can move scores."""
    return [(sentence(difference), difference.moves_scores) for difference in found]


@allowed("rubric.edit")
def check(rubric_id: int) -> ResponseReturnValue:
    """Show what publishing the draft would change."""
    rubric = rubric_or_404(rubric_id)
    if rubric.draft is None:
        flash(_("There is no draft to publish."), "warning")
        return redirect(url_for("rubrics.rubric", rubric_id=rubric_id))
    document, mistakes = rubric.draft.document, words_of_mistakes(rubric.draft.document)
    in_use = queries.version_in_use(rubric_id)
    changes: list[Difference] = []
    read: Rubric | None = None
    if not mistakes:
        read = rubric_from_json(document)
        if in_use:
            changes = differences(document_of(in_use), document)
    return render_template(
        "rubrics/publish.html",
        rubric=rubric,
        draft=rubric.draft,
        in_use=in_use,
        mistakes=mistakes,
        changes=in_words(changes),
        trial=try_on(read, past_reviews(rubric_id, read)) if read else None,
        names={criterion.key: criterion.name for criterion in read.criteria} if read else {},
        band_names={band.lower: band.name for band in read.bands} if read else {},
        today=now().astimezone(_zone()).date(),
    )


@allowed("rubric.edit")
def publish(rubric_id: int) -> ResponseReturnValue:
    """Make the draft the next version, from the day that was chosen and confirmed."""
    rubric = rubric_or_404(rubric_id)
    back = redirect(url_for("rubrics.check", rubric_id=rubric_id))
    if request.form.get("confirm") != "yes":
        flash(_("Confirm that new reviews will follow this version."), "error")
        return back
    try:
        at = _first_moment(request.form.get("date", ""))
        revision = request.form.get("revision", -1, type=int)
        version = drafting.publish_draft(current_user, rubric, revision, at)
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return back
    except ValueError as mistake:
        db.session.rollback()
        flash(_("Not published: %(mistake)s", mistake=mistake_words(mistake)), "error")
        return back
    db.session.commit()
    flash(_("Version %(number)s is published.", number=version.number), "success")
    return redirect(url_for("rubrics.rubric", rubric_id=rubric_id, version=version.number))


def _zone() -> ZoneInfo:
    return ZoneInfo(str(get_timezone() or "UTC"))


def _first_moment(text: str) -> datetime | None:
    """The beginning of the chosen day for this reader; None for today or no day."""
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Refused(_("That is not a date.")) from None
    today = now().astimezone(_zone()).date()
    if day < today:
        raise Refused(_("A version cannot come into force in the past."))
    if day > today + FURTHEST:
        raise Refused(_("That date is more than a year away."))
    if day == today:
        return None
    return datetime.combine(day, time(), _zone()).astimezone(UTC)


@allowed("rubric.edit")
def draft_download(rubric_id: int) -> ResponseReturnValue:
    """Give the draft as JSON, as it stands."""
    rubric = rubric_or_404(rubric_id)
    if rubric.draft is None:
        abort(404)
    return json_file(rubric.draft.document, f"{rubric.key}-draft.json")


@allowed("rubric.edit")
def bring() -> ResponseReturnValue:
    """Take a rubric from a JSON file as a draft: of a new rubric, or of the one that is named."""
    rubric_id = request.form.get("rubric_id", type=row_id)
    rubric = rubric_or_404(rubric_id) if rubric_id else None
    back = url_for("rubrics.rubric", rubric_id=rubric_id) if rubric else url_for("rubrics.rubrics")
    try:
        document = _posted_document()
        if rubric is None:
            draft = drafting.new_rubric(current_user, document)
        else:
            revision = rubric.draft.revision if rubric.draft else 0
            draft = drafting.save_draft(current_user, rubric, revision, document, [])
    except ValueError as mistake:
        db.session.rollback()
        flash(_("Not imported: %(mistake)s", mistake=mistake_words(mistake)), "error")
        return redirect(back)
    db.session.commit()
    flash(_("Imported as a draft. Nothing changes for reviews until it is published."), "success")
    return redirect(url_for("rubrics.edit", rubric_id=draft.rubric_id))


def _posted_document() -> Any:
    """The document of the posted file, checked. Raises ValueError that says what is wrong."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused(_("Choose a file."))
    raw = file.stream.read(4 * drafting.LARGEST + 1)
    if len(raw) > 4 * drafting.LARGEST:
        raise Refused(_("That rubric is too large."))
    try:
        document = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused(_("The file is not JSON.")) from None
    drafting.check_document(document)
    rubric_from_json(document)
    return document


@allowed("rubric.read")
def compare(rubric_id: int) -> ResponseReturnValue:
    """Show the differences between two versions in words."""
    rubric = rubric_or_404(rubric_id)
    numbers = [version.number for version in rubric.versions]
    if not numbers:
        abort(404)
    later = _version(rubric_id, request.args.get("to", numbers[-1], type=int))
    earlier = _version(rubric_id, request.args.get("from", max(1, later.number - 1), type=int))
    found = in_words(differences(document_of(earlier), document_of(later)))
    return render_template(
        "rubrics/compare.html", rubric=rubric, earlier=earlier, later=later, changes=found
    )


def _version(rubric_id: int, number: int) -> RubricVersion:
    version = queries.version_numbered(rubric_id, number) if 0 < number < 2**31 else None
    if version is None:
        abort(404)
    return version
