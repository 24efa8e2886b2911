"""Writing a plan: the form, the count that follows it, and the plan as a file."""

import json
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import db
from core.i18n import localized
from core.web.access import allowed
from core.web.downloads import json_file
from evaluation.refusals import Refused
from evaluation.rubrics.queries import rubrics_in_use
from evaluation.sampling import evaluators, plans, queries, wording
from evaluation.sampling.documents import FORMAT, Known, plan_from_json
from evaluation.sampling.forms import FrameForm, ImportPlanForm, PlanForm, values_of
from evaluation.sampling.models import SamplingPlan
from evaluation.sampling.plan_page import existing_plan
from evaluation.sampling.plan_settings import PlanSettings
from evaluation.sampling.schedule import period_of
from transcripts.search import choices
from transcripts.wording import CHANNEL_WORDS

LARGEST_FILE = 256 * 1024
Offers = dict[str, list[tuple[str, str]]]


@allowed("sampling.edit")
def new() -> ResponseReturnValue:
    """Write a new plan."""
    return edit_plan(None)


@allowed("sampling.edit")
def edit(plan_id: int) -> ResponseReturnValue:
    """Change a plan; draws that were made keep what they were made by."""
    return edit_plan(existing_plan(plan_id))


def edit_plan(plan: SamplingPlan | None) -> ResponseReturnValue:
    known = plans.known_names()
    stored = values_of(plans.document_of(plan, known)) if plan else {}
    form = PlanForm(data=stored)
    offers = offers_for(known, stored)
    form.offer(offers)
    if form.validate_on_submit():
        try:
            saved = plans.save_plan(current_user, plan, form.document(), known)
        except Refused as refusal:
            db.session.rollback()
            form.form_errors = [*form.form_errors, str(refusal)]
        else:
            db.session.commit()
            flash(_("Saved. This is what it would draw now."), "success")
            return redirect(url_for("sampling.plan", plan_id=saved.id))
    code = 422 if form.is_submitted() else 200
    page = render_template(
        "sampling/edit.html",
        plan=plan,
        form=form,
        offers=offers,
        counted=counted(form, known),
    )
    return page, code


def offers_for(known: Known, stored: dict[str, Any]) -> Offers:
    """What can be ticked and chosen in a whole plan."""
    return frame_offers(known, stored) | {
        "rubric": [(rubric.key, localized(rubric.name)) for rubric in rubrics_in_use()],
        "evaluators": [(user.email, user.display_name) for user in evaluators.everybody()],
    }


def frame_offers(known: Known, stored: dict[str, Any]) -> Offers:
    """What can be ticked of a frame: what occurs here, and what the plan names already."""
    reasons = dict(choices.reasons(current_user)) | {r: r for r in stored.get("reasons", ())}
    languages = dict(choices.languages(current_user)) | {
        code: choices.language_name(code) for code in stored.get("languages", ())
    }
    return {
        "channels": [(name, str(CHANNEL_WORDS[name])) for name in known.channels],
        "teams": [(name, name) for name in known.teams],
        "reasons": sorted(reasons.items()),
        "languages": sorted(languages.items()),
    }


@allowed("sampling.edit")
def count() -> ResponseReturnValue:
    """Say in words what a form would draw from, and how much that is."""
    known = plans.known_names()
    form = FrameForm(request.args, meta={"csrf": False})
    form.offer(frame_offers(known, {}))
    words = counted(form, known) if form.validate() else None
    if words is None:
        return jsonify(message=_("Some of these filters cannot be read.")), 422
    return jsonify(words=words)


def counted(form: FrameForm, known: Known) -> str | None:
    """The frame of a form with its size; None while the form cannot be read."""
    settings = settings_in(form, known)
    if settings is None:
        return None
    period = period_of(settings.schedule, now().date())
    teams = {number: name for name, number in known.teams.items()}
    return _(
        "%(frame)s: %(size)s that nobody has been given yet.",
        frame=wording.frame_words(settings.frame, settings.schedule, teams),
        size=wording.size_words(queries.frame_size(settings.frame, period)),
    )


def settings_in(form: FrameForm, known: Known) -> PlanSettings | None:
    """The frame and schedule that a form says; None where it cannot be read."""
    only_frame = Known({"any": 0}, known.teams, known.evaluators, known.channels)
    document = {"format": FORMAT, "name": "any", "rubric": "any"} | form.frame_and_schedule()
    try:
        return plan_from_json(document, only_frame).settings
    except ValueError:
        return None


@allowed("sampling.read")
def download(plan_id: int) -> ResponseReturnValue:
    """Give a plan as JSON, to keep or to import elsewhere."""
    document = plans.document_of(existing_plan(plan_id))
    return json_file(document, f"sampling-plan-{plan_id}.json")


@allowed("sampling.edit")
def import_plan() -> ResponseReturnValue:
    """Make a plan from a file that ``download`` gave, here or in another centre."""
    form = ImportPlanForm()
    if not form.validate_on_submit():
        flash(_("Choose a file."), "warning")
        return redirect(url_for("sampling.plans"))
    content = form.file.data.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        abort(413)
    try:
        plan = plans.save_plan(current_user, None, json.loads(content))
    except (ValueError, RecursionError, Refused) as mistake:
        db.session.rollback()
        refused = isinstance(mistake, Refused)
        flash(str(mistake) if refused else _("This file is not JSON."), "warning")
        return redirect(url_for("sampling.plans"))
    db.session.commit()
    flash(_("The plan is here. Look at it before it draws."), "success")
    return redirect(url_for("sampling.plan", plan_id=plan.id))
