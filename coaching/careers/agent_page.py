"""One agent's path: where they stand, what is missing, where they aim; and the decision."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from coaching.careers import actions, queries
from coaching.careers.forms import AimForm, CertificateForm, DecisionForm
from coaching.careers.models import Stage
from coaching.careers.queries import Standing
from coaching.careers.wording import chance_words, gate_words, readiness_words, result_words
from core.clock import now
from core.db import db
from core.i18n import localized
from core.web.access import allowed
from evaluation.refusals import Refused
from people.models import Agent
from people.queries import agent_for
from people.scope import may

NO_STAGE = 0


@allowed("path.aim")
def mine() -> ResponseReturnValue:
    """Show the signed-in agent their own path."""
    if current_user.agent is None:
        return render_template("scorecards/not_linked.html")
    return page(current_user.agent)


@allowed("path.read")
def agent_path(agent_id: int) -> ResponseReturnValue:
    """Show an agent's path to somebody who may see that agent."""
    found = agent_or_404(agent_id)
    if found.user_id == current_user.id and may(current_user, "path.aim"):
        return redirect(url_for("careers.mine"))
    return page(found)


def agent_or_404(agent_id: int) -> Agent:
    """The agent, if the user may see them."""
    return agent_for(current_user, agent_id) or abort(404)


def page(
    agent: Agent,
    *,
    decision_form: DecisionForm | None = None,
    certificate_form: CertificateForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Build the page; a form with errors takes the place of the fresh one."""
    standing = queries.standing_of(agent)
    is_own = agent.user_id == current_user.id
    if standing is None:
        return render_template("careers/no_path.html", agent=agent, is_own=is_own), status
    html = render_template(
        "careers/agent.html",
        agent=agent,
        is_own=is_own,
        standing=standing,
        decides=may(current_user, "path.edit") and not is_own,
        aim_form=aim_form(standing) if is_own and may(current_user, "path.aim") else None,
        decision_form=decision_form or fresh_decision(standing),
        certificate_form=certificate_form or CertificateForm(formdata=None),
        names={
            each.competency.key: localized(each.competency.name)
            for stage in standing.path.stages
            for each in stage.requirements
        },
        readiness_words=readiness_words,
        chance_words=chance_words,
        result_words=result_words,
        gate_words=gate_words,
    )
    return html, status


def stage_choices() -> list[tuple[int, str]]:
    """Every stage of every path, the path named where there are several."""
    paths = queries.all_paths()
    return [
        (stage.id, localized(stage.name) if len(paths) == 1 else full_name(stage))
        for path in paths
        for stage in path.stages
    ]


def full_name(stage: Stage) -> str:
    """A stage with its path."""
    return f"{localized(stage.path.name)}: {localized(stage.name)}"


def aim_form(standing: Standing) -> AimForm:
    """The form with the present aim chosen."""
    form = AimForm(formdata=None, stage_id=standing.aim.stage_id if standing.aim else NO_STAGE)
    form.stage_id.choices = [(NO_STAGE, _("I would rather not say")), *stage_choices()]
    return form


def fresh_decision(standing: Standing) -> DecisionForm:
    """The form with the next stage and today filled in."""
    proposed = standing.next_stage or standing.stage
    form = DecisionForm(formdata=None, stage_id=proposed.id, since=now().date())
    form.stage_id.choices = stage_choices()
    return form


@allowed("path.aim")
def state_aim() -> ResponseReturnValue:
    """The agent says at which stage they aim."""
    agent = current_user.agent or abort(404)
    form = AimForm()
    form.stage_id.choices = [(NO_STAGE, ""), *stage_choices()]
    if not form.validate_on_submit():
        flash(_("That stage is no longer there; choose another one."), "error")
        return redirect(url_for("careers.mine"))
    actions.state_aim(current_user, agent, queries.stage_by_id(form.stage_id.data))
    db.session.commit()
    flash(_("Noted. Your lead and HR can see it."), "success")
    return redirect(url_for("careers.mine"))


@allowed("path.edit")
def decide(agent_id: int) -> ResponseReturnValue:
    """Decide on which stage an agent stands, with a reason."""
    agent = agent_or_404(agent_id)
    form = DecisionForm()
    form.stage_id.choices = stage_choices()
    stage = None
    if form.validate_on_submit():
        stage = queries.stage_by_id(form.stage_id.data)
    if stage is None:
        return page(agent, decision_form=form, status=422)
    try:
        actions.decide_stage(current_user, agent, stage, form.since.data, form.reason.data or "")
        db.session.commit()
    except Refused as refusal:
        return refused(agent_id, refusal)
    return noted(agent_id, _("Decided; the agent can read the reason."))


@allowed("path.edit")
def add_certificate(agent_id: int) -> ResponseReturnValue:
    """Note that an agent has passed something."""
    agent = agent_or_404(agent_id)
    form = CertificateForm()
    if not form.validate_on_submit():
        return page(agent, certificate_form=form, status=422)
    try:
        actions.record_certificate(
            current_user, agent, form.name.data or "", form.earned_on.data, form.expires_on.data
        )
        db.session.commit()
    except Refused as refusal:
        return refused(agent_id, refusal)
    return noted(agent_id, _("Noted."))


def refused(agent_id: int, refusal: Refused) -> ResponseReturnValue:
    """Undo what was begun, go back and say why."""
    db.session.rollback()
    flash(str(refusal), "error")
    return redirect(url_for("careers.agent_path", agent_id=agent_id))


def noted(agent_id: int, said: str) -> ResponseReturnValue:
    """Go back to the agent's path with a message."""
    flash(said, "success")
    return redirect(url_for("careers.agent_path", agent_id=agent_id))
