"""The pages of plans: all of them, what one would draw, drawing, and the proof of a draw."""

import math

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from core.db import db
from core.web.access import allowed
from evaluation.refusals import Refused
from evaluation.sampling import actions, drawing, proving, queries, wording
from evaluation.sampling.design import MAX_SEED
from evaluation.sampling.evaluators import teams
from evaluation.sampling.forms import DrawForm, ImportPlanForm
from evaluation.sampling.models import SamplingPlan
from evaluation.sampling.numbers import Forecast


@allowed("sampling.read")
def plans() -> ResponseReturnValue:
    """List the plans with their last draw."""
    found = queries.all_plans()
    return render_template(
        "sampling/plans.html",
        plans=found,
        words=frame_words_of(found),
        last_draws=queries.last_draws(),
        import_form=ImportPlanForm(),
    )


@allowed("sampling.read")
def plan(plan_id: int) -> ResponseReturnValue:
    """Show a plan, what it would draw now, and its draws; ``?prove=`` proves one of them."""
    found = existing_plan(plan_id)
    seed = request.args.get("seed", type=int)
    if seed is not None and not 0 <= seed <= MAX_SEED:
        abort(400)
    result = drawing.preview(found, seed)
    draws = queries.draws_of(found)
    asked = next((row for row in draws if row.id == request.args.get("prove", type=int)), None)
    shown = asked or (draws[0] if draws else None)
    agents = queries.agents_named([frame.agent for frame in result.frames])
    return render_template(
        "sampling/plan.html",
        plan=found,
        rules=found.rules,
        words=frame_words_of([found])[found.id],
        size=wording.size_words(queries.FrameSize(result.frame_size, len(result.frames))),
        result=result,
        agents=agents,
        chances=chances_of(result),
        forecast=forecast_shown(result.numbers.forecast),
        draws=draws,
        shown=shown,
        replaced=len(queries.redraws_of(shown)) if shown else 0,
        proof=proving.prove(asked) if asked else None,
        gone=proving.gone_words(proving.gone_since(asked)) if asked else "",
        form=DrawForm(seed=result.seed),
    )


def frame_words_of(plans: list[SamplingPlan]) -> dict[int, str]:
    """The frames of these plans in words, by plan."""
    names = {team.id: team.name for team in teams()}
    return {
        plan.id: wording.frame_words(plan.rules.frame, plan.rules.schedule, names) for plan in plans
    }


def chances_of(result: drawing.DrawResult) -> dict[int, tuple[float, float]]:
    """The smallest and largest chance among what would be drawn of each agent."""
    found: dict[int, list[float]] = {}
    for pick in result.picks:
        found.setdefault(pick.agent, []).append(pick.probability)
    return {agent: (min(values), max(values)) for agent, values in found.items()}


def forecast_shown(forecast: tuple[Forecast, ...]) -> list[Forecast]:
    """The agents of whom there is a mean or will be an interval, the least known first."""
    rows = [row for row in forecast if math.isfinite(row.after)]
    return sorted(rows, key=lambda row: -row.after)


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
