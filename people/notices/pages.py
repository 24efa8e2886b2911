"""One's notices, how one wants to be told, and the link in letters that stops them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.web.access import public, signed_in
from core.web.ids import row_id
from people import mail
from people.notices import actions, choices, queries, wording
from people.notices.kinds import GROUPS, kinds
from people.notices.links import link_of
from people.notices.reading import words_of


@signed_in
def notices() -> ResponseReturnValue:
    """List one's notices, newest first; ``?show=unread`` leaves out what has been read."""
    only_unread = request.args.get("show") == "unread"
    before = request.args.get("before", type=row_id)
    rows, older = queries.notices_for(current_user, only_unread=only_unread, before=before)
    return render_template(
        "people/notices/list.html",
        rows=rows,
        older=older,
        before=before,
        only_unread=only_unread,
        unread=queries.unread_count(current_user),
        words_of=words_of,
        link_of=link_of,
        group_of=wording.group_of,
    )


@signed_in
def read(notice_id: int) -> ResponseReturnValue:
    """Take one of one's own notices as read; somebody else's is not there."""
    if queries.notice_for(current_user, notice_id) is None:
        abort(404)
    actions.mark_read(current_user, [notice_id])
    db.session.commit()
    return back_to_list()


@signed_in
def read_all() -> ResponseReturnValue:
    """Take all of one's own notices as read."""
    actions.mark_read(current_user)
    db.session.commit()
    flash(_("Everything is marked as read."), "success")
    return back_to_list()


def back_to_list() -> ResponseReturnValue:
    """Show the list as it was left."""
    shown = "unread" if request.form.get("show") == "unread" else None
    return redirect(url_for("people.notices", show=shown))


@signed_in
def settings() -> ResponseReturnValue:
    """Show and change how one is told about each kind of thing."""
    if request.method == "POST":
        wanted = {
            name.removeprefix("kind-"): value
            for name, value in request.form.items()
            if name.startswith("kind-")
        }
        choices.choose(current_user, wanted)
        db.session.commit()
        flash(_("Your choices are saved."), "success")
        return redirect(url_for("people.notice_settings"))
    mine = choices.kinds_for(current_user)
    return render_template(
        "people/notices/settings.html",
        groups=[
            (title, [kind for kind in mine if kind.group == group])
            for group, title in GROUPS.items()
        ],
        chosen=choices.choices_of(current_user),
        delivery_words=wording.DELIVERY_WORDS,
        mails=mail.is_set(),
    )


@public
def stop(token: str) -> ResponseReturnValue:
    """Stop letters by the signed link in one of them: a page that asks, then a POST that does.

    Mail readers send the POST themselves (RFC 8058), so neither needs a session.
    """
    found = choices.read_token(token)
    if found is None:
        abort(404)
    user, what = found
    if request.method == "POST":
        choices.stop_letters(user, what)
        db.session.commit()
    return render_template(
        "people/notices/stop.html",
        what=str(kinds[what].label) if what in kinds else None,
        email=user.email,
        done=request.method == "POST",
    )
