"""One plan: its evidence, promises and sessions, and what may be said of its progress."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coaching import queries
from coaching.access import coaches, is_self, reads_details, reads_private_notes
from coaching.forms import ActionForm, CloseForm, LeadNotesForm, NotesForm, SessionForm
from coaching.models import Plan
from coaching.wording import owner_words, state_words
from core.clock import now
from core.web.access import allowed
from scorecards.estimates import MIN_FOR_SCORE


@allowed("plan.read")
def plan(plan_id: int) -> ResponseReturnValue:
    """Show a plan to somebody who may see its agent."""
    found = queries.plan_for(current_user, plan_id)
    if found is None:
        abort(404)
    return page(found)


def page(
    shown: Plan,
    *,
    action_form: ActionForm | None = None,
    session_form: SessionForm | None = None,
    close_form: CloseForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Build the page; a form with errors takes the place of the fresh one."""
    agent = shown.agent
    may_coach = coaches(current_user, agent)
    details = reads_details(current_user, agent)
    private = reads_private_notes(current_user, agent)
    html = render_template(
        "coaching/plan.html",
        plan=shown,
        since=queries.estimate_since(shown),
        min_for_score=MIN_FOR_SCORE,
        today=now().date(),
        may_coach=may_coach,
        is_own=is_self(current_user, agent),
        details=details,
        private=private,
        note_forms=notes_forms(shown, private) if may_coach else {},
        action_form=action_form or ActionForm(formdata=None, due_on=shown.due_on),
        session_form=session_form or SessionForm(formdata=None),
        close_form=close_form or CloseForm(formdata=None),
        state_words=state_words,
        owner_words=owner_words,
    )
    return html, status


def notes_forms(shown: Plan, private: bool) -> dict[int, NotesForm]:
    """A form of notes for each session; private notes only enter a form of those who read them."""
    forms: dict[int, NotesForm] = {}
    for session in shown.sessions:
        values = {"held": session.held_at is not None, "shared_notes": session.shared_notes}
        if private:
            values["private_notes"] = session.private_notes
        form_class = LeadNotesForm if private else NotesForm
        forms[session.id] = form_class(formdata=None, prefix=f"session-{session.id}", **values)
    return forms
