"""The page of saved searches, and what can be done with one."""

from typing import Any
from urllib.parse import parse_qsl

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.web.access import allowed
from transcripts.search import saved
from transcripts.search.models import SavedSearch
from transcripts.search.queries import Criteria

LONGEST_ADDRESS = 4000


def load(search_id: int) -> SavedSearch:
    """Load one of the person's own searches; 404 for everything else."""
    found = saved.own_search(current_user, search_id)
    if found is None:
        abort(404)
    return found


def name_given() -> str | None:
    """Return the name that the form gives, None (and say so) where there is none."""
    form = saved.SearchNameForm()
    name = (form.name.data or "").replace("\0", "").strip()
    if form.validate_on_submit() and name:
        return name
    flash(_("A search needs a name of at most 80 characters."), "error")
    return None


@allowed("interaction.read")
def searches() -> ResponseReturnValue:
    """List the searches that this person may make again."""
    return render_template("transcripts/searches.html", saved=saved.searches_for(current_user))


@allowed("interaction.read")
def save_search() -> ResponseReturnValue:
    """Keep the search of the address that is sent along, and go back to it."""
    given = dict(parse_qsl(request.form.get("arguments", "")[:LONGEST_ADDRESS]))
    arguments: dict[str, Any] = dict(Criteria.read(given).arguments)
    name = name_given()
    if name and not arguments:
        flash(_("Look for something first; then it can be saved."), "error")
    elif name:
        try:
            saved.save_search(current_user, name, arguments)
            db.session.commit()
            flash(_("Saved as “%(name)s”.", name=name), "success")
        except saved.TooManySearches:
            db.session.rollback()
            flash(_("You keep as many searches as there is room for; delete one first."), "error")
    return redirect(url_for("transcripts.interactions", **arguments))


@allowed("interaction.read")
def rename_search(search_id: int) -> ResponseReturnValue:
    """Give one of one's own searches another name."""
    found, name = load(search_id), name_given()
    if name:
        try:
            saved.rename_search(current_user, found, name)
            db.session.commit()
            flash(_("It is called “%(name)s” now.", name=name), "success")
        except saved.NameTaken:
            db.session.rollback()
            flash(_("You have another search of this name."), "error")
    return redirect(url_for("searches.searches"))


@allowed("search.share")
def share_search(search_id: int) -> ResponseReturnValue:
    """Offer one of one's own searches to everybody, or take it back."""
    found = load(search_id)
    saved.share_search(current_user, found, shared=request.form.get("shared") == "1")
    db.session.commit()
    flash(_("Everybody finds it now.") if found.shared else _("It is yours alone."), "success")
    return redirect(url_for("searches.searches"))


@allowed("interaction.read")
def delete_search(search_id: int) -> ResponseReturnValue:
    """Forget one of one's own searches."""
    saved.delete_search(load(search_id))
    db.session.commit()
    flash(_("The search is deleted."), "success")
    return redirect(url_for("searches.searches"))
