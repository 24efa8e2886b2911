"""What the filters of a search offer to a person: only what occurs in what they may see."""

from collections.abc import Sequence
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import g
from flask_babel import get_locale
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from core.db import db
from people.models import Agent, Team, User
from people.scope import led_or_self
from transcripts.models import Interaction
from transcripts.queries import sees_every_interaction, visible_to
from transcripts.wording import outcome_words

MOST = 100
MOST_SAID = 1000
SAID_OF = ("reason", "outcome", "language")
Choice = tuple[str, str]


def agents(user: User) -> list[Choice]:
    """Return the active agents whose interactions this person sees."""
    wanted = select(Agent.id, Agent.name).where(Agent.active).order_by(Agent.name, Agent.id)
    if not sees_every_interaction(user):
        wanted = wanted.where(led_or_self(user))
    return [(str(number), name) for number, name in db.session.execute(wanted)]


def teams(user: User) -> list[Choice]:
    """Return the teams of the agents whose interactions this person sees."""
    wanted = select(Team.id, Team.name).order_by(Team.name, Team.id)
    if not sees_every_interaction(user):
        wanted = wanted.where(Team.id.in_(select(Agent.team_id).where(led_or_self(user))))
    return [(str(number), name) for number, name in db.session.execute(wanted)]


def ids_of_team(team_id: int, limit: int) -> Sequence[int]:
    """Return the ids of at most ``limit`` agents of a team."""
    return db.session.scalars(select(Agent.id).where(Agent.team_id == team_id).limit(limit)).all()


def reasons(user: User) -> list[Choice]:
    """Return the reasons that occur, as the centre writes them."""
    return [(reason, reason) for reason in occurring(user, Interaction.reason)]


def outcomes(user: User) -> list[Choice]:
    """Return the outcomes that occur, in words."""
    return [(outcome, outcome_words(outcome)) for outcome in occurring(user, Interaction.outcome)]


def languages(user: User) -> list[Choice]:
    """Return the languages that occur, by their names."""
    return [(code, language_name(code)) for code in occurring(user, Interaction.language)]


def language_name(code: str) -> str:
    """Return the name of a language in the reader's own; its code where nobody knows it."""
    try:
        name = Locale.parse(code, sep="-").get_language_name(get_locale() or "en")
    except (UnknownLocaleError, ValueError):
        name = None
    return name or code


def occurring(user: User, column: InstrumentedAttribute[Any]) -> list[str]:
    """Return up to a hundred values of a column of Interaction that occur in what is visible."""
    if sees_every_interaction(user):
        return distinct_by_index(column)
    place = SAID_OF.index(column.key)
    return sorted({row[place] for row in said_in_scope(user) if row[place]})[:MOST]


def said_in_scope(user: User) -> Sequence[Any]:
    """Return what is said of the interactions that a person may see, read once for each page."""
    read: dict[int, Sequence[Any]] = g.setdefault("said_in_scope", {})
    if user.id not in read:
        columns = [getattr(Interaction, name) for name in SAID_OF]
        wanted = select(*columns).where(visible_to(user)).distinct().limit(MOST_SAID)
        read[user.id] = db.session.execute(wanted).all()
    return read[user.id]


def distinct_by_index(column: InstrumentedAttribute[Any]) -> list[str]:
    """Hop from each value to the next one in the index, so that no row is read."""
    values = select(func.min(column).label("value")).where(column > "").cte("found", recursive=True)
    following = select(func.min(column)).where(column > values.c.value).scalar_subquery()
    values = values.union_all(select(following).where(values.c.value.is_not(None)))
    wanted = select(values.c.value).where(values.c.value.is_not(None)).limit(MOST)
    return sorted(db.session.scalars(wanted))
