"""Who sees how much of a plan. The permission table opens the page; this says what is on it."""

from people.models import Agent, User
from people.permissions import ADMIN, QA_LEAD
from people.scope import may


def leads(user: User, agent: Agent) -> bool:
    """Whether the user leads the agent's team."""
    return agent.team_id is not None and agent.team_id in {team.id for team in user.led_teams}


def is_self(user: User, agent: Agent) -> bool:
    """Whether the agent is the user."""
    return agent.user_id is not None and agent.user_id == user.id


def coaches(user: User, agent: Agent) -> bool:
    """Leads coach their own teams, QA leads everybody; nobody coaches themselves."""
    if is_self(user, agent) or not may(user, "plan.edit"):
        return False
    return QA_LEAD in user.role_names or leads(user, agent)


def reads_details(user: User, agent: Agent) -> bool:
    """Moments, promises and shared notes: for the agent and those who coach; HR sees progress."""
    by_role = bool(user.role_names & {QA_LEAD, ADMIN})
    return by_role or is_self(user, agent) or coaches(user, agent)


def reads_private_notes(user: User, agent: Agent) -> bool:
    """Private notes are for the leads of the agent's team, and never for the agent."""
    return may(user, "note.private") and leads(user, agent) and not is_self(user, agent)
