"""Pages of API tokens: one's own, and everybody's for administrators."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import db
from core.web.access import allowed, signed_in
from people import tokens
from people.forms import TokenForm


@signed_in
def own_tokens() -> ResponseReturnValue:
    """List one's own tokens and make a new one, whose secret is shown in this answer only."""
    form, secret = TokenForm(), None
    if form.validate_on_submit():
        lasts = timedelta(days=int(form.days.data)) if form.days.data else None
        try:
            _token, secret = tokens.create_token(
                current_user, form.label.data or "", now() + lasts if lasts else None
            )
            db.session.commit()
            form = TokenForm(formdata=None)
        except tokens.TooManyTokens:
            db.session.rollback()
            form.label.errors = [_("You have too many tokens; revoke one first.")]
    return render_template(
        "people/tokens.html", form=form, secret=secret, tokens=tokens.tokens_of(current_user)
    )


@signed_in
def revoke_own(token_id: int) -> ResponseReturnValue:
    """End one of one's own tokens."""
    token = tokens.token_by_id(token_id)
    if token is None or token.user_id != current_user.id:
        abort(404)
    tokens.revoke_token(current_user, token)
    db.session.commit()
    flash(_("The token is revoked."), "success")
    return redirect(url_for("people.tokens"))


@allowed("people.edit")
def everybodys() -> ResponseReturnValue:
    """List every token of the house."""
    return render_template("people/all_tokens.html", tokens=tokens.all_tokens())


@allowed("people.edit")
def revoke_any(token_id: int) -> ResponseReturnValue:
    """End anybody's token."""
    token = tokens.token_by_id(token_id)
    if token is None:
        abort(404)
    tokens.revoke_token(current_user, token)
    db.session.commit()
    flash(_("The token is revoked."), "success")
    return redirect(url_for("people.all_tokens"))
