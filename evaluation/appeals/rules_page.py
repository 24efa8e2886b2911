"""How reviews by each rubric reach the agent, and how long their answers may be disputed."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.db import db
from core.web.access import allowed
from evaluation.appeals.pages import rooms
from evaluation.release.actions import WantedRule, set_centre_days, set_rule
from evaluation.release.models import BY_LEAD, BY_QA_LEAD, LONGEST, ReleaseRule
from evaluation.release.queries import centre_days, rules_by_rubric
from evaluation.rubrics.models import Rubric

POSSIBLE = NumberRange(1, LONGEST)


class DaysForm(FlaskForm):
    """The centre's days."""

    dispute_days = IntegerField(_l("Days to dispute"), [InputRequired(), POSSIBLE])
    decide_days = IntegerField(_l("Days to decide"), [InputRequired(), POSSIBLE])


class RuleForm(FlaskForm):
    """What one rubric says."""

    needs_approval = BooleanField(_l("A review waits for approval before the agent sees it"))
    approver = SelectField(
        _l("Who approves"),
        choices=[(BY_QA_LEAD, _l("a QA lead")), (BY_LEAD, _l("the team's lead, or a QA lead"))],
    )
    dispute_days = IntegerField(_l("Days to dispute"), [Optional(), POSSIBLE])
    decide_days = IntegerField(_l("Days to decide"), [Optional(), POSSIBLE])
    leads_decide = BooleanField(_l("Leads of other teams decide on disputes, too"))


def rule_form(rubric: Rubric, rule: ReleaseRule | None) -> RuleForm:
    """The form of a rubric, filled in with what holds; field ids carry the rubric's number."""
    form = RuleForm(obj=rule, needs_approval=rubric.needs_approval)
    for field in form:
        field.id = f"{field.name}-{rubric.id}"
    return form


@allowed("rubric.edit")
def rules() -> ResponseReturnValue:
    """Show the centre's days and what each rubric says."""
    dispute_days, decide_days = centre_days()
    return render_template(
        "appeals/rules.html",
        tabs=rooms("rules"),
        days=DaysForm(dispute_days=dispute_days, decide_days=decide_days),
        rules=[(rubric, rule_form(rubric, rule)) for rubric, rule in rules_by_rubric()],
    )


@allowed("rubric.edit")
def set_days() -> ResponseReturnValue:
    """Keep the centre's days."""
    form = DaysForm()
    dispute_days, decide_days = form.dispute_days.data, form.decide_days.data
    if not form.validate_on_submit() or dispute_days is None or decide_days is None:
        return refused(form)
    set_centre_days(current_user, dispute_days, decide_days)
    return kept()


@allowed("rubric.edit")
def set_rules(rubric_id: int) -> ResponseReturnValue:
    """Keep what a rubric says; it holds from now on, also for reviews that wait."""
    rubric = db.session.get(Rubric, rubric_id)
    if rubric is None:
        abort(404)
    form = RuleForm()
    if not form.validate_on_submit():
        return refused(form)
    wanted = WantedRule(
        needs_approval=form.needs_approval.data,
        approver=form.approver.data,
        dispute_days=form.dispute_days.data,
        decide_days=form.decide_days.data,
        leads_decide=form.leads_decide.data,
    )
    set_rule(current_user, rubric, wanted)
    return kept()


def kept() -> ResponseReturnValue:
    """Commit, say so, and show the page again."""
    db.session.commit()
    flash(_("Saved. It holds from now on."), "success")
    return redirect(url_for("appeals.rules"))


def refused(form: FlaskForm) -> ResponseReturnValue:
    """Say what is wrong with each field."""
    for name, problems in form.errors.items():
        label = form[name].label.text if name in form else ""
        flash(f"{label}: {problems[0]}", "warning")
    return redirect(url_for("appeals.rules"))
