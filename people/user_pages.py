"""Pages of accounts, teams and agents."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import SelectChoice

from core.db import db
from core.web.access import allowed
from people import actions, queries
from people.forms import AgentForm, NewUserForm, TeamForm, UserForm
from people.models import Team, User
from people.permissions import LEAD


def reason(error: actions.Refused) -> str:
    """Say in words why a change was refused."""
    return {
        "taken": _("That is already in use."),
        "roles": _("Tick at least one role."),
        "last_admin": _("This is the last administrator; make somebody else one first."),
        "has_agent": _("That account already belongs to an agent."),
    }[error.code]


@allowed("people.read")
def users() -> ResponseReturnValue:
    """List accounts, teams and agents."""
    return render_template(
        "people/users.html",
        users=queries.all_users(),
        teams=queries.all_teams(),
        agents=queries.agents_for(current_user),
    )


@allowed("people.edit")
def new_user() -> ResponseReturnValue:
    """Create an account."""
    form = NewUserForm()
    if form.validate_on_submit():
        try:
            actions.create_user(
                current_user,
                form.email.data or "",
                form.roles.data or [],
                name=form.name.data or "",
            )
            db.session.commit()
        except actions.Refused as error:
            db.session.rollback()
            form.email.errors = [reason(error)]
        else:
            flash(_("The account is there. They set a password with “Forgot password”."), "success")
            return redirect(url_for("people.users"))
    return render_template("people/form.html", form=form, title=_("New account"))


@allowed("people.edit")
def edit_user(user_id: int) -> ResponseReturnValue:
    """Change a person's name, roles, or whether they may sign in."""
    user = queries.user_by_id(user_id)
    if user is None:
        abort(404)
    form = UserForm(name=user.name, roles=sorted(user.role_names), active=user.active)
    if form.validate_on_submit():
        try:
            actions.change_user(
                current_user,
                user,
                name=form.name.data or "",
                roles=form.roles.data or [],
                active=bool(form.active.data),
            )
            db.session.commit()
        except actions.Refused as error:
            db.session.rollback()
            form.roles.errors = [reason(error)]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("people.users"))
    return render_template("people/form.html", form=form, title=user.display_name)


@allowed("people.edit")
def new_team() -> ResponseReturnValue:
    """Create a team."""
    form = TeamForm()
    leads = {user.id: user for user in queries.all_users() if LEAD in user.role_names}
    form.lead.choices = [SelectChoice("", _("Nobody yet"))] + [
        SelectChoice(str(user.id), user.display_name) for user in leads.values()
    ]
    if form.validate_on_submit():
        lead = leads.get(form.lead.data)
        try:
            actions.create_team(current_user, form.name.data or "", [lead] if lead else [])
            db.session.commit()
        except actions.Refused as error:
            db.session.rollback()
            form.name.errors = [reason(error)]
        else:
            flash(_("The team is there."), "success")
            return redirect(url_for("people.users"))
    return render_template("people/form.html", form=form, title=_("New team"))


@allowed("people.edit")
def new_agent() -> ResponseReturnValue:
    """Add somebody who is reviewed."""
    form = AgentForm()
    form.team.choices = [SelectChoice("", _("No team"))] + [
        SelectChoice(str(team.id), team.name) for team in queries.all_teams()
    ]
    form.user.choices = [SelectChoice("", _("No account"))] + [
        SelectChoice(str(user.id), user.display_name) for user in queries.all_users()
    ]
    if form.validate_on_submit():
        try:
            actions.create_agent(
                current_user,
                form.name.data or "",
                team=db.session.get(Team, form.team.data) if form.team.data else None,
                user=db.session.get(User, form.user.data) if form.user.data else None,
                external_ref=form.external_ref.data,
                kind=form.kind.data,
                hired_on=form.hired_on.data,
            )
            db.session.commit()
        except actions.Refused as error:
            db.session.rollback()
            field = form.user if error.code == "has_agent" else form.external_ref
            field.errors = [reason(error)]
        else:
            flash(_("The agent is there."), "success")
            return redirect(url_for("people.users"))
    return render_template("people/form.html", form=form, title=_("New agent"))
