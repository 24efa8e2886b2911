"""The whole demonstration from one seed: people, six months of contacts, reviews and coaching.

Pure: the same seed and day always give the same world. Every stage has a stream of chance of its
own, so that a change in one leaves the others as they were.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from demo import cast, people
from demo.calibration import Calibration, calibrate
from demo.draws import (
    PeriodDraw,
    draw_periods,
    flags_of,
    speech_metrics,
    tasks_of,
    usual_of,
    with_expected_times,
)
from demo.growth import Objection, PlanRecord, write_objections, write_plans
from demo.journeys import Centre, tell_journeys
from demo.reviews import write_reviews
from demo.world import (
    AgentProfile,
    CaseRecord,
    Contact,
    CustomerProfile,
    Evaluator,
    Person,
    Review,
    Task,
    Team,
)
from evaluation.review_model.rules import Signal
from transcripts.metrics.conversation import Measures

DEFAULT_SEED = 20
CUSTOMERS = 900
CASES = 1600


@dataclass(frozen=True)
class World:
    """Everything that a loader needs. All of it is invented."""

    seed: int
    today: date
    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    agents: tuple[AgentProfile, ...]
    evaluators: tuple[Evaluator, ...]
    customers: tuple[CustomerProfile, ...]
    cases: tuple[CaseRecord, ...]
    contacts: tuple[Contact, ...]
    speech: dict[int, Measures]
    flags: dict[int, tuple[Signal, ...]]
    draws: tuple[PeriodDraw, ...]
    tasks: tuple[Task, ...]
    reviews: tuple[Review, ...]
    plans: tuple[PlanRecord, ...]
    objections: tuple[Objection, ...]
    calibrations: tuple[Calibration, ...] = ()
    simulated: bool = True


def simulate(seed: int, today: date) -> World:
    """Invent a support centre whose last day was yesterday. `seed` is 0 or more."""
    streams = [
        np.random.Generator(np.random.PCG64(s)) for s in np.random.SeedSequence(seed).spawn(7)
    ]
    agents = people.agents(today, streams[0])
    customers = people.customers(CUSTOMERS, streams[1])
    evaluators = people.evaluators()
    cases, told = tell_journeys(Centre(today, agents, streams[2]), customers, CASES)
    contacts = with_expected_times(told)
    speech = {c.id: speech_metrics(c) for c in contacts}
    usual = usual_of(contacts, speech)
    flags = {c.id: flags_of(c, speech[c.id], usual) for c in contacts}
    draws = draw_periods(contacts, flags, today, seed)
    tasks = tasks_of(draws, flags, agents, evaluators, streams[3])
    by_id = {contact.id: contact for contact in contacts}
    reviews = write_reviews(tasks, by_id, evaluators, today, streams[4])
    return World(
        seed=seed,
        today=today,
        people=(*cast.LEADS, *cast.OFFICE, *cast.EVALUATORS, *people.agent_users()),
        teams=cast.TEAMS,
        agents=agents,
        evaluators=evaluators,
        customers=customers,
        cases=cases,
        contacts=contacts,
        speech=speech,
        flags=flags,
        draws=draws,
        tasks=tasks,
        reviews=reviews,
        plans=write_plans(agents, cast.TEAMS, reviews, today, streams[5]),
        objections=write_objections(reviews, today),
        calibrations=calibrate(contacts, tasks, evaluators, today, streams[6]),
    )
