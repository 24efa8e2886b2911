"""Which reviews a second evaluator does as well, unseen, so that severity can be told from quality.

Severe evaluators and weak agents look the same unless evaluators meet: directly, on the same
conversation, or through agents whom both review. Doubles therefore go first to where two groups
of evaluators do not meet yet, then to evaluators whom no double connects, then to those who have
met least. Pure and repeatable.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np

DEFAULT_SHARE = 0.05
ENOUGH_CHOICE = 100
"""Once everybody is connected, so many reviews in random order are choice enough."""


@dataclass(frozen=True)
class Given:
    """A review that has been handed out, and the evaluators who may never do it."""

    interaction: int
    agent: int
    evaluator: int
    barred: Collection[int] = ()


@dataclass
class Groups:
    """Things that hang together, by union-find."""

    parent: dict[Hashable, Hashable] = field(default_factory=dict)

    def root(self, thing: Hashable) -> Hashable:
        self.parent.setdefault(thing, thing)
        while self.parent[thing] != thing:
            self.parent[thing] = self.parent[self.parent[thing]]
            thing = self.parent[thing]
        return thing

    def join(self, one: Hashable, other: Hashable) -> None:
        self.parent[self.root(one)] = self.root(other)

    def apart(self, one: Hashable, other: Hashable) -> bool:
        return self.root(one) != self.root(other)


def how_many(reviews: int, share: float) -> int:
    """How many of so many reviews are done twice: the share, rounded up."""
    return ceil(round(reviews * share, 9))


def choose_doubles(
    given: Sequence[Given],
    evaluators: Collection[int],
    count: int,
    seed: int,
    *,
    met: Collection[tuple[int, int]] = (),
    twice: Collection[tuple[int, int]] = (),
    room: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Choose up to ``count`` of the reviews and a second evaluator for each.

    ``met`` are (evaluator, agent) of earlier reviews, ``twice`` pairs of evaluators of earlier
    doubles. ``room`` says how many more reviews an evaluator can take. Returns {interaction:
    second evaluator}.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    state = _State(given, evaluators, met, twice, dict(room) if room else {})
    found: dict[int, int] = {}
    order = [given[i] for i in random.permutation(len(given))]
    while len(found) < count:
        left = [review for review in order if review.interaction not in found]
        looked_at = left[:ENOUGH_CHOICE] if state.connected else left
        choices = [
            (state.value(review, person), review, person)
            for review in looked_at
            for person in state.able(review)
        ]
        if not choices:
            break
        _value, review, person = min(choices, key=lambda choice: choice[0])
        found[review.interaction] = person
        state.take(review, person)
    return found


class _State:
    """Who meets whom so far."""

    def __init__(
        self,
        given: Sequence[Given],
        evaluators: Collection[int],
        met: Collection[tuple[int, int]],
        twice: Collection[tuple[int, int]],
        room: dict[int, int],
    ) -> None:
        self.evaluators = sorted(evaluators)
        self.room = room
        self.all, self.directly = Groups(), Groups()
        self.pairs = Counter(frozenset(pair) for pair in twice)
        self.load: Counter[int] = Counter()
        for evaluator, agent in [*met, *((g.evaluator, g.agent) for g in given)]:
            self.all.join(("evaluator", evaluator), ("agent", agent))
        for one, other in twice:
            self.all.join(("evaluator", one), ("evaluator", other))
            self.directly.join(one, other)

    @property
    def connected(self) -> bool:
        """Whether doubles alone connect all evaluators."""
        return len({self.directly.root(person) for person in self.evaluators}) <= 1

    def able(self, review: Given) -> list[int]:
        return [
            person
            for person in self.evaluators
            if person != review.evaluator
            and person not in review.barred
            and self.room.get(person, 1) > 0
        ]

    def value(self, review: Given, person: int) -> tuple[bool, bool, int, int]:
        """Smaller is better: joins two groups, joins two by doubles, has met and done least."""
        return (
            not self.all.apart(("evaluator", person), ("agent", review.agent)),
            not self.directly.apart(person, review.evaluator),
            self.pairs[frozenset((person, review.evaluator))],
            self.load[person] + self.load[review.evaluator],
        )

    def take(self, review: Given, person: int) -> None:
        self.all.join(("evaluator", person), ("agent", review.agent))
        self.directly.join(person, review.evaluator)
        self.pairs[frozenset((person, review.evaluator))] += 1
        self.load.update((person, review.evaluator))
        if person in self.room:
            self.room[person] -= 1
