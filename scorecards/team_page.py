"""The scorecard of a team: who is where, how sure that is, and quality against speed."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.i18n import localized
from core.web.access import allowed
from people.models import Team
from people.queries import agents_for, teams_for
from scorecards import queries
from scorecards.agent_page import asked_period
from scorecards.charts import balance_figure
from scorecards.estimates import Estimate, weighted_mean_variance
from scorecards.fairness import fairness
from scorecards.queries import ATTRIBUTES, AgentResult
from scorecards.scorecard import QUALITY, values_of
from scorecards.team_estimate import TeamPart, estimate_team
from scorecards.wording import fairness_words, in_figures


def chosen_team(teams: list[Team]) -> Team | None:
    """The team that the address names, else the first; 404 for one outside the scope."""
    wanted = request.args.get("team", type=int)
    if wanted is None:
        return teams[0] if teams else None
    found = next((team for team in teams if team.id == wanted), None)
    if found is None:
        abort(404)
    return found


@allowed("team.read")
def team() -> ResponseReturnValue:
    """Show a team: each agent's attributes with intervals, and quality against speed."""
    teams = list(teams_for(current_user))
    chosen = chosen_team(teams)
    if chosen is None:
        return render_template("scorecards/no_team.html")
    period = asked_period()
    agents = [agent for agent in agents_for(current_user) if agent.team_id == chosen.id]
    results = queries.results_of(agents, period)
    known = {c.key: localized(c.name) for c in queries.competencies()}
    cards = {result.agent.id: result.scorecard for result in results}
    names = {result.agent.id: result.agent.name for result in results}
    return render_template(
        "scorecards/team.html",
        teams=teams,
        team=chosen,
        period=period,
        results=results,
        attributes={key: known[key] for key in ATTRIBUTES if key in known},
        target=queries.target_score(),
        fairness=fairness_words(fairness(), any(result.is_adjusted for result in results)),
        team_estimates={key: team_estimate(results, key) for key in (*ATTRIBUTES, QUALITY)},
        figure=balance_figure(cards, names, (_("Quality"), _("Speed"))),
        figure_rows=balance_rows(results),
    )


def team_estimate(results: list[AgentResult], measure: str) -> Estimate | None:
    """The team's estimate of one measure, its agents weighed by their reviews in the period.

    Numbers of contacts would weigh better; the draw takes as many from each agent, so that each
    counts the same.
    """
    parts = []
    for result in results:
        values, weights = values_of(result.reviews, measure)
        if len(values) > 1:
            mean, variance = weighted_mean_variance(values, weights)
            parts.append(TeamPart(mean, variance, len(values), 1))
        elif values:
            parts.append(TeamPart(values[0], 0.0, 1, 1))
    return estimate_team(parts)


def balance_rows(results: list[AgentResult]) -> list[list[str]]:
    """Quality against speed as a table."""
    rows = []
    for result in results:
        quality = result.scorecard.measures["quality"].estimate
        speed = result.scorecard.measures["speed"].estimate
        if quality and speed:
            rows.append([result.agent.name, in_figures(quality), in_figures(speed)])
    return rows
