"""One calibration session: blind while it is open, then all answers side by side."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.web.access import allowed
from core.web.ids import row_id
from evaluation.calibration import actions, closing, queries, results, wording
from evaluation.calibration.forms import DeadlineForm
from evaluation.calibration.models import CalibrationItem, CalibrationSession
from evaluation.tried import tried
from evaluation.workspace_input import number_or_none
from transcripts.wording import CHANNEL_WORDS


def visible(session_id: int, *, lock: bool = False) -> CalibrationSession:
    """The session if this person may see it, else 404."""
    found = queries.session_for(current_user, session_id, lock=lock)
    if found is None:
        abort(404)
    return found


@allowed("calibration.read")
def session(session_id: int) -> ResponseReturnValue:
    """Show a session: what is left to score, or the result."""
    found = visible(session_id)
    common = {
        "session": found,
        "participants": closing.participants_of(found),
        "channel_words": CHANNEL_WORDS,
        "wording": wording,
    }
    if found.is_open:
        return render_template(
            "calibration/open.html",
            **common,
            tasks=queries.my_tasks(current_user, found),
            progress=queries.progress_of(current_user, [found])[found.id],
            form=DeadlineForm(deadline=found.deadline),
        )
    result = results.result_of(found)
    chosen = request.args.get("item", type=row_id)
    shown = next((each for each in result.items if each.item.id == chosen), result.items[0])
    return render_template(
        "calibration/result.html",
        **common,
        result=result,
        shown=shown,
        is_expert=found.expert_id == current_user.id,
    )


@allowed("calibration.edit")
def extend(session_id: int) -> ResponseReturnValue:
    """Give more time."""
    form = DeadlineForm()
    if not form.validate_on_submit():
        abort(400)
    return act(
        session_id,
        lambda found: actions.extend_session(current_user, found, form.deadline_utc()),
        _("The deadline has been moved."),
    )


@allowed("calibration.edit")
def close(session_id: int) -> ResponseReturnValue:
    """Close a session before its deadline."""
    return act(
        session_id,
        lambda found: actions.close_session(current_user, found),
        _("Closed. Everybody concerned sees the answers now."),
    )


@allowed("calibration.read")
def comment(session_id: int, item_id: int) -> ResponseReturnValue:
    """Say something about an answer."""
    question, text = request.form.get("question", ""), request.form.get("text", "")

    def say(found: CalibrationSession) -> None:
        actions.comment(current_user, found, item_of(found, item_id), question, text)

    return act(session_id, say, _("Said."), item_id, question)


@allowed("calibration.read")
def reference(session_id: int, item_id: int) -> ResponseReturnValue:
    """The expert records what is right."""
    question, given = request.form.get("question", ""), request.form.get("answer", "")
    value = number_or_none(request.form.get("answer", type=float))
    answer = {"value": None if given == "na" else value, "na": given == "na"}

    def record(found: CalibrationSession) -> None:
        item = item_of(found, item_id)
        reason = request.form.get("reason", "")
        actions.set_reference(current_user, found, item, question, answer, reason)

    return act(session_id, record, _("Recorded, with your name and reason."), item_id, question)


def item_of(found: CalibrationSession, item_id: int) -> CalibrationItem:
    """An item of a session, else 404."""
    item = next((each for each in found.items if each.id == item_id), None)
    if item is None:
        abort(404)
    return item


def act(
    session_id: int,
    verb: Callable[[CalibrationSession], Any],
    done: str,
    item_id: int | None = None,
    question: str = "",
) -> ResponseReturnValue:
    """Do one verb on a session, commit once, say how it went and show the session again."""
    found = visible(session_id, lock=True)
    tried(lambda: verb(found), done)
    anchor = f"q-{question.replace('/', '-')}" if question else None
    return redirect(
        url_for("calibration.session", session_id=session_id, item=item_id, _anchor=anchor)
    )
