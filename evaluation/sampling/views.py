"""Sampling plans: what a plan would draw, drawing it, and the proof of each draw."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from core.db import db
from core.web.access import allowed
from evaluation.refusals import Refused
from evaluation.sampling import actions, queries
from evaluation.sampling.design import MAX_SEED
from evaluation.sampling.forms import DrawForm
from evaluation.sampling.models import SamplingPlan

blueprint = Blueprint("sampling", __name__)


@blueprint.get("/sampling")
@allowed("sampling.read")
def plans() -> ResponseReturnValue:
    """List the plans with their last draw."""
    return render_template(
        "sampling/plans.html", plans=queries.all_plans(), last_draws=queries.last_draws()
    )


@blueprint.get("/sampling/<int:plan_id>")
@allowed("sampling.read")
def plan(plan_id: int) -> ResponseReturnValue:
    """Show a plan, what it would draw now, and its draws with their proof."""
    found = existing_plan(plan_id)
    seed = request.args.get("seed", type=int)
    if seed is not None and not 0 <= seed <= MAX_SEED:
        abort(400)
    result = actions.preview(found, seed)
    draws = queries.draws_of(found)
    asked = next((row for row in draws if row.id == request.args.get("prove", type=int)), None)
    shown = asked or (draws[0] if draws else None)
    return render_template(
        "sampling/plan.html",
        plan=found,
        result=result,
        agents=queries.agents_named([frame.agent for frame in result.frames]),
        draws=draws,
        shown=shown,
        proof=actions.prove(shown) if shown else None,
        form=DrawForm(seed=result.seed),
    )


@blueprint.post("/sampling/<int:plan_id>/draw")
@allowed("sampling.edit")
def draw(plan_id: int) -> ResponseReturnValue:
    """Draw what the preview showed, and hand it out."""
    found = existing_plan(plan_id)
    form = DrawForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        row = actions.draw(current_user, found, form.seed.data)
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "warning")
        return redirect(url_for("sampling.plan", plan_id=plan_id))
    count = len(queries.picks_of(row))
    db.session.commit()
    words = ngettext(
        "%(num)s review is in the queues.", "%(num)s reviews are in the queues.", count
    )
    flash(_("Drawn.") + " " + words, "success")
    return redirect(url_for("sampling.plan", plan_id=plan_id))


def existing_plan(plan_id: int) -> SamplingPlan:
    """The plan, or 404."""
    return db.get_or_404(SamplingPlan, plan_id)
