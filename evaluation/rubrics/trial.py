"""Trying a rubric on past reviews: how would their scores have moved? Nothing is stored.

Past answers are taken over by the key of their question where they still fit. What cannot be taken
over counts as "not applicable", and is told: a difference then is of the questions in common only.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

from evaluation.rubrics.conditions import visible
from evaluation.rubrics.parts import Criterion, Rubric
from evaluation.scoring import Answer, ratio_of, score_evaluation

LEVEL = 0.95
MIN_FOR_INTERVAL = 4


@dataclass(frozen=True)
class PastReview:
    """A review as it was: its score 0-100, answers by key, speed points 0-100, who it is about."""

    agent: str
    score: float
    answers: Mapping[str, Answer]
    speed: float | None = None


@dataclass(frozen=True)
class Move:
    """How the scores of some reviews would move, in points; the interval from 4 reviews on."""

    name: str
    n: int
    before: float
    after: float
    difference: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Trial:
    """What a trial finds. The counters say in how many reviews, by the key of the question."""

    overall: Move | None
    agents: tuple[Move, ...]
    unscored: int  # reviews that would get no score at all
    not_answered: Mapping[str, int]  # asked now, not answered then
    not_fitting: Mapping[str, int]  # answered then in a way that is no answer now
    bands: Mapping[float, tuple[int, int]]  # by lower bound: reviews before and after


def try_on(rubric: Rubric, reviews: Sequence[PastReview]) -> Trial:
    """Score past reviews by ``rubric``."""
    not_answered: Counter[str] = Counter()
    not_fitting: Counter[str] = Counter()
    moved: list[tuple[str, float, float]] = []
    before, after = Counter[float](), Counter[float]()
    spec, unscored = rubric.spec(), 0
    for review in reviews:
        answers = taken_over(rubric, review.answers, not_fitting)
        asked = visible(spec, answers)
        not_answered.update(
            c.key for c in rubric.criteria
            if c.key in asked and c.key not in review.answers and c.kind != "text" and not c.bonus
        )  # fmt: skip
        ratio = None if review.speed is None else ratio_of(review.speed)
        score = score_evaluation(spec, answers, ratio)
        if score.composite is None:
            unscored += 1
            continue
        moved.append((review.agent, review.score, score.composite))
        if score.band is not None:
            after[score.band] += 1
            before[max(bound for bound in spec.bands if bound <= review.score)] += 1
    names = sorted({agent for agent, _, _ in moved})
    return Trial(
        overall=_move("", [(b, a) for _, b, a in moved]) if moved else None,
        agents=tuple(_move(name, [(b, a) for who, b, a in moved if who == name]) for name in names),
        unscored=unscored,
        not_answered=dict(not_answered),
        not_fitting=dict(not_fitting),
        bands={bound: (before[bound], after[bound]) for bound in spec.bands},
    )


def taken_over(
    rubric: Rubric, answers: Mapping[str, Answer], not_fitting: Counter[str]
) -> dict[str, Answer]:
    """The answers that are still answers; the others are counted."""
    found = {}
    for criterion in rubric.criteria:
        answer = answers.get(criterion.key)
        if answer is None:
            continue
        if fits(criterion, answer):
            found[criterion.key] = answer
        else:
            not_fitting[criterion.key] += 1
    return found


def fits(criterion: Criterion, answer: Answer) -> bool:
    """Whether an answer could be given to this question."""
    if answer.not_applicable:
        return criterion.allow_na or criterion.kind == "automatic"
    if answer.value is None:
        return True
    if criterion.kind == "choice":
        return answer.value in [option.value for option in criterion.options]
    return criterion.minimum <= answer.value <= criterion.maximum


def _move(name: str, pairs: Sequence[tuple[float, float]]) -> Move:
    """Means, and the paired Student interval of their difference."""
    n = len(pairs)
    differences = [after - before for before, after in pairs]
    mean = math.fsum(differences) / n
    lower = upper = None
    if n >= MIN_FOR_INTERVAL:
        variance = math.fsum((d - mean) ** 2 for d in differences) / (n - 1)
        reach = float(stdtrit(n - 1, (1 + LEVEL) / 2)) * math.sqrt(variance / n)
        lower, upper = max(mean - reach, -100.0), min(mean + reach, 100.0)
    return Move(
        name=name,
        n=n,
        before=math.fsum(before for before, _ in pairs) / n,
        after=math.fsum(after for _, after in pairs) / n,
        difference=mean,
        lower=lower,
        upper=upper,
    )
