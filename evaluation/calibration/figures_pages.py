"""Agreement from double reviews, severity of evaluators, and the switch of fair scores."""

from datetime import UTC, date, datetime, time, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import db
from core.i18n import number
from core.web.access import allowed
from core.web.ids import row_id
from evaluation.calibration import actions, charts, fits, overview, wording
from evaluation.calibration.answers import FEWEST_NOMINAL, FEWEST_ORDERED, score_agreement
from evaluation.calibration.severity_view import SeverityView, severity_for
from evaluation.rubrics.queries import rubrics_in_use

PERIODS = (91, 182, 365)


@allowed("calibration.edit")
def agreement() -> ResponseReturnValue:
    """Show how far evaluators agree where two of them scored the same conversation blind."""
    days = request.args.get("days", PERIODS[1], type=int)
    if days not in PERIODS:
        abort(400)
    rubrics = rubrics_in_use()
    chosen = request.args.get("rubric", type=row_id) or overview.rubric_with_most_doubles()
    rubric = next((each for each in rubrics if each.id == chosen), None)
    if rubric is None and rubrics:
        abort(404)
    end = midnight(now().date() + timedelta(days=1))
    start = end - timedelta(days=days)
    found = overview.overview_of(rubric.id, start, end) if rubric else None
    by_month = overview.scores_by_month(rubric.id, start, end) if rubric else {}
    months = [(month, score_agreement(scores)) for month, scores in by_month.items()]
    return render_template(
        "calibration/agreement.html",
        overview=found,
        rubric=rubric,
        rubrics=rubrics,
        days=days,
        periods=PERIODS,
        months=months,
        figure=charts.agreement_figure(months, _("Agreement on the score")),
        change=overview.change_in_halves(by_month),
        fewest_nominal=FEWEST_NOMINAL,
        fewest_ordered=FEWEST_ORDERED,
        wording=wording,
    )


def midnight(day: date) -> datetime:
    """The start of a day."""
    return datetime.combine(day, time(), UTC)


@allowed("calibration.read")
def severity() -> ResponseReturnValue:
    """Show severity: evaluators see their own, the QA lead everybody's."""
    view = severity_for(current_user)
    courses = {each.user.display_name: each.months for each in view.people if each.months}
    return render_template(
        "calibration/severity.html",
        view=view,
        figure=charts.severity_figure(courses, _("Points")),
        rows=course_rows(view),
        on=fits.fair_scores_are_on(),
        reach=reach_of(view),
        wording=wording,
    )


def reach_of(view: SeverityView) -> int:
    """How many points to each side the axis has to show."""
    ends = [abs(end) for each in view.people for end in (each.lower, each.upper)]
    return max(5, 5 * -int(-max(ends, default=0.0) // 5))


def course_rows(view: SeverityView) -> list[list[str]]:
    """The course of severity as a table."""
    return [
        [
            each.user.display_name,
            f"{month.year}-{month.month:02d}",
            "{} ({} / {})".format(
                *(number(of[name], 1, signed=True) for name in ("value", "lower", "upper"))
            ),
            number(of["n"]),
        ]
        for each in view.people
        for month, of in each.months
    ]


@allowed("calibration.edit")
def switch() -> ResponseReturnValue:
    """Let scorecards use fair scores, or not."""
    on = request.form.get("on") == "1"
    actions.use_fair_scores(current_user, on)
    db.session.commit()
    done = _("Scorecards show fair scores.") if on else _("Scorecards show scores as given.")
    flash(done, "success")
    return redirect(url_for("calibration.severity"))
