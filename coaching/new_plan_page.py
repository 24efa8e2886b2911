"""Opening a plan: everything that is known of the gap is filled in already."""

from collections.abc import Sequence
from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from coaching import actions, queries
from coaching.access import coaches
from coaching.actions import Promise
from coaching.forms import NewPlanForm
from coaching.gaps import Gap, rank_gaps
from coaching.models import Plan
from coaching.wording import sure_words
from core.clock import now
from core.db import db
from core.i18n import localized
from core.web.access import allowed
from evaluation.models import Moment
from evaluation.refusals import Refused
from evaluation.rubrics.models import Competency
from people.models import Agent
from people.queries import agent_for
from scorecards.estimates import Estimate
from scorecards.queries import competencies, period_ending, result_of, target_score

WEEKS = 4
TICKED = 3


@allowed("plan.edit")
def new_plan(agent_id: int) -> ResponseReturnValue:
    """Show the plan that the gap suggests, and open it as agreed."""
    agent = agent_for(current_user, agent_id)
    if agent is None or not coaches(current_user, agent):
        abort(404)
    known = competencies()
    if not known:
        flash(_("A rubric comes first: it names what plans can be about."), "warning")
        return redirect(url_for("coaching.board"))
    estimates = result_of(agent, period_ending()).scorecard.estimates()
    gaps = rank_gaps(estimates, target_score())
    competency = chosen_competency(known, gaps)
    candidates = queries.evidence_candidates(agent, competency)
    form = prefilled(competency, candidates)
    if form.validate_on_submit():
        try:
            plan = opened(agent, competency, form, candidates, estimates.get(competency.key))
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            flash(_("The plan is agreed. Arrange the first session now."), "success")
            return redirect(url_for("coaching.plan", plan_id=plan.id))
    return render_template(
        "coaching/new_plan.html",
        agent=agent,
        form=form,
        competency=competency,
        known=known,
        estimate=estimates.get(competency.key),
        gap=next((gap for gap in gaps if gap.competency == competency.key), None),
        candidates=candidates,
        existing=queries.open_plan_of(agent, competency),
        target=target_score(),
        sure_words=sure_words,
    )


def chosen_competency(known: Sequence[Competency], gaps: Sequence[Gap]) -> Competency:
    """The competency that the address names, else that of the surest gap, else the first."""
    by_key = {competency.key: competency for competency in known}
    asked = request.args.get("competency")
    if asked is not None and asked not in by_key:
        abort(404)
    return by_key[asked or (gaps[0].competency if gaps else known[0].key)]


def prefilled(competency: Competency, candidates: Sequence[Moment]) -> NewPlanForm:
    """The form with what the gap suggests: four weeks, the centre's target, three moments."""
    name = localized(competency.name)
    form = NewPlanForm(
        title=_("%(competency)s: from insight to habit", competency=name),
        target=round(target_score()),
        due_on=now().date() + timedelta(weeks=WEEKS),
        moments=[moment.id for moment in candidates[:TICKED]],
        agent_action=_("Listen to the moments and write down what you would say today."),
        lead_action=_("Listen to one of the next contacts together and say what has changed."),
    )
    form.moments.choices = [(moment.id, moment.note or moment.quote) for moment in candidates]
    return form


def opened(
    agent: Agent,
    competency: Competency,
    form: NewPlanForm,
    candidates: Sequence[Moment],
    baseline: Estimate | None,
) -> Plan:
    """Open the plan that the form describes."""
    today = now().date()
    steps = (("agent", form.agent_action.data, 1), ("lead", form.lead_action.data, 2))
    ticked = set(form.moments.data or ())
    plan = actions.open_plan(
        current_user,
        agent,
        competency,
        title=form.title.data or "",
        target=float(form.target.data or 0),
        due_on=form.due_on.data,
        baseline=baseline,
        moments=[moment for moment in candidates if moment.id in ticked],
        promises=[
            Promise(owner, text.strip(), min(today + timedelta(weeks=weeks), form.due_on.data))
            for owner, text, weeks in steps
            if text and text.strip()
        ],
    )
    db.session.commit()
    return plan
