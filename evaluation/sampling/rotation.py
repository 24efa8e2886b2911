"""Who reviews what: evaluators take turns over agents, so that nobody judges only "their" people.

Pure and repeatable: the same picks, evaluators and seed always give the same hands.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Pick:
    """An interaction to hand out. ``own_user`` is the agent's own account, who may not judge it."""

    interaction: int
    agent: int
    own_user: int | None = None


def hand_out(picks: Sequence[Pick], workload: Mapping[int, int], seed: int) -> dict[int, int]:
    """Give each pick to an evaluator: {interaction: evaluator}.

    ``workload`` maps every evaluator to the number of reviews already waiting. Whoever has fewest
    is next; among equals, whoever has had this agent least; then chance. A pick that nobody may
    take, because its agent is the only evaluator, is left out.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    load = Counter(dict(workload))
    met: Counter[tuple[int, int]] = Counter()
    hands: dict[int, int] = {}
    for index in random.permutation(len(picks)):
        pick = picks[index]
        able = [person for person in sorted(workload) if person != pick.own_user]
        if not able:
            continue
        chance = dict(zip(able, random.random(len(able)).tolist(), strict=True))
        person = min(able, key=lambda who: (load[who], met[who, pick.agent], chance[who]))
        hands[pick.interaction] = person
        load[person] += 1
        met[person, pick.agent] += 1
    return hands
