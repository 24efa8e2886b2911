"""Reviews that wait: passing them on, taking over what was left; limits and absences."""

from collections import Counter
from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import SelectChoice

from core.clock import now
from core.db import db
from core.web.access import allowed
from core.web.ids import row_id
from evaluation import wording
from evaluation.sampling import evaluators, handing, people
from evaluation.sampling.forms import AbsenceForm, LimitForm
from evaluation.sampling.models import Absence, Assignment
from evaluation.tried import tried
from people.models import User


@allowed("sampling.edit")
def work() -> ResponseReturnValue:
    """Show what waits in all queues, and whose drafts lie."""
    rows = handing.open_reviews()
    drafts = handing.last_saved(rows)
    return render_template(
        "sampling/work.html",
        rows=rows,
        drafts=drafts,
        abandoned={row.id for row in handing.abandoned_among(rows, drafts)},
        people=evaluators.everybody(),
        load=Counter(row.evaluator for row in rows).most_common(),
        today=now().date(),
        wording=wording,
    )


@allowed("sampling.edit")
def reassign(assignment_id: int) -> ResponseReturnValue:
    """Give a review that waits to somebody else."""
    assignment = existing(assignment_id)
    to = db.session.get(User, request.form.get("to", 0, type=row_id))
    if to is None:
        abort(400)
    reason = request.form.get("reason", "").replace("\0", "")
    tried(
        lambda: handing.reassign(current_user, assignment, to, reason),
        _("It waits for %(name)s now.", name=to.display_name),
    )
    return redirect(url_for("sampling.work"))


@allowed("queue.work")
def left() -> ResponseReturnValue:
    """Show the reviews that others have left lying and this person may take over."""
    rows = handing.abandoned_for(current_user)
    return render_template(
        "sampling/left.html", rows=rows, drafts=handing.last_saved(rows), wording=wording
    )


@allowed("queue.work")
def take_over(assignment_id: int) -> ResponseReturnValue:
    """Take a review that somebody has left lying, with its answers."""
    assignment = existing(assignment_id)
    words = _("It is yours now, with everything that was answered.")
    if not tried(lambda: handing.take_over(current_user, assignment), words):
        return redirect(url_for("sampling.left"))
    return redirect(url_for("evaluation.workspace", assignment_id=assignment_id))


def existing(assignment_id: int) -> Assignment:
    """The assignment, locked, or 404."""
    assignment = handing.waiting_assignment(assignment_id)
    if assignment is None:
        abort(404)
    return assignment


@allowed("sampling.edit")
def staff() -> ResponseReturnValue:
    """Show who reviews, how much they can do in a week, and when they are away."""
    everybody = evaluators.everybody()
    return staff_page(everybody, absence_form(everybody))


def staff_page(
    everybody: Sequence[User], form: AbsenceForm, code: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "sampling/staff.html",
        people=everybody,
        limits=evaluators.limits(),
        waiting=evaluators.waiting_of([person.id for person in everybody]),
        absences=evaluators.coming_absences(now().date()),
        form=form,
    )
    return page, code


@allowed("sampling.edit")
def set_limit(user_id: int) -> ResponseReturnValue:
    """Set how much somebody can review in a full week; nothing means no limit."""
    person = next((p for p in evaluators.everybody() if p.id == user_id), None)
    if person is None:
        abort(404)
    form = LimitForm()
    if not form.validate_on_submit():
        flash(_("A limit is a number of reviews, of hours, or nothing."), "warning")
        return redirect(url_for("sampling.staff"))
    people.set_limit(current_user, person, form.reviews.data, form.hours.data)
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for("sampling.staff"))


def absence_form(everybody: Sequence[User]) -> AbsenceForm:
    form = AbsenceForm()
    form.user_id.choices = [
        SelectChoice("", _("the whole centre")),
        *(SelectChoice(str(p.id), p.display_name) for p in everybody),
    ]
    return form


@allowed("sampling.edit")
def add_absence() -> ResponseReturnValue:
    """Note days on which somebody does not review."""
    everybody = evaluators.everybody()
    form = absence_form(everybody)
    if not form.validate_on_submit():
        return staff_page(everybody, form, 422)
    who = int(form.user_id.data) if form.user_id.data else None
    note = (form.note.data or "").replace("\0", "")
    people.add_absence(current_user, who, form.first_day.data, form.last_day.data, note)
    db.session.commit()
    flash(_("Noted. Draws from now on keep to it."), "success")
    return redirect(url_for("sampling.staff"))


@allowed("sampling.edit")
def remove_absence(absence_id: int) -> ResponseReturnValue:
    """Forget an absence."""
    people.remove_absence(current_user, db.get_or_404(Absence, absence_id))
    db.session.commit()
    return redirect(url_for("sampling.staff"))
