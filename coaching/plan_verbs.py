"""What the buttons and forms of a plan do."""

from datetime import UTC

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from coaching import actions, queries
from coaching.access import coaches, is_self, reads_details, reads_private_notes
from coaching.actions import Promise
from coaching.forms import ActionForm, CloseForm, LeadNotesForm, NotesForm, SessionForm
from coaching.invitation import invitation
from coaching.models import Action, Plan, Session
from coaching.plan_page import page
from core.clock import now
from core.db import db
from core.web.access import allowed
from evaluation.refusals import Refused


def plan_to_coach(plan_id: int) -> Plan:
    """The plan, for somebody who coaches its agent; 404 for everybody else."""
    found = queries.plan_for(current_user, plan_id)
    if found is None or not coaches(current_user, found.agent):
        abort(404)
    return found


def own_plan(plan_id: int) -> Plan:
    """The plan, for its agent; 404 for everybody else."""
    found = queries.plan_for(current_user, plan_id)
    if found is None or not is_self(current_user, found.agent):
        abort(404)
    return found


def session_to_coach(plan: Plan, session_id: int) -> Session:
    """A session of the plan; 404 when it belongs to another one."""
    return queries.session_of(plan, session_id) or abort(404)


def back_to(plan_id: int, said: str, category: str = "success") -> ResponseReturnValue:
    """Go back to the plan with a message."""
    flash(said, category)
    return redirect(url_for("coaching.plan", plan_id=plan_id))


def refused(plan_id: int, refusal: Refused) -> ResponseReturnValue:
    """Undo what was begun, go back and say why."""
    db.session.rollback()
    return back_to(plan_id, str(refusal), "error")


@allowed("plan.edit")
def add_action(plan_id: int) -> ResponseReturnValue:
    """Promise one more thing."""
    found = plan_to_coach(plan_id)
    form = ActionForm()
    if not form.validate_on_submit():
        return page(found, action_form=form, status=422)
    promise = Promise(form.owner.data, (form.text.data or "").strip(), form.due_on.data)
    try:
        actions.add_action(current_user, found, promise)
        db.session.commit()
    except Refused as refusal:
        return refused(plan_id, refusal)
    return back_to(plan_id, _("Noted."))


@allowed("plan.edit")
def tick(plan_id: int, action_id: int) -> ResponseReturnValue:
    """Mark any action of the plan as done, or as not done."""
    return ticked(plan_to_coach(plan_id), action_id)


@allowed("plan.acknowledge")
def tick_own(plan_id: int, action_id: int) -> ResponseReturnValue:
    """Let the agent mark what they promised themselves."""
    return ticked(own_plan(plan_id), action_id, owner="agent")


def ticked(found: Plan, action_id: int, owner: str | None = None) -> ResponseReturnValue:
    """Tick one action of the plan; 404 when it is not there or another side's promise."""
    action: Action = next((a for a in found.actions if a.id == action_id), None) or abort(404)
    if owner is not None and action.owner != owner:
        abort(404)
    plan_id = found.id
    done = request.form.get("done") == "yes"
    try:
        actions.tick_action(current_user, action, done)
        db.session.commit()
    except Refused as refusal:
        return refused(plan_id, refusal)
    return back_to(plan_id, _("Done.") if done else _("Open again."))


@allowed("plan.edit")
def add_session(plan_id: int) -> ResponseReturnValue:
    """Arrange a session."""
    found = plan_to_coach(plan_id)
    form = SessionForm()
    if not form.validate_on_submit():
        return page(found, session_form=form, status=422)
    try:
        actions.add_session(
            current_user,
            found,
            form.starts_at.data.replace(tzinfo=UTC),
            form.minutes.data or 30,
            form.agenda.data or "",
        )
        db.session.commit()
    except Refused as refusal:
        return refused(plan_id, refusal)
    return back_to(plan_id, _("The session is arranged; both can take it into their calendars."))


@allowed("plan.edit")
def write_notes(plan_id: int, session_id: int) -> ResponseReturnValue:
    """Keep the notes of a session; private ones only from those who may read them."""
    found = plan_to_coach(plan_id)
    session = session_to_coach(found, session_id)
    private = reads_private_notes(current_user, found.agent)
    form_class = LeadNotesForm if private else NotesForm
    form = form_class(prefix=f"session-{session.id}")
    if not form.validate_on_submit():
        return back_to(plan_id, _("The notes are too long; nothing was kept."), "error")
    actions.write_notes(
        current_user,
        session,
        shared=form.shared_notes.data or "",
        private=(form.private_notes.data or "") if private else None,
        held=bool(form.held.data),
    )
    db.session.commit()
    return back_to(plan_id, _("The notes are kept."))


@allowed("plan.read")
def session_file(plan_id: int, session_id: int) -> ResponseReturnValue:
    """Download a session for one's calendar."""
    found = queries.plan_for(current_user, plan_id)
    if found is None or not reads_details(current_user, found.agent):
        abort(404)
    session = session_to_coach(found, session_id)
    body = invitation(
        f"session-{session.id}@{request.host}",
        session.starts_at,
        session.minutes,
        _("Coaching: %(plan)s", plan=found.title),
        session.agenda,
        now(),
    )
    name = f"coaching-{session.starts_at:%Y-%m-%d}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type="text/calendar; charset=utf-8", headers=headers)


@allowed("plan.edit")
def move(plan_id: int) -> ResponseReturnValue:
    """Move a plan to another column."""
    found = plan_to_coach(plan_id)
    try:
        actions.move_plan(current_user, found, request.form.get("state", ""))
        db.session.commit()
    except Refused as refusal:
        return refused(plan_id, refusal)
    return back_to(plan_id, _("Moved."))


@allowed("plan.acknowledge")
def acknowledge(plan_id: int) -> ResponseReturnValue:
    """The agent has read the plan and agrees."""
    actions.acknowledge_plan(current_user, own_plan(plan_id))
    db.session.commit()
    return back_to(plan_id, _("Your lead can see that you agree."))


@allowed("plan.edit")
def close(plan_id: int) -> ResponseReturnValue:
    """End a plan with what came of it."""
    found = plan_to_coach(plan_id)
    form = CloseForm()
    if not form.validate_on_submit():
        return page(found, close_form=form, status=422)
    try:
        actions.close_plan(current_user, found, form.outcome.data or "")
        db.session.commit()
    except Refused as refusal:
        return refused(plan_id, refusal)
    return back_to(plan_id, _("The plan is closed."))
