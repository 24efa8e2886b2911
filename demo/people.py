"""Turns the cast into agents with true skills, dated to the day on which the demonstration ends."""

import unicodedata
from datetime import date, timedelta

import numpy as np

from demo.cast import AGENTS, CUSTOMER_NAMES, EVALUATORS, FIRST_AGENT_USER, SEVERITIES, Role
from demo.world import ATTRIBUTES, AgentProfile, Coaching, CustomerProfile, Evaluator, Person

CENTRE_MEAN = 72.0
BETWEEN_AGENTS = 3.5
WITHIN_ATTRIBUTES = 3.0
DAYS_PER_MONTH = 30.4
LANGUAGE_SHARES = {"en": 0.6, "es": 0.25, "ca": 0.15}


def agents(today: date, random: np.random.Generator) -> tuple[AgentProfile, ...]:
    """The 24 agents. The order of the cast decides the ids."""
    return tuple(_agent(number, role, today, random) for number, role in enumerate(AGENTS, 1))


def _agent(number: int, role: Role, today: date, random: np.random.Generator) -> AgentProfile:
    drawn = random.normal(0, BETWEEN_AGENTS)
    overall = CENTRE_MEAN + (drawn if role.overall is None else role.overall)
    noise = dict(zip(ATTRIBUTES, random.normal(0, WITHIN_ATTRIBUTES, len(ATTRIBUTES)), strict=True))
    pace = float(np.exp(random.normal(0, 0.1)))
    return AgentProfile(
        id=number,
        name=role.name,
        team=role.team,
        user=FIRST_AGENT_USER + number - 1,
        hired_on=today - timedelta(days=round(role.months_here * DAYS_PER_MONTH)),
        languages=role.languages,
        skills={key: overall + role.habits.get(key, noise[key]) for key in ATTRIBUTES},
        trend=dict.fromkeys(ATTRIBUTES, role.trend),
        pace=role.pace or pace,
        verifies=role.verifies,
        stage=role.stage,
        aim=role.aim,
        coaching=_coaching(role, today),
    )


def _coaching(role: Role, today: date) -> Coaching | None:
    if role.coached is None:
        return None
    attribute, weeks_ago, effect, state = role.coached
    return Coaching(attribute, today - timedelta(weeks=weeks_ago), effect, state)


def agent_users() -> tuple[Person, ...]:
    """The sign-in of each agent."""
    return tuple(
        Person(
            FIRST_AGENT_USER + index,
            role.email or f"{plain(role.name)}@demo.test",
            role.name,
            ("agent",),
        )
        for index, role in enumerate(AGENTS)
    )


def plain(name: str) -> str:
    """A name as the front of an address: "Lucía Romero" gives "lucia.romero"."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return letters.lower().replace(" ", ".")


def evaluators() -> tuple[Evaluator, ...]:
    """The five evaluators with their severities."""
    return tuple(
        Evaluator(person.id, severity)
        for person, severity in zip(EVALUATORS, SEVERITIES, strict=True)
    )


def customers(count: int, random: np.random.Generator) -> tuple[CustomerProfile, ...]:
    """Invented customers, three in five of them English-speaking."""
    languages = random.choice(list(LANGUAGE_SHARES), count, p=list(LANGUAGE_SHARES.values()))
    return tuple(
        CustomerProfile(number, f"demo-{number:05d}", _name(str(language), random), str(language))
        for number, language in enumerate(languages, 1)
    )


def _name(language: str, random: np.random.Generator) -> str:
    first, last = (str(random.choice(names.split())) for names in CUSTOMER_NAMES[language])
    return f"{first} {last}"


def true_skill(agent: AgentProfile, attribute: str, day: date, first_day: date) -> float:
    """An agent's true mean (0-100) in an attribute on a day: trend, and coaching after a week."""
    months = (day - first_day).days / DAYS_PER_MONTH
    skill = agent.skills[attribute] + agent.trend[attribute] * months
    coaching = agent.coaching
    if coaching and coaching.attribute == attribute:
        weeks = (day - coaching.started_on).days / 7
        skill += coaching.effect * float(np.clip(weeks - 1, 0, 2)) / 2
    return float(np.clip(skill, 5, 97))
