"""The desk over HTTP: suggestions at a question, and my work with my choices."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import db
from core.web.access import allowed
from evaluation import wording
from evaluation.desk import actions, my_work, queries
from evaluation.desk.rules import MODES, Allowed, level_near
from evaluation.drafts import version_for
from evaluation.queries import assignment_for, draft_of
from evaluation.refusals import Refused
from evaluation.rubrics.adapters import criteria_of
from evaluation.rubrics.models import Criterion, Rubric
from evaluation.rubrics.queries import rubrics_in_use
from evaluation.sampling.models import OPEN
from evaluation.tried import tried
from people.scope import may


@allowed("queue.work")
def suggestion(assignment_id: int, criterion_id: int) -> ResponseReturnValue:
    """Send what the machine says at a question, as a piece of the page; 204 for nothing."""
    assignment = assignment_for(current_user, assignment_id, lock=True)
    if assignment is None or assignment.state != OPEN:
        abort(404)
    version = version_for(assignment, draft_of(assignment))
    criterion = next((c for c in criteria_of(version) if c.id == criterion_id), None)
    if criterion is None:
        abort(404)
    try:
        shown = actions.show_suggestion(current_user, assignment, criterion)
        if shown is not None and (opinion := request.form.get("opinion")):
            actions.give_opinion(shown, opinion)
    except Refused as refusal:
        db.session.rollback()
        return {"message": str(refusal)}, 409
    if shown is None:
        return "", 204
    page = render_template(
        "evaluation/suggestion.html",
        shown=shown,
        criterion=criterion,
        level=suggested_level(criterion, shown.score),
        wording=wording,
    )
    db.session.commit()
    return page


def suggested_level(criterion: Criterion, score: float | None) -> float | None:
    """The answer that the machine's score comes nearest to."""
    if score is None:
        return None
    values = [level["value"] for level in criterion.levels]
    return level_near(score, criterion.minimum, criterion.maximum, values)


@allowed("queue.work")
def my_work_page() -> ResponseReturnValue:
    """How my reviews went: time, number, disputes; and how my desk is set."""
    own = queries.allowed_by_rubric()
    return render_template(
        "evaluation/my_work.html",
        work=my_work.work_of(current_user, now()),
        choice=queries.choice_of(current_user),
        modes=MODES,
        rubrics=rubrics_in_use() if may(current_user, "sampling.edit") else [],
        allowed_at=lambda rubric: own.get(rubric.id, Allowed()),
    )


@allowed("queue.work")
def choose() -> ResponseReturnValue:
    """Keep how I want my desk: all of the form, or only what a key has changed."""
    hides = request.form.get("hides_score")
    try:
        actions.choose(
            current_user,
            suggestions=request.form.get("suggestions"),
            hides_score=None if hides is None else hides == "1",
        )
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(url_for("evaluation.my_work"))
    db.session.commit()
    if request.form.get("quietly"):
        return "", 204
    flash(_("Kept. It holds from the next review on."), "success")
    return redirect(url_for("evaluation.my_work"))


@allowed("sampling.edit")
def allow(rubric_id: int) -> ResponseReturnValue:
    """Say how far suggestions go at reviews by a rubric."""
    rubric = db.session.get(Rubric, rubric_id)
    if rubric is None:
        abort(404)
    mode, blind = request.form.get("suggestions", ""), request.form.get("blind") == "1"
    tried(
        lambda: actions.allow(current_user, rubric, suggestions=mode, blind=blind),
        _("Kept for this rubric."),
        kind="error",
    )
    if may(current_user, "queue.work"):
        return redirect(url_for("evaluation.my_work"))
    return redirect(url_for("rubrics.rubrics"))
