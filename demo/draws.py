"""Which simulated contacts are reviewed: flagged by the rules, drawn with known chances.

The very functions that the platform uses do it, so every simulated draw can be proved again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from demo.world import AgentProfile, Contact, Evaluator, Task
from evaluation.review_model import rules
from evaluation.review_model.limits import Usual, figures_of, fit_usual, places_of
from evaluation.sampling.drawing import Drawn, draw_for_agent
from evaluation.sampling.queries import AgentFrame
from evaluation.sampling.rotation import Pick, hand_out
from evaluation.speed import complexity_number
from evaluation.speed_norm import ContactRecord, SpeedNorm, fit_speed_norm
from transcripts.metrics.conversation import Measures, Talk, measure_conversation
from transcripts.metrics.holds import Said

PLAN_DAYS, PER_AGENT, RANDOM_SHARE, DUE_DAYS = 14, 3, 0.5, 7
DRAWS = 12
DAYS_NOT_YET_DRAWN = 4
"""The last draw was made some days ago, so the newest contacts are there to be drawn."""
DONE_OF_LAST_DRAW = 0.3
DOUBLE_SHARE = 0.06


@dataclass(frozen=True)
class PeriodDraw:
    """One draw as it was made: the frames it was made from and what it picked."""

    id: int
    period_start: date
    period_end: date
    seed: int
    drawn_at: datetime
    frames: tuple[AgentFrame, ...]
    picks: tuple[Drawn, ...]


def with_expected_times(contacts: Sequence[Contact]) -> tuple[Contact, ...]:
    """Add what each contact should have taken, by the norm fitted on all of them."""
    norm = fit_speed_norm(
        ContactRecord(
            str(c.agent), c.channel, c.reason, complexity_number(c.complexity), c.handle_seconds
        )
        for c in contacts
        if c.agent is not None and c.handle_seconds
    )
    return tuple(replace(c, expected_seconds=_expected(c, norm)) for c in contacts)


def _expected(contact: Contact, norm: SpeedNorm) -> float | None:
    if contact.handle_seconds is None:
        return None
    return norm.expected_seconds(
        contact.channel, contact.reason, complexity_number(contact.complexity)
    )


def speech_metrics(contact: Contact) -> Measures:
    """How the talk went, from its turns: nothing was really said, so no voice was heard."""
    said = [Said(turn.speaker, turn.text, turn.start, turn.end) for turn in contact.said]
    return measure_conversation(Talk(contact.channel, said, contact.language))


def usual_of(contacts: Sequence[Contact], speech: Mapping[int, Measures]) -> Usual:
    """How the centre's contacts usually go."""
    return fit_usual((c.channel, figures_of(speech[c.id], c.handle_seconds)) for c in contacts)


def flags_of(contact: Contact, metrics: Measures, usual: Usual) -> tuple[rules.Signal, ...]:
    """What the first review model finds in a contact."""
    handled, expected = contact.handle_seconds, contact.expected_seconds
    view = rules.InteractionView(
        turns=[rules.TurnView(i, t.speaker, t.text, t.start) for i, t in enumerate(contact.said)],
        language=contact.language,
        channel=contact.channel,
        figures=figures_of(metrics, contact.handle_seconds),
        places=places_of(metrics),
        speed_ratio=handled / expected if handled and expected else None,
        is_repeat=contact.is_repeat,
        after_failed_self_service=contact.after_failed_self_service,
    )
    return tuple(rules.flag(view, usual))


def draw_periods(
    contacts: Iterable[Contact],
    flags: Mapping[int, tuple[rules.Signal, ...]],
    today: date,
    seed: int,
) -> tuple[PeriodDraw, ...]:
    """Draw each agent's contacts of every two weeks, the last period ending some days ago."""
    handled = [contact for contact in contacts if contact.agent is not None]
    return tuple(
        _draw_period(number, handled, flags, today, seed) for number in range(1, DRAWS + 1)
    )


def _draw_period(
    number: int,
    handled: list[Contact],
    flags: Mapping[int, tuple[rules.Signal, ...]],
    today: date,
    seed: int,
) -> PeriodDraw:
    end = today - timedelta(days=DAYS_NOT_YET_DRAWN + PLAN_DAYS * (DRAWS - number))
    start = end - timedelta(days=PLAN_DAYS - 1)
    by_agent: dict[int, list[int]] = {}
    for contact in handled:
        if start <= contact.started_at.date() <= end and contact.agent is not None:
            by_agent.setdefault(contact.agent, []).append(contact.id)
    frames = tuple(
        AgentFrame(
            agent,
            tuple(ids),
            tuple(rules.risk_of([signal.strength for signal in flags[i]]) for i in ids),
        )
        for agent, ids in sorted(by_agent.items())
    )
    draw_seed = seed * 1000 + number
    picks = tuple(
        drawn
        for frame in frames
        for drawn in draw_for_agent(frame, PER_AGENT, RANDOM_SHARE, draw_seed)
    )
    drawn_at = datetime.combine(end + timedelta(days=1), time(6, 0), UTC)
    return PeriodDraw(number, start, end, draw_seed, drawn_at, frames, picks)


def tasks_of(
    draws: Sequence[PeriodDraw],
    flags: Mapping[int, tuple[rules.Signal, ...]],
    agents: Sequence[AgentProfile],
    evaluators: Sequence[Evaluator],
    random: np.random.Generator,
) -> tuple[Task, ...]:
    """The reviews of all draws, in rotation, some of them scored twice; of the last draw only a
    part is done."""
    users = {agent.id: agent.user for agent in agents}
    tasks: list[Task] = []
    for draw in draws:
        picks = [Pick(d.interaction, d.agent, users[d.agent]) for d in draw.picks]
        hands = hand_out(picks, {evaluator.user: 0 for evaluator in evaluators}, draw.seed)
        is_last = draw.id == draws[-1].id
        for drawn in draw.picks:
            done = not is_last or bool(random.random() < DONE_OF_LAST_DRAW)
            strongest = flags[drawn.interaction][0].signal if flags[drawn.interaction] else ""
            task = _task(len(tasks) + 1, draw, drawn, hands[drawn.interaction], strongest, done)
            tasks.append(task)
            if done and random.random() < DOUBLE_SHARE:
                others = [e.user for e in evaluators if e.user != task.evaluator]
                second = others[int(random.integers(len(others)))]
                tasks.append(
                    replace(
                        task, id=len(tasks) + 1, evaluator=second, pick="double",
                        probability=None, double_of=task.id,
                    )
                )  # fmt: skip
    return tuple(tasks)


def _task(
    number: int, draw: PeriodDraw, drawn: Drawn, evaluator: int, strongest: str, done: bool
) -> Task:
    return Task(
        id=number,
        contact=drawn.interaction,
        evaluator=evaluator,
        draw=draw.id,
        pick="risk" if strongest else "random",
        reason=strongest,
        probability=drawn.probability,
        due_on=draw.drawn_at.date() + timedelta(days=DUE_DAYS),
        created_at=draw.drawn_at,
        done=done,
    )
