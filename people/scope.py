"""Whose rows a person may see. Every query that a person asks goes through here."""

from flask import current_app
from sqlalchemy import Select, false, select, true
from sqlalchemy.sql import ColumnElement

from people.models import Agent, User, team_leads
from people.permissions import ADMIN, AGENT, EVALUATOR, HR, LEAD, QA_LEAD, permits


def may(user: User, permission: str) -> bool:
    """Say whether the user's roles hold ``permission``."""
    return bool(user.is_authenticated) and permits(user.role_names, permission)


def sees_all_agents(user: User) -> bool:
    """Administrators, QA leads and HR see every agent; evaluators do where the centre says so."""
    roles = user.role_names
    if roles & {ADMIN, QA_LEAD, HR}:
        return True
    return EVALUATOR in roles and current_app.config["SETTINGS"].evaluators_see_all


def agents_in_scope(user: User) -> ColumnElement[bool]:
    """Return the condition on Agent that keeps only the agents this user may see."""
    return true() if sees_all_agents(user) else led_or_self(user)


def led_or_self(user: User) -> ColumnElement[bool]:
    """Return the condition on Agent: a lead's own teams, and as an agent oneself."""
    scope: ColumnElement[bool] = false()
    if LEAD in user.role_names:
        led = select(team_leads.c.team_id).where(team_leads.c.user_id == user.id)
        scope = scope | Agent.team_id.in_(led)
    if AGENT in user.role_names:
        scope = scope | (Agent.user_id == user.id)
    return scope


def agent_ids_in_scope(user: User) -> Select[int]:
    """Select the ids of the agents this user may see, for use in ``column.in_(...)``."""
    return select(Agent.id).where(agents_in_scope(user))
