"""The board: where each plan stands. Agents find their own, HR the progress only."""

from collections.abc import Sequence
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coaching import queries
from coaching.access import coaches
from coaching.models import Plan
from coaching.wording import state_words, sure_words
from core.clock import now
from core.web.access import allowed
from people.queries import agents_for
from people.scope import may
from scorecards.queries import competencies

COLUMNS = ("agreed", "in_progress", "follow_up", "closed")
MOST_GAPS = 12


@allowed("plan.read")
def board() -> ResponseReturnValue:
    """Show the board to those who coach, their own plans to agents, and progress to the rest."""
    plans = queries.plans_for(current_user)
    if may(current_user, "plan.edit"):
        return coaching_board(plans)
    page = "mine" if may(current_user, "plan.acknowledge") else "progress"
    return render_template(
        f"coaching/{page}.html", plans=plans, today=now().date(), state_words=state_words
    )


def coaching_board(plans: Sequence[Plan]) -> ResponseReturnValue:
    """The columns for leads, with the gaps that no plan works on yet."""
    agents = [agent for agent in agents_for(current_user) if agent.active]
    coached = [agent for agent in agents if coaches(current_user, agent)]
    worked_on = {(plan.agent_id, plan.competency_id) for plan in plans if not plan.is_closed}
    gaps = queries.sure_gaps(coached, competencies(), worked_on)
    today = now().date()
    columns: dict[str, list[Plan]] = {column: [] for column in COLUMNS}
    for plan in plans:
        columns[column_of(plan, today)].append(plan)
    return render_template(
        "coaching/board.html",
        gaps=gaps[:MOST_GAPS],
        gaps_left=max(len(gaps) - MOST_GAPS, 0),
        columns=columns,
        today=today,
        agents=coached,
        state_words=state_words,
        sure_words=sure_words,
    )


def column_of(plan: Plan, today: date) -> str:
    """The column of a plan: an open one whose day has come is due for its follow-up."""
    if plan.is_closed or plan.due_on > today:
        return plan.state
    return "follow_up"
