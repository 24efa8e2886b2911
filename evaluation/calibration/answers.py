"""How far apart answers to one question lie, and how well people agree on it. Pure.

A question is known by "section/criterion", so that it is the same in every version of a rubric.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from core.proportions import Proportion, wilson_interval
from evaluation.calibration.agreement import gwet_ac, icc, krippendorff_alpha
from evaluation.calibration.coefficient import Agreement
from evaluation.calibration.differences import Metric

NOMINAL = ("yes_no", "choice")
METRICS: Mapping[str, Metric] = {"scale": "ordinal", "number": "interval"}  # else nominal

FEWEST_NOMINAL = 20
FEWEST_ORDERED = 5
"""Units rated twice below which no coefficient is shown: see docs/calibration.md for its reason."""
NUMBER_TOLERANCE = 0.1  # of the range
SCORE_TOLERANCE = 5.0  # points
FEWEST_FOR_MEAN = 4


@dataclass(frozen=True)
class Answer:
    """What somebody answered: a value, or "not applicable"."""

    value: float | None
    na: bool = False


@dataclass(frozen=True)
class Question:
    """A question as far as comparing its answers needs it; ``values`` are those it offers."""

    key: str
    kind: str
    minimum: float
    maximum: float
    values: tuple[float, ...] = ()

    @property
    def is_nominal(self) -> bool:
        return self.kind in NOMINAL

    @property
    def fewest(self) -> int:
        """How many units must have been rated twice before agreement is computed."""
        return FEWEST_NOMINAL if self.is_nominal else FEWEST_ORDERED

    @property
    def tolerance(self) -> float:
        """How far apart two answers may lie and still count as close."""
        if self.is_nominal:
            return 0.0
        return 1.0 if self.kind == "scale" else NUMBER_TOLERANCE * (self.maximum - self.minimum)

    def distance(self, one: Answer, other: Answer) -> float:
        """How far apart two answers are, from 0 (the same) to 1 (as far as the question goes)."""
        if one.na or other.na:
            return float(one.na != other.na)
        if one.value is None or other.value is None:
            return math.nan
        if self.is_nominal:
            return float(one.value != other.value)
        return abs(one.value - other.value) / (self.maximum - self.minimum)

    def is_close(self, one: Answer, other: Answer) -> bool:
        """Whether two answers are within the tolerance; N/A is close to nothing but N/A."""
        if one.na or other.na or one.value is None or other.value is None:
            return one.na and other.na
        return abs(one.value - other.value) <= self.tolerance + 1e-9


Units = Mapping[int, Mapping[int, Answer]]
"""For each unit (what was rated) the answers by rater."""


@dataclass(frozen=True)
class QuestionAgreement:
    """How well raters agree on one question; the coefficients are None with too few units.

    ``units`` is the number of units that two or more have answered with a value (or N/A, for a
    nominal question); ``close`` of ``pairs`` answers lie within the tolerance.
    """

    question: Question
    units: int
    close: int
    pairs: int
    alpha: Agreement | None
    gwet: Agreement | None

    @property
    def missing(self) -> int:
        """How many more units rated twice are needed."""
        return max(0, self.question.fewest - self.units)


def agreement_on(question: Question, units: Units) -> QuestionAgreement:
    """Agreement on one question: alpha and AC1/AC2 of its kind, each with its interval."""
    table = _table(question, units)
    rated_twice = int((np.sum(~np.isnan(table), axis=1) >= 2).sum()) if table.size else 0
    pairs = [pair for given in units.values() for pair in combinations(given.values(), 2)]
    close = sum(question.is_close(*pair) for pair in pairs)
    alpha = gwet = None
    if rated_twice >= question.fewest:
        metric = METRICS.get(question.kind, "nominal")
        seen = set(table[~np.isnan(table)].tolist())
        offered = sorted(seen | set(question.values)) if question.kind != "number" else None
        alpha = krippendorff_alpha(table, metric)
        gwet = gwet_ac(table, metric, categories=offered)
    return QuestionAgreement(question, rated_twice, close, len(pairs), alpha, gwet)


def _table(question: Question, units: Units) -> NDArray[np.float64]:
    """Units x raters. N/A is an answer of its own where answers have no order, else missing."""
    raters = {rater: place for place, rater in enumerate(_raters(units))}
    table = np.full((len(units), len(raters)), np.nan)
    na_code = question.maximum + 1 if question.is_nominal else np.nan
    for row, given in enumerate(units.values()):
        for rater, answer in given.items():
            value = na_code if answer.na else answer.value
            table[row, raters[rater]] = np.nan if value is None else value
    return table


def _raters(units: Units) -> list[int]:
    return list(dict.fromkeys(rater for given in units.values() for rater in given))


@dataclass(frozen=True)
class ScoreAgreement:
    """How well raters agree on the whole score: an ICC, and the share within tolerance."""

    units: int
    close: int
    pairs: int
    icc: Agreement | None
    form: str

    @property
    def missing(self) -> int:
        return max(0, FEWEST_ORDERED - self.units)


def score_agreement(units: Mapping[int, Mapping[int, float]]) -> ScoreAgreement:
    """Agreement on the score 0-100.

    Where the same raters scored every unit it is ICC(2,1), absolute agreement of one rater; where
    each unit had raters of its own, ICC(1,1), of the first two of each. Units with fewer than two
    scores are left out.
    """
    rated = {unit: given for unit, given in units.items() if len(given) >= 2}
    pairs = [pair for given in rated.values() for pair in combinations(given.values(), 2)]
    close = sum(abs(one - other) <= SCORE_TOLERANCE + 1e-9 for one, other in pairs)
    panels = {frozenset(given) for given in rated.values()}
    form = "2,1" if len(panels) == 1 else "1,1"
    found = None
    if len(rated) >= FEWEST_ORDERED:
        if form == "2,1":
            raters = sorted(next(iter(panels)))
            table = [[given[rater] for rater in raters] for given in rated.values()]
        else:
            table = [list(given.values())[:2] for given in rated.values()]
        found = icc(table, form)  # type: ignore[arg-type]
    return ScoreAgreement(len(rated), close, len(pairs), found, form)


@dataclass(frozen=True)
class Distance:
    """How one person's answers lie from the reference: the same in ``same``, and which way.

    ``lean`` is the mean of answer minus reference in percent of the scale over the questions that
    have an order: above 0 is lenient. It has an interval from 4 answers on.
    """

    same: Proportion | None
    compared: int
    matched: int
    lean: float | None
    lean_interval: tuple[float, float] | None
    leaning: int


def distance_from_reference(answers: Sequence[tuple[Question, Answer, Answer]]) -> Distance:
    """The distance of (question, answer, reference) triples of one person."""
    matched = sum(question.distance(given, right) == 0 for question, given, right in answers)
    leans = [
        100 * (given.value - right.value) / (question.maximum - question.minimum)
        for question, given, right in answers
        if not question.is_nominal and given.value is not None and right.value is not None
    ]
    interval = None
    if len(leans) >= FEWEST_FOR_MEAN:
        error = float(np.std(leans, ddof=1)) / math.sqrt(len(leans))
        reach = float(stdtrit(len(leans) - 1, 0.975)) * error
        interval = (float(np.mean(leans)) - reach, float(np.mean(leans)) + reach)
    return Distance(
        same=wilson_interval(matched, len(answers)),
        compared=len(answers),
        matched=matched,
        lean=float(np.mean(leans)) if leans else None,
        lean_interval=interval,
        leaning=len(leans),
    )


def spread(question: Question, answers: Sequence[Answer]) -> float:
    """The largest distance between any two answers, 0 to 1."""
    found = [question.distance(one, other) for one, other in combinations(answers, 2)]
    return max((each for each in found if not math.isnan(each)), default=0.0)
