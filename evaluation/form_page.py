"""What every page with a rubric's form shares: what it shows, autosave, and open questions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import flash, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import format_time, ngettext
from flask_babel import gettext as _

from core.clock import now
from core.db import db
from core.i18n import day_and_time
from evaluation import wording
from evaluation.actions import Unanswered
from evaluation.automatic import measured_answers
from evaluation.kept_words import kept_words
from evaluation.refusals import Closed, Refused, Stale
from evaluation.rubrics.adapters import criteria_of, spec_of
from evaluation.rubrics.conditions import visible
from evaluation.rubrics.models import RubricVersion
from evaluation.scoring import Answer
from evaluation.workspace_input import json_object
from transcripts.models import Interaction


def form_of(
    answers: Mapping[str, Answer], version: RubricVersion, interaction: Interaction
) -> dict[str, Any]:
    """What the form needs beside the answers: what was measured, and what is asked."""
    found = measured_answers(version, interaction)
    measured = {key: vars(m) | {"words": wording.measured_words(m)} for key, m in found.items()}
    keys = {criterion.id: criterion.key for criterion in criteria_of(version)}
    known = {keys[key]: Answer(m.points, m.not_applicable) for key, m in found.items()}
    return {"measured": measured, "asked": visible(spec_of(version), {**known, **answers})}


def saved_words(at: datetime) -> str:
    """When a form was saved: today the time is enough."""
    return format_time(at, "HH:mm:ss") if at.date() == now().date() else day_and_time(at)


def autosave(
    keep: Callable[[dict[str, Any]], dict[str, Any]], rubric_id: int
) -> ResponseReturnValue:
    """Keep the JSON of the request and answer what ``keep`` says of it; commits.

    400 for what is no JSON, 422 for what the form does not take, 409 where another tab was faster:
    nothing is overwritten then. Where there is no draft any more, the answer says in words what
    could not be saved, so that nothing is lost.
    """
    try:
        data = json_object(request)
    except Refused as refusal:
        return jsonify(message=str(refusal)), 400
    try:
        answer = keep(data)
    except Stale as stale:
        db.session.rollback()
        return jsonify(message=str(stale), revision=stale.revision, reason="stale"), 409
    except Closed as closed:
        db.session.rollback()
        kept = kept_words(data, rubric_id)
        return jsonify(message=str(closed), reason="closed", kept=kept), 422
    except Refused as refusal:
        db.session.rollback()
        return jsonify(message=str(refusal), reason="refused"), 422
    db.session.commit()
    return jsonify(answer)


def still_open(unanswered: Unanswered) -> dict[int, str]:
    """Say how many questions are open; gives what to say at each."""
    count = len(unanswered.criterion_ids)
    flash(ngettext("%(num)s question is open.", "%(num)s questions are open.", count), "warning")
    return dict.fromkeys(unanswered.criterion_ids, _("This question still needs an answer."))
