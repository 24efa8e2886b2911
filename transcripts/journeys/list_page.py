"""The list of journeys, and what the centre decides about them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import db
from core.web.access import allowed
from transcripts.journeys import queries
from transcripts.journeys.actions import change_settings
from transcripts.journeys.forms import COST_NAMES, SettingsForm, filter_arguments, filters_from
from transcripts.journeys.models import Case
from transcripts.journeys.settings import JourneySettings, journey_settings
from transcripts.journeys.story import Outcome, is_open, outcome_now
from transcripts.journeys.wording import OUTCOME_WORDS, span_words
from transcripts.queries import Place


@allowed("journey.read")
def journeys() -> ResponseReturnValue:
    """Show the journeys that this person may see, the latest first, a page at a time."""
    filters = filters_from(request.args)
    after = Place.read(request.args.get("after", ""))
    settings = journey_settings()
    page = queries.journeys_for(current_user, filters, after)
    return render_template(
        "journeys/journeys.html",
        page=page,
        outcomes={case.id: outcome_of(case, settings) for case in page.journeys},
        open_ones={case.id for case in page.journeys if still_open(case, settings)},
        spans={
            case.id: span_words(case.last_at - case.opened_at)
            for case in page.journeys
            if case.last_at and case.contacts > 1
        },
        filters=filters,
        arguments=filter_arguments(filters),
        is_first=after is None,
        reasons=queries.reasons_for(current_user),
        shares=queries.shares_for(current_user, filters),
        days_shown=queries.DAYS_SHOWN,
    )


def told(case: Case) -> Outcome:
    """Return the outcome that the case keeps."""
    return Outcome(case.outcome or "unknown", case.outcome_from or "")


def outcome_of(case: Case, settings: JourneySettings) -> str:
    """Say in a word how a journey ended."""
    found = outcome_now(told(case), case.last_at, now(), settings.window)
    if found.known_from == "quiet":
        return _("taken as resolved")
    return str(OUTCOME_WORDS[found.word])


def still_open(case: Case, settings: JourneySettings) -> bool:
    """Say whether something may still come."""
    return is_open(told(case), case.last_at, now(), settings.window)


@allowed("journey.set")
def settings() -> ResponseReturnValue:
    """Show and change what the centre decides about its journeys."""
    form = SettingsForm.showing(journey_settings())
    if form.validate_on_submit():
        again = change_settings(current_user, form.decided())
        db.session.commit()
        if again:
            flash(_("Saved. All journeys are being put together anew."), "success")
        else:
            flash(_("Saved."), "success")
        return redirect(url_for("transcripts.journeys"))
    return render_template("journeys/settings.html", form=form, costs=list(COST_NAMES.values()))
