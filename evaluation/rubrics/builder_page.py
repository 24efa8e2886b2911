"""The builder: the next version of a rubric, with the form beside it, saved as one types."""

import json
from typing import Any, get_args

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from core.db import db
from core.i18n import current_language, day_and_time
from core.web.access import allowed
from evaluation.refusals import Refused, Stale
from evaluation.rubrics import drafting, queries
from evaluation.rubrics.builder_words import METRICS, words
from evaluation.rubrics.conditions import visible
from evaluation.rubrics.mistake_words import mistake_words, words_of_mistakes
from evaluation.rubrics.models import Competency, Rubric
from evaluation.rubrics.parts import Metric, band_at
from evaluation.rubrics.plain_form import apply_plain_form
from evaluation.rubrics.reading import Place
from evaluation.rubrics.schema import rubric_from_json
from evaluation.scoring import Answer, missing_answers, score_evaluation
from evaluation.workspace_input import json_object
from people.models import User


def rubric_or_404(rubric_id: int) -> Rubric:
    """A rubric with its versions and its draft, else 404."""
    rubric = queries.rubric_with_versions(rubric_id)
    if rubric is None:
        abort(404)
    return rubric


@allowed("rubric.edit")
def create() -> ResponseReturnValue:
    """Begin a rubric under a name."""
    name = request.form.get("name", "").strip()[:120]
    if not name:
        flash(_("Give the rubric a name."), "error")
        return redirect(url_for("rubrics.rubrics"))
    document = drafting.starter_document(name, current_language())
    try:
        draft = drafting.new_rubric(current_user, document)
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(url_for("rubrics.rubrics"))
    db.session.commit()
    return redirect(url_for("rubrics.edit", rubric_id=draft.rubric_id))


@allowed("rubric.edit")
def edit(rubric_id: int) -> ResponseReturnValue:
    """Show the builder on the draft, or on the newest version while nothing has changed."""
    rubric = rubric_or_404(rubric_id)
    document, based_on = drafting.document_to_edit(rubric)
    draft = rubric.draft
    competencies = db.session.scalars(select(Competency).order_by(Competency.position))
    return render_template(
        "rubrics/builder.html",
        rubric=rubric,
        draft=draft,
        based_on=based_on,
        document=document,
        number=1 + max((version.number for version in rubric.versions), default=0),
        mistakes=words_of_mistakes(document),
        data={
            "document": document,
            "revision": draft.revision if draft else 0,
            "locked": draft.locked if draft else [],
            "language": current_language(),
            "competencies": [{"key": c.key, "name": c.name} for c in competencies],
            "metrics": [{"key": key, "name": str(METRICS[key])} for key in get_args(Metric)],
            "words": words(),
        },
    )


def posted_object() -> dict[str, Any]:
    """The JSON object that was posted; 400 for anything else."""
    try:
        return json_object(request)
    except Refused:
        abort(400)


@allowed("rubric.edit")
def save(rubric_id: int) -> ResponseReturnValue:
    """Keep the draft as it stands. 409 where somebody was faster; nothing is overwritten then."""
    rubric = db.get_or_404(Rubric, rubric_id)
    data = posted_object()
    revision, locked = data.get("revision"), data.get("locked", [])
    if type(revision) is not int or not isinstance(locked, list):
        abort(400)
    try:
        draft = drafting.save_draft(
            current_user, rubric, revision, data.get("document"), [str(k)[:80] for k in locked]
        )
    except Stale as stale:
        db.session.rollback()
        return jsonify(message=str(stale), revision=stale.revision, by=saved_by(rubric_id)), 409
    except Refused as refusal:
        db.session.rollback()
        return jsonify(message=str(refusal)), 422
    answer = {
        "revision": draft.revision,
        "saved_at": day_and_time(draft.saved_at),
        "mistakes": words_of_mistakes(draft.document),
    }
    db.session.commit()
    return jsonify(answer)


def saved_by(rubric_id: int) -> str:
    """Who saved the draft last, and when."""
    draft = rubric_or_404(rubric_id).draft
    if draft is None:
        return ""
    who = db.session.get(User, draft.saved_by_id) if draft.saved_by_id else None
    return _("%(name)s, %(when)s", name=who.name if who else "–", when=day_and_time(draft.saved_at))


@allowed("rubric.edit")
def try_form(rubric_id: int) -> ResponseReturnValue:
    """Score the answers of the preview: the same rules as in a review. Stores nothing."""
    db.get_or_404(Rubric, rubric_id)
    data = posted_object()
    try:
        drafting.check_document(data.get("document"))
        answers = _preview_answers(Place.root(data.get("answers"), "answers"))
    except ValueError as mistake:
        return jsonify(message=mistake_words(mistake)), 422
    try:
        rubric = rubric_from_json(data["document"])
        known = {c.key for c in rubric.criteria}
        answers = {key: answer for key, answer in answers.items() if key in known}
        spec = rubric.spec()
        score = score_evaluation(spec, answers)
    except ValueError as mistake:  # usual while somebody writes
        return jsonify(settled=False, message=mistake_words(mistake))
    band = band_at(rubric.bands, score.band)
    return jsonify(
        settled=True,
        visible=sorted(visible(rubric, answers)),
        missing=len(missing_answers(spec, answers)),
        quality=score.quality,
        composite=score.composite,
        unadjusted=score.unadjusted,
        sections=score.section_scores,
        floors_missed=list(score.floors_missed),
        critical_failed=list(score.critical_failed),
        band=dict(band.name) if band else None,
    )


def _preview_answers(place: Place) -> dict[str, Answer]:
    """`{key: number or "na"}` as answers."""
    return {
        key: Answer(not_applicable=True) if value == "na" else Answer(place.number(key))
        for key, value in place.fields.items()
    }


@allowed("rubric.edit")
def plain(rubric_id: int) -> ResponseReturnValue:
    """Take names and weights from a plain form, for browsers without scripts."""
    rubric = rubric_or_404(rubric_id)
    document, _based_on = drafting.document_to_edit(rubric)
    document = json.loads(json.dumps(document))
    try:
        apply_plain_form(document, request.form, current_language())
        drafting.save_draft(
            current_user, rubric, request.form.get("revision", -1, type=int), document, []
        )
    except ValueError as mistake:
        db.session.rollback()
        flash(mistake_words(mistake), "error")
    else:
        db.session.commit()
        flash(_("Saved as a draft."), "success")
    return redirect(url_for("rubrics.edit", rubric_id=rubric_id))


@allowed("rubric.edit")
def discard(rubric_id: int) -> ResponseReturnValue:
    """Drop the draft."""
    rubric = rubric_or_404(rubric_id)
    stays = bool(rubric.versions)
    drafting.discard_draft(current_user, rubric)
    db.session.commit()
    flash(_("The draft was dropped."), "success")
    if stays:
        return redirect(url_for("rubrics.rubric", rubric_id=rubric_id))
    return redirect(url_for("rubrics.rubrics"))
