"""Machine scores on every interaction, people on a sample of them, one honest interval.

Active statistical inference (Zrnic and Candès 2024) in Hájek's form: the machine's mean over all,
corrected by what people found on the drawn sample. The machine narrows the interval as far as it
agrees with people and no further: its share, lambda, is learned from the *other* agents. The
reviews that correct a month must not have trained the model that scored it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorecards.estimates import (
    LEVEL,
    MIN_FOR_SCORE,
    Estimate,
    moderated_estimate,
    weighted_mean_variance,
)
from scorecards.variance_prior import VariancePrior, fit_variance_prior

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class AgentScores:
    """One agent's period; scores 0-100.

    `machine_all` covers every interaction; `human`, `machine` and `weights` (1/pi up to a factor)
    belong together and cover the reviewed ones.
    """

    machine_all: Floats
    human: Floats
    machine: Floats
    weights: Floats


def leave_one_out_slopes(agents: Sequence[AgentScores]) -> list[float]:
    """For each agent, the slope of human on machine scores within all the other agents.

    Never below 0: a machine that contradicts people is not believed. 0 where there is no other
    agent to learn from.
    """
    products, squares = np.zeros(len(agents)), np.zeros(len(agents))
    for i, agent in enumerate(agents):
        if agent.human.size >= 2:
            w = agent.weights / agent.weights.sum()
            off_machine = agent.machine - w @ agent.machine
            # Each review counts as one; the weights only say how they differ within the agent.
            products[i] = agent.human.size * (w @ (off_machine * agent.human))
            squares[i] = agent.human.size * (w @ off_machine**2)
    other_products, other_squares = products.sum() - products, squares.sum() - squares
    usable = other_squares > 1e-9 * max(float(squares.sum()), 1e-300)
    slopes = np.divide(other_products, other_squares, out=np.zeros(len(agents)), where=usable)
    return np.maximum(slopes, 0.0).tolist()


def estimate_agents(
    agents: Sequence[AgentScores], prior: VariancePrior | None = None, level: float = LEVEL
) -> list[Estimate | None]:
    """Each agent's score with its interval; None where fewer than 4 interactions were reviewed.

    Without a `prior` for the variance of the corrected residuals one is fitted over these agents.
    Raises ValueError where the parts of an agent's scores do not fit together.
    """
    for agent in agents:
        _check(agent)
    slopes = leave_one_out_slopes(agents)
    corrected = [
        weighted_mean_variance(agent.human - slope * agent.machine, agent.weights)
        if agent.human.size >= 2
        else (0.0, 0.0)
        for agent, slope in zip(agents, slopes, strict=True)
    ]
    if prior is None:
        prior = fit_variance_prior(
            [variance for _, variance in corrected], [agent.human.size - 1 for agent in agents]
        )
    found: list[Estimate | None] = []
    for agent, slope, (correction, variance) in zip(agents, slopes, corrected, strict=True):
        if agent.human.size < MIN_FOR_SCORE:
            found.append(None)
            continue
        mean = slope * float(agent.machine_all.mean()) + correction
        inside = min(max(mean, 0.0), 100.0)
        found.append(moderated_estimate(inside, variance, agent.human.size, prior, level))
    return found


def _check(agent: AgentScores) -> None:
    if not agent.human.shape == agent.machine.shape == agent.weights.shape:
        raise ValueError("human, machine and weights must be of the same reviews")
    if agent.machine_all.size < agent.human.size:
        raise ValueError("the machine must have scored every interaction, reviewed ones included")
