"""Who reviews what: evaluators take turns over agents, so that nobody judges only "their" people.

Pure and repeatable: the same picks, evaluators and seed always give the same hands.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Pick:
    """An interaction to hand out. ``own_user`` is the agent's own account, who may not judge it;
    nor may those ``barred``."""

    interaction: int
    agent: int
    own_user: int | None = None
    barred: frozenset[int] = frozenset()

    def may_be_judged_by(self, person: int) -> bool:
        return person != self.own_user and person not in self.barred


def hand_out(
    picks: Sequence[Pick],
    workload: Mapping[int, int],
    seed: int,
    room: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Give each pick to an evaluator: {interaction: evaluator}.

    ``workload`` maps every evaluator to the number of reviews already waiting. Whoever has fewest
    is next; among equals, whoever has had this agent least; then chance. ``room`` says how many
    more somebody can take, for those who have a limit. A pick that only people without room may
    judge is exchanged where that helps, else left out; so is one that nobody may judge.
    """
    table = _Table(picks, workload, dict(room or {}))
    random = np.random.Generator(np.random.PCG64(seed))
    for index in random.permutation(len(picks)):
        pick = picks[index]
        able = [person for person in sorted(workload) if pick.may_be_judged_by(person)]
        if not able:
            continue
        chance = dict(zip(able, random.random(len(able)).tolist(), strict=True))
        free = [person for person in able if table.has_room(person)]
        if free:
            table.give(
                pick,
                min(
                    free, key=lambda who: (table.load[who], table.met[who, pick.agent], chance[who])
                ),
            )
        else:
            table.exchange(pick, able)
    return table.hands


class _Table:
    """What everybody holds while picks are handed out."""

    def __init__(
        self, picks: Sequence[Pick], workload: Mapping[int, int], room: dict[int, int]
    ) -> None:
        self.picks = {pick.interaction: pick for pick in picks}
        self.people = sorted(workload)
        self.room = room
        self.load = Counter(dict(workload))
        self.met: Counter[tuple[int, int]] = Counter()
        self.hands: dict[int, int] = {}

    def has_room(self, person: int) -> bool:
        return self.room.get(person, 1) > 0

    def give(self, pick: Pick, person: int) -> None:
        self.hands[pick.interaction] = person
        self._count(pick, person, 1)

    def exchange(self, pick: Pick, able: Sequence[int]) -> None:
        """Move something that one of the able holds to somebody with room; take its place."""
        for interaction, holder in self.hands.items():
            held = self.picks[interaction]
            if holder not in able:
                continue
            for other in self.people:
                if self.has_room(other) and held.may_be_judged_by(other):
                    self._count(held, holder, -1)
                    self.give(held, other)
                    self.give(pick, holder)
                    return

    def _count(self, pick: Pick, person: int, step: int) -> None:
        self.load[person] += step
        self.met[person, pick.agent] += step
        if person in self.room:
            self.room[person] -= step
