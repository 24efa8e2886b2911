"""Customers' matters and the contacts they take: web, chat, call, and again until it is solved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from demo.cast import LUMEN, TEAMS
from demo.dialogue import Scene, write_dialogue, write_self_service
from demo.people import true_skill
from demo.timing import handle_seconds, spoken, written
from demo.world import (
    ATTRIBUTES,
    AgentProfile,
    CaseRecord,
    Contact,
    CustomerProfile,
    Said,
    Team,
)

WEEKS = 26
CHANNEL_SHARES = {"voice": 0.42, "chat": 0.27, "email": 0.16, "social": 0.08, "sms": 0.07}
COMPLEXITY_SHARES = {"simple": 0.3, "normal": 0.5, "hard": 0.2}
SELF_SERVICE_SHARE = 0.22
SHARED_SPREAD = 8.0
"""Points by which a whole contact goes better or worse than its agent usually does."""
OWN_SPREAD = 13.0
"""The same for a single attribute within a contact."""
MOST_CONTACTS = 4
NEEDS_IDENTITY = 0.85
OPENING_HOUR, CLOSING_HOUR = 8, 20


@dataclass
class Centre:
    """What the story needs at hand, and the contacts told so far."""

    today: date
    agents: tuple[AgentProfile, ...]
    random: np.random.Generator
    next_id: int = 1

    @property
    def first_day(self) -> date:
        return self.today - timedelta(weeks=WEEKS)

    def new_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def chance(self, probability: float) -> bool:
        return bool(self.random.random() < probability)

    def pick(self, shares: Mapping[str, float]) -> str:
        return str(self.random.choice(list(shares), p=list(shares.values())))


@dataclass(frozen=True)
class Matter:
    """One case as it begins."""

    case: CaseRecord
    customer: CustomerProfile
    team: Team
    language: str
    complexity: str


def tell_journeys(
    centre: Centre, customers: tuple[CustomerProfile, ...], cases: int
) -> tuple[tuple[CaseRecord, ...], tuple[Contact, ...]]:
    """Tell `cases` matters over the 26 weeks before today; contacts come in order of time."""
    matters = [_matter(centre, number, customers) for number in range(1, cases + 1)]
    matters.sort(key=lambda matter: matter.case.opened_at)
    contacts = [contact for matter in matters for contact in tell_matter(centre, matter)]
    end = datetime.combine(centre.today, time.min, UTC)
    kept = sorted((c for c in contacts if c.started_at < end), key=lambda c: (c.started_at, c.id))
    numbered = tuple(replace(contact, id=number) for number, contact in enumerate(kept, 1))
    return tuple(matter.case for matter in matters), numbered


def _matter(centre: Centre, number: int, customers: tuple[CustomerProfile, ...]) -> Matter:
    customer = customers[int(centre.random.integers(len(customers)))]
    team = TEAMS[int(centre.random.integers(len(TEAMS)))]
    reason = str(centre.random.choice(team.reasons))
    day = centre.first_day + timedelta(days=int(centre.random.integers(WEEKS * 7)))
    opened = office_time(centre, day)
    case = CaseRecord(number, f"demo-case-{number:05d}", customer.id, reason, opened)
    return Matter(case, customer, team, customer.language, centre.pick(COMPLEXITY_SHARES))


def office_time(centre: Centre, day: date) -> datetime:
    """A moment of that day while the centre is open."""
    seconds = int(centre.random.integers((CLOSING_HOUR - OPENING_HOUR) * 3600))
    return datetime.combine(day, time(OPENING_HOUR), UTC) + timedelta(seconds=seconds)


def tell_matter(centre: Centre, matter: Matter) -> Iterator[Contact]:
    """The contacts of one matter: maybe self-service first, then people until it is solved."""
    moment, failed = matter.case.opened_at, False
    if matter.team.company == LUMEN and centre.chance(SELF_SERVICE_SHARE):
        failed = True
        yield _self_service(centre, matter, moment)
        moment += timedelta(minutes=int(centre.random.integers(15, 240)))
    days = 0
    for number in range(MOST_CONTACTS):
        contact = _contact(centre, matter, moment, number, days, failed and number == 0)
        yield contact
        if contact.outcome == "resolved" or centre.chance(0.25):
            return
        days = int(centre.random.integers(2, 6))
        moment = office_time(centre, moment.date() + timedelta(days=days))


def _self_service(centre: Centre, matter: Matter, moment: datetime) -> Contact:
    scene = Scene(
        matter.language, "web", matter.case.reason, "failed", matter.team.company, "",
        matter.customer.name, "", {}, None,
    )  # fmt: skip
    script = write_self_service(scene, centre.random)
    length = float(centre.random.uniform(90, 420))
    said = written(script.turns, "web", length, centre.random)
    return Contact(
        id=centre.new_id(), case=matter.case.id, customer=matter.customer.id, agent=None,
        channel="web", language=matter.language, reason=matter.case.reason, subject="",
        complexity=matter.complexity, outcome="failed", started_at=moment,
        duration_seconds=round(length, 1), handle_seconds=None, is_repeat=False,
        after_failed_self_service=False, csat=None, said=said,
    )  # fmt: skip


def _contact(
    centre: Centre, matter: Matter, moment: datetime, number: int, days: int, failed: bool
) -> Contact:
    agent = _agent_for(centre, matter)
    channel = centre.pick(CHANNEL_SHARES)
    levels = levels_on(centre, agent, moment.date())
    verified = _verified(centre, agent, channel)
    outcome = _outcome(centre, levels, matter.complexity)
    reason, complexity = matter.case.reason, matter.complexity
    scene = Scene(
        matter.language, channel, reason, outcome, matter.team.company, agent.name,
        matter.customer.name, f"{int(centre.random.integers(100, 1000))}", levels, verified,
        repeat=number, days=days, after_self_service=failed,
    )  # fmt: skip
    script = write_dialogue(scene, centre.random)
    handle = handle_seconds(channel, reason, complexity, agent.pace, centre.random)
    said = _timed(script.turns, channel, handle, centre.random)
    return Contact(
        id=centre.new_id(), case=matter.case.id, customer=matter.customer.id, agent=agent.id,
        channel=channel, language=matter.language, reason=reason, subject="",
        complexity=complexity, outcome=outcome, started_at=moment,
        duration_seconds=said[-1].end, handle_seconds=handle, is_repeat=number > 0,
        after_failed_self_service=failed, csat=_csat(centre, levels, outcome, number), said=said,
        levels=levels, shows=script.shows, verified=verified,
        honest=levels["product_knowledge"] > 0 or centre.chance(0.5),
    )  # fmt: skip


def _timed(
    turns: list[Said], channel: str, handle: float, random: np.random.Generator
) -> tuple[Said, ...]:
    if channel == "voice":
        return spoken(turns, handle, random)
    return written(turns, channel, handle, random)


def _agent_for(centre: Centre, matter: Matter) -> AgentProfile:
    able = [
        agent
        for agent in centre.agents
        if agent.team == matter.team.id and matter.language in agent.languages
    ]
    return able[int(centre.random.integers(len(able)))]


def levels_on(centre: Centre, agent: AgentProfile, day: date) -> dict[str, int]:
    """What will be seen of each attribute (0-4) in one contact on that day."""
    shared = centre.random.normal(0, SHARED_SPREAD)
    own = centre.random.normal(0, OWN_SPREAD, len(ATTRIBUTES))
    return {
        key: int(
            np.clip(
                np.rint((true_skill(agent, key, day, centre.first_day) + shared + x) / 25), 0, 4
            )
        )
        for key, x in zip(ATTRIBUTES, own, strict=True)
    }


def _verified(centre: Centre, agent: AgentProfile, channel: str) -> bool | None:
    if channel in ("sms", "social") or not centre.chance(NEEDS_IDENTITY):
        return None
    return centre.chance(agent.verifies)


def _outcome(centre: Centre, levels: Mapping[str, int], complexity: str) -> str:
    """Knowledge solves, probing finds what there is to solve; hard matters resist."""
    harder = {"simple": 0.1, "normal": 0.0, "hard": -0.15}[complexity]
    solved = 0.12 + 0.15 * levels["product_knowledge"] + 0.07 * levels["probing"] + harder
    if centre.chance(float(np.clip(solved, 0.03, 0.95))):
        return "resolved"
    return centre.pick({"follow_up": 0.35, "transferred": 0.3, "unresolved": 0.35})


def _csat(centre: Centre, levels: Mapping[str, int], outcome: str, number: int) -> int | None:
    """One customer in four answers, from 1 to 5."""
    if not centre.chance(0.25):
        return None
    liked = 1.6 + 0.45 * levels["empathy"] + 0.25 * levels["adaptability"]
    liked += {"resolved": 1.0, "follow_up": 0.2, "transferred": -0.3, "unresolved": -0.9}[outcome]
    return int(np.clip(np.rint(liked - 0.4 * number + centre.random.normal(0, 0.7)), 1, 5))
