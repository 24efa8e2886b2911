"""The scorecard of one agent, for themselves and for those who work with them."""

from datetime import date

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.i18n import localized
from core.web.access import allowed, signed_in
from evaluation.self_evaluation.queries import hidden_among
from people.models import Agent
from people.queries import agent_for
from people.scope import may
from scorecards import queries
from scorecards.charts import trend_figure
from scorecards.estimates import MIN_FOR_SCORE, MIN_FOR_VERDICT
from scorecards.fairness import fairness
from scorecards.queries import ATTRIBUTES, AgentResult, Period
from scorecards.scorecard import Month, monthly
from scorecards.wording import fairness_words, in_figures, lead_sentence, measure_words


def asked_day(name: str) -> date | None:
    """The day that the address names. ValueError for one at the ends of the calendar."""
    if not request.args.get(name):
        return None
    day = date.fromisoformat(request.args[name])
    if not date(1900, 1, 1) <= day < date(3000, 1, 1):
        raise ValueError("no review is of that day")
    return day


def asked_period() -> Period:
    """The period that the address names, else the last thirteen weeks; 400 for a wrong one."""
    try:
        return queries.period_ending(asked_day("to"), asked_day("from"))
    except ValueError:
        abort(400)


@allowed("evaluation.answer")
def mine() -> ResponseReturnValue:
    """Show the signed-in agent their own scorecard."""
    if current_user.agent is None:
        return render_template("scorecards/not_linked.html")
    return page(current_user.agent)


@allowed("scorecard.read")
def agent(agent_id: int) -> ResponseReturnValue:
    """Show an agent's scorecard to somebody who may see that agent."""
    found = agent_for(current_user, agent_id)
    if found is None:
        abort(404)
    if found.user_id == current_user.id and not request.args:
        return redirect(url_for("scorecards.mine"))
    return page(found)


def page(shown: Agent) -> ResponseReturnValue:
    """Build the page; conversations are left out for those who may not read them."""
    period = asked_period()
    result = queries.result_of(shown, period)
    known = queries.competencies()
    names = {competency.key: localized(competency.name) for competency in known}
    attributes = {key: names[key] for key in ATTRIBUTES if key in names}
    trends = trends_of(result, attributes)
    reads_reviews = may(current_user, "evaluation.read")
    reviews = queries.recent_evaluations(shown, period) if reads_reviews else []
    moments = queries.moments_of(shown, period) if reads_reviews else []
    judged = {review.id for review in reviews} | {moment.evaluation_id for moment in moments}
    hidden = hidden_among(current_user, judged)
    return render_template(
        "scorecards/agent.html",
        agent=shown,
        is_own=shown.user_id == current_user.id,
        period=period,
        scorecard=result.scorecard,
        attributes=attributes,
        others={key: name for key, name in names.items() if key not in attributes},
        words={key: measure_words(m) for key, m in result.scorecard.measures.items()},
        lead=lead_sentence(result.scorecard, attributes),
        target=queries.target_score(),
        raw=result.raw_estimates() if result.is_adjusted else {},
        fairness=fairness_words(fairness(), result.is_adjusted),
        trend=trend_figure(trends, attributes),
        trend_rows=trend_rows(trends, attributes),
        reviews=reviews,
        moments=[moment for moment in moments if moment.evaluation_id not in hidden],
        hidden=hidden,
        reads_reviews=reads_reviews,
        min_for_score=MIN_FOR_SCORE,
        min_for_verdict=MIN_FOR_VERDICT,
    )


def trends_of(result: AgentResult, attributes: dict[str, str]) -> dict[str, list[Month]]:
    """The months of this period and the one before it, for each attribute."""
    reviews = [*result.earlier, *result.reviews]
    return {key: monthly(reviews, key, result.priors) for key in attributes}


def trend_rows(trends: dict[str, list[Month]], names: dict[str, str]) -> list[list[str | int]]:
    """The trend as a table: one row for each month of each attribute."""
    return [
        [
            names[key],
            f"{month.year}-{month.month:02d}",
            in_figures(month.estimate) if month.estimate else "–",
            month.n,
        ]
        for key, months in trends.items()
        for month in months
    ]


@signed_in
def methods() -> ResponseReturnValue:
    """Say how the numbers are made, in words for everybody."""
    return render_template(
        "scorecards/methods.html", min_for_score=MIN_FOR_SCORE, min_for_verdict=MIN_FOR_VERDICT
    )
