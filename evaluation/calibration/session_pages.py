"""The list of calibration sessions, and opening one."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import SelectChoice

from core.clock import now
from core.db import db
from core.i18n import day, localized
from core.web.access import allowed
from evaluation.calibration import actions, queries
from evaluation.calibration.forms import SessionForm
from evaluation.calibration.models import CalibrationSession
from evaluation.refusals import Refused
from evaluation.rubrics.models import Rubric
from evaluation.rubrics.queries import rubrics_in_use
from people.models import User
from transcripts.models import Interaction
from transcripts.wording import CHANNEL_WORDS

USUAL_DAYS = 7


@allowed("calibration.read")
def sessions() -> ResponseReturnValue:
    """List the sessions that this person is part of; the QA lead sees all."""
    rows = queries.sessions_for(current_user)
    return render_template(
        "calibration/sessions.html", sessions=rows, progress=queries.progress_of(current_user, rows)
    )


@allowed("calibration.edit")
def new_session() -> ResponseReturnValue:
    """Show the form for a session, and open it."""
    form = session_form()
    if form.validate_on_submit():
        try:
            opened = open_from(form)
        except Refused as refusal:
            db.session.rollback()
            flash(str(refusal), "warning")
        else:
            db.session.commit()
            flash(_("Open. Everybody who scores has been told."), "success")
            return redirect(url_for("calibration.session", session_id=opened.id))
    return render_template("calibration/new.html", form=form)


def session_form() -> SessionForm:
    """The form with the choices that there are."""
    form = SessionForm()
    people = [SelectChoice(user.id, user.display_name) for user in queries.possible_participants()]
    form.rubric.choices = [
        SelectChoice(rubric.id, localized(rubric.name)) for rubric in rubrics_in_use()
    ]
    form.participants.choices = people
    form.expert.choices = [SelectChoice("", _("Nobody yet")), *people]
    form.interactions.choices = [
        SelectChoice(interaction.id, in_words(interaction)) for interaction in queries.candidates()
    ]
    if not form.is_submitted():
        evening = now().replace(hour=18, minute=0, second=0, microsecond=0)
        form.deadline.data = evening + timedelta(days=USUAL_DAYS)
        form.expert.data = current_user.id
    return form


def in_words(interaction: Interaction) -> str:
    """A conversation in one line."""
    agent = interaction.agent.name if interaction.agent else ""
    channel = CHANNEL_WORDS[interaction.channel]
    about = interaction.subject or interaction.reason
    words = _("%(channel)s with %(agent)s", channel=channel, agent=agent)
    return " · ".join([words, *([about] if about else []), day(interaction.started_at)])


def open_from(form: SessionForm) -> CalibrationSession:
    """Open the session that a valid form asks for."""
    chosen = set(form.participants.data or [])
    rubric = db.session.get(Rubric, form.rubric.data)
    if rubric is None:
        raise Refused(_("This rubric has no published version yet."))
    return actions.open_session(
        current_user,
        title=form.title.data or "",
        rubric=rubric,
        interactions=queries.interactions_by_id(form.interactions.data or []),
        participants=[user for user in queries.possible_participants() if user.id in chosen],
        expert=db.session.get(User, form.expert.data) if form.expert.data else None,
        deadline=form.deadline_utc(),
    )
