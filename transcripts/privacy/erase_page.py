"""Erasing a customer on a page, after a look at what would go; legal holds."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.web.access import allowed
from transcripts.formats.values import fitted
from transcripts.loading import interaction_or_404
from transcripts.privacy import retaining
from transcripts.privacy.erasing import ErasureReport, NotErased, erase_customer

LONGEST = 160
LONGEST_REASON = 500


def given(name: str, longest: int = LONGEST) -> str:
    """Return what was typed into a field, without what no database keeps."""
    return fitted(request.form.get(name), longest)


def further_strings() -> list[str]:
    """Return the further strings, one a line."""
    return [line.strip() for line in given("also", 2000).splitlines() if line.strip()]


@allowed("customer.erase")
def erase_form() -> ResponseReturnValue:
    """Ask whom to erase."""
    return page("", None)


@allowed("customer.erase")
def erase() -> ResponseReturnValue:
    """Show what would go (`look`), or erase a customer whose reference was typed twice.

    Nothing of the customer is ever put into an address, where logs would keep it.
    """
    reference = given("reference")
    if given("look"):
        report = attempt(reference, dry_run=True)
        db.session.rollback()
        return page(reference, report)
    if not reference or given("confirmed") != reference:
        flash(_("Type the reference once more to confirm. Nothing was erased."), "error")
        return page(reference, None)
    db.session.rollback()
    return page(reference, attempt(reference, dry_run=False))


def attempt(reference: str, *, dry_run: bool) -> ErasureReport | None:
    """Erase, or only look; None with a message where that is not possible."""
    try:
        return erase_customer(current_user, reference, also=further_strings(), dry_run=dry_run)
    except NotErased as error:
        if error.code == "held":
            flash(_("Some of this customer's interactions are under a legal hold."), "error")
        else:
            flash(_("No customer has this reference."), "error")
        return None


def page(reference: str, report: ErasureReport | None) -> str:
    """Show the page."""
    return render_template(
        "transcripts/erase.html", reference=reference, also=given("also", 2000), report=report
    )


@allowed("interaction.hold")
def hold(interaction_id: int) -> ResponseReturnValue:
    """Keep an interaction from retention and erasure."""
    interaction = interaction_or_404(interaction_id)
    reason = given("reason", LONGEST_REASON)
    if reason:
        retaining.hold(current_user, interaction, reason)
        db.session.commit()
        flash(_("It is kept until somebody releases it."), "success")
    else:
        flash(_("Say why it must be kept."), "error")
    return redirect(url_for("transcripts.interaction", interaction_id=interaction_id))


@allowed("interaction.hold")
def release(interaction_id: int) -> ResponseReturnValue:
    """End a legal hold."""
    retaining.release(current_user, interaction_or_404(interaction_id))
    db.session.commit()
    flash(_("It is no longer kept beyond its time."), "success")
    return redirect(url_for("transcripts.interaction", interaction_id=interaction_id))
