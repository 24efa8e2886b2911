"""Pages of helpdesks, for administrators. No secret is ever shown again."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.web.access import allowed
from transcripts.helpdesks import actions, queries
from transcripts.helpdesks.forms import ConnectionForm, KeyForm, SecretForm
from transcripts.helpdesks.kinds import NAMES
from transcripts.helpdesks.models import Connection
from transcripts.helpdesks.wording import STATE_WORDS, address_problem, reason_in_words

WORDS = {"names": NAMES, "state_words": STATE_WORDS, "reason_in_words": reason_in_words}


@allowed("connection.edit")
def connections() -> ResponseReturnValue:
    """List the helpdesks that are connected."""
    rows = queries.connections_with_last()
    return render_template("helpdesks/connections.html", rows=rows, **WORDS)


@allowed("connection.edit")
def new_connection() -> ResponseReturnValue:
    """Connect a helpdesk."""
    form = ConnectionForm()
    if form.validate_on_submit():
        try:
            connection = actions.add_connection(
                current_user,
                form.kind.data,
                form.name.data or "",
                form.address.data or "",
                signing_secret=form.signing_secret.data or "",
                api_key=form.api_key.data or "",
                account=(form.account.data or "").strip(),
            )
            db.session.commit()
        except actions.Refused as error:
            db.session.rollback()
            field = {"taken": form.name, "address": form.address, "account": form.account}
            field[error.code].errors = [problem(error.code)]
        else:
            flash(_("The helpdesk is connected. Now let it send its notices here."), "success")
            return redirect(url_for("helpdesks.connection", connection_id=connection.id))
    return render_template("helpdesks/new.html", form=form)


def problem(code: str) -> str:
    """Say in words why a connection was refused."""
    if code == "address":
        return address_problem()
    return {
        "taken": _("That is already in use."),
        "account": _("Chatwoot needs the number of the account, as its address shows it."),
    }[code]


@allowed("connection.edit")
def connection(connection_id: int) -> ResponseReturnValue:
    """Show one helpdesk: where it sends its notices, and what became of the last ones."""
    found = connection_or_404(connection_id)
    return render_template(
        "helpdesks/connection.html",
        connection=found,
        hook=url_for("helpdesk_hooks.receive", connection_id=found.id, _external=True),
        deliveries=queries.last_deliveries(found),
        secret_form=SecretForm(),
        key_form=KeyForm(),
        **WORDS,
    )


def connection_or_404(connection_id: int) -> Connection:
    """Return the connection with this id, or answer that there is none."""
    found = queries.connection_by_id(connection_id)
    if found is None:
        abort(404)
    return found


def back_to(connection_id: int, message: str, kind: str = "success") -> ResponseReturnValue:
    """Go back to a connection's page with a word on what happened."""
    flash(message, kind)
    return redirect(url_for("helpdesks.connection", connection_id=connection_id))


@allowed("connection.edit")
def change_secret(connection_id: int) -> ResponseReturnValue:
    """Take another signing secret."""
    found, form = connection_or_404(connection_id), SecretForm()
    if not form.validate_on_submit():
        return back_to(connection_id, _("Enter the new secret."), "error")
    actions.change_secret(current_user, found, form.secret.data or "")
    db.session.commit()
    return back_to(connection_id, _("The secret is changed; the old one works for one more day."))


@allowed("connection.edit")
def change_key(connection_id: int) -> ResponseReturnValue:
    """Take another API key."""
    found, form = connection_or_404(connection_id), KeyForm()
    if not form.validate_on_submit():
        return back_to(connection_id, _("Enter the new key."), "error")
    actions.change_key(current_user, found, form.key.data or "")
    db.session.commit()
    return back_to(connection_id, _("The API key is changed."))


@allowed("connection.edit")
def switch(connection_id: int) -> ResponseReturnValue:
    """Stop taking notices, or take them again."""
    found = connection_or_404(connection_id)
    actions.switch(current_user, found, active=not found.active)
    db.session.commit()
    words = _("Notices are taken again.") if found.active else _("Notices are no longer taken.")
    return back_to(connection_id, words)


@allowed("connection.edit")
def retry(delivery_id: int) -> ResponseReturnValue:
    """Try a failed delivery afresh."""
    delivery = queries.delivery_by_id(delivery_id)
    if delivery is None:
        abort(404)
    could = actions.pull_again(current_user, delivery)
    db.session.commit()
    if could:
        return back_to(delivery.connection_id, _("The conversation is pulled again."))
    return back_to(delivery.connection_id, _("Only a failed one can be tried again."), "warning")
