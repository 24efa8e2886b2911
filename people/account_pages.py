"""The front door of each role, and one's own account."""

from urllib.parse import urlsplit

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.settings import LANGUAGES
from core.web.access import public, signed_in
from people import actions
from people.forms import AccountForm
from people.scope import may

FRONT_DOORS = (
    ("queue.work", "evaluation.queue"),
    ("evaluation.answer", "scorecards.mine"),
    ("plan.edit", "scorecards.team"),
    ("path.edit", "careers.paths"),
    ("people.edit", "people.users"),
    ("interaction.read", "transcripts.interactions"),
)


@signed_in
def home() -> ResponseReturnValue:
    """Lead each person to the page they open Rubrica for."""
    for permission, endpoint in FRONT_DOORS:
        if may(current_user, permission):
            return redirect(url_for(endpoint))
    return redirect(url_for("people.account"))


@signed_in
def account() -> ResponseReturnValue:
    """Show and change one's own name and language."""
    form = AccountForm(obj=current_user)
    if form.validate_on_submit():
        actions.change_own_account(
            current_user, name=form.name.data or "", language=form.language.data
        )
        db.session.commit()
        if current_user.language:
            session["language"] = current_user.language
        else:
            session.pop("language", None)
        flash(_("Your account is saved."), "success")
        return redirect(url_for("people.account"))
    return render_template("people/account.html", form=form)


@public
def set_language() -> ResponseReturnValue:
    """Keep the language chosen in the menu, in the account too if somebody is signed in; go back
    to the page one came from."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    session["language"] = language
    if current_user.is_authenticated and current_user.language != language:
        actions.change_own_account(current_user, name=current_user.name, language=language)
        db.session.commit()
    return redirect(_path_in(request.form.get("next", "/")))


def _path_in(address: str) -> str:
    """The path of an address within this site; of any other, that of the front door.

    Of one that takes forms only, where a form stands again with its problems: of the page above.
    """
    try:
        target = urlsplit(address)
    except ValueError:  # brackets around what is no host
        return "/"
    path = target.path
    if target.netloc or not path.startswith("/") or path.startswith(("//", "/\\")):
        return "/"
    routes = current_app.create_url_adapter(request)
    above = path.rpartition("/")[0]
    return next((one for one in (path, above) if one and routes and routes.test(one, "GET")), "/")
